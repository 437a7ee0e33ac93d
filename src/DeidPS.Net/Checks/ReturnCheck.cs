using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>
/// The way back of C-MOVE: whether our port can be opened, and whether the node sends to it. One image is asked for, or, where none is known, a
/// study that does not exist; what comes is dropped.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="secrets">Passcode and certificate password; null for none.</param>
/// <param name="ownAddress">Our address towards the node; null where it is not known.</param>
internal sealed class ReturnCheck(DicomNode node, AssociationSecrets? secrets, IPAddress? ownAddress) : IAsyncDisposable
{
    private const string Receiver = "Receiver";
    private const string MoveToSelf = "Move to self";
    private const int RecentDays = 7;
    private const long Megabyte = 1024 * 1024;

    private static readonly DicomTag s_studyDate = new(0x00080020);

    private readonly ArrivalSink _sink = new();
    private DicomListener? _listener;

    /// <summary>How long an image may take to come after the node says that it was sent. Default 10 s.</summary>
    public TimeSpan QuietTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Study to take an image of; null for one of the last days.</summary>
    public string? StudyInstanceUid { get; init; }

    private string Title => node.EffectiveMoveDestination;

    private string Place => FormattableString.Invariant($"{(ownAddress is null ? "this machine" : ownAddress.ToString())}, port {node.ReceiverPort}");

    /// <summary>Opens our port and connects to it.</summary>
    public async Task<NodeFinding> ReceiverAsync(CancellationToken stop)
    {
        var settings = new ListenerSettings
        {
            AETitle = Title, AllowAnyCalledAE = true, Port = node.ReceiverPort, MemoryLimit = 16 * Megabyte,
            Tls = node.Tls?.Certificate is null ? null : node.Tls, CertificatePassword = secrets?.CertificatePassword,
        };
        var listener = new DicomListener(settings, _sink) { OnEvent = _sink.Note };
        try
        {
            listener.Start();
        }
        catch (NetworkException error)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
            return await OccupiedAsync(error, stop).ConfigureAwait(false);
        }

        _listener = listener;
        return await IsReachableAsync(ownAddress ?? IPAddress.Loopback, stop).ConfigureAwait(false)
            ? new NodeFinding(Receiver, NodeCheckStatus.Passed, $"can listen; the node has to send to {Title} at {Place}")
            : new NodeFinding(Receiver, NodeCheckStatus.Failed, $"listens, but cannot be connected to at {Place}, not even from here", "A firewall of this machine is in the way: allow connections to the port.");
    }

    /// <summary>Asks the node to send to us.</summary>
    public async Task<NodeFinding> MoveAsync(CancellationToken stop)
    {
        if (_listener is null)
        {
            return new NodeFinding(MoveToSelf, NodeCheckStatus.Skipped, "not tried, since our port is not ours now; stop the receiver that listens there, and check again");
        }

        var image = await FindAsync(stop).ConfigureAwait(false);
        DimseResponse answer;
        try
        {
            answer = await AskAsync(image, stop).ConfigureAwait(false);
        }
        catch (NetworkException error)
        {
            return Judge(null, error, image) ?? new NodeFinding(MoveToSelf, NodeCheckStatus.Failed, error.Message, $"A node that tries to connect to where nobody answers is silent meanwhile. {Where}");
        }

        // Where the node says that it failed there is nothing to wait for.
        if (image is not null && answer.Status.Class == StatusClass.Success && !_sink.Arrived.IsCompleted)
        {
            await Task.WhenAny(_sink.Arrived, Task.Delay(QuietTime, stop)).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
        }

        return Judge(answer, null, image)!;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _listener?.DisposeAsync() ?? ValueTask.CompletedTask;

    private string Where => $"Check at the node that the destination {Title} has the host and port {Place}, with TLS on both sides or on neither, and that no firewall is between.";

    private async Task<NodeFinding> OccupiedAsync(NetworkException error, CancellationToken stop)
    {
        var here = new DicomNode { HostName = "127.0.0.1", Port = node.ReceiverPort, CalledAE = Title, CallingAE = node.CallingAE, ConnectTimeoutSec = 5, AcceptTimeoutSec = 5, TimeoutSec = 5 };
        try
        {
            var association = await Association.RequestAsync(here, [EchoScu.Context], null, stop).ConfigureAwait(false);
            await using (association.ConfigureAwait(false))
            {
                await association.ReleaseAsync(stop).ConfigureAwait(false);
            }

            return new NodeFinding(Receiver, NodeCheckStatus.Passed, $"a receiver listens already and answers to {Title}; the node has to send to {Place}");
        }
        catch (NetworkException rejected) when (rejected.ErrorId == NetworkException.AssociationRejected)
        {
            return new NodeFinding(
                Receiver, NodeCheckStatus.Failed, FormattableString.Invariant($"another DICOM application listens on port {node.ReceiverPort} and does not answer to {Title} for us"),
                "Stop it, name the title it answers to with -MoveDestination, or give the node another -ReceiverPort.");
        }
        catch (NetworkException)
        {
            return new NodeFinding(Receiver, NodeCheckStatus.Failed, error.Message, error.RecommendedAction);
        }
    }

    private async Task<bool> IsReachableAsync(IPAddress address, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        using var client = new TcpClient(address.AddressFamily);
        try
        {
            await client.ConnectAsync(address, node.ReceiverPort, limit.Token).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }

        // What the receiver tells about this connection is no trouble of the node's.
        client.Close();
        for (var waited = 0; _sink.Troubles.IsEmpty && waited < 100; waited++)
        {
            await Task.Delay(20, stop).ConfigureAwait(false);
        }

        _sink.Troubles.Clear();
        return true;
    }

    /// <summary>One image of the study that was named, or of a study of the last days; null when the node tells none.</summary>
    private async Task<InstanceReference?> FindAsync(CancellationToken stop)
    {
        try
        {
            var association = await Association.RequestAsync(node, [FindScu.Context(node.Model)], secrets, stop).ConfigureAwait(false);
            await using (association.ConfigureAwait(false))
            {
                var today = DateTime.Today;
                var days = FormattableString.Invariant($"{today.AddDays(-RecentDays):yyyyMMdd}-{today:yyyyMMdd}");
                var study = StudyInstanceUid ?? await FirstAsync(association, QueryLevel.Study, RetrieveIdentifier.Study, stop, (s_studyDate, days)).ConfigureAwait(false);
                var series = study is null ? null : await FirstAsync(association, QueryLevel.Series, RetrieveIdentifier.Series, stop, (RetrieveIdentifier.Study, study)).ConfigureAwait(false);
                var image = series is null ? null : await FirstAsync(association, QueryLevel.Image, RetrieveIdentifier.SopInstance, stop, (RetrieveIdentifier.Study, study!), (RetrieveIdentifier.Series, series)).ConfigureAwait(false);
                await association.ReleaseAsync(stop).ConfigureAwait(false);
                return image is null ? null : new InstanceReference { StudyInstanceUID = study!, SeriesInstanceUID = series!, SOPInstanceUID = image };
            }
        }
        catch (DeidException)
        {
            // A node that cannot be asked, or not so, may still send; the steps before say what it offers.
            return null;
        }
    }

    private async Task<string?> FirstAsync(Association association, QueryLevel level, DicomTag key, CancellationToken stop, params (DicomTag Tag, string Value)[] keys)
    {
        string? first = null;
        await foreach (var answer in FindScu.QueryAsync(association, node.Model, RetrieveIdentifier.Of(level, [.. keys, (key, string.Empty)]), 1, _ => { }, stop).ConfigureAwait(false))
        {
            first ??= answer.GetText(key) is { Length: > 0 } uid ? uid : null;
        }

        return first;
    }

    private async Task<DimseResponse> AskAsync(InstanceReference? image, CancellationToken stop)
    {
        var identifier = image is null
            ? RetrieveIdentifier.Of(QueryLevel.Study, (RetrieveIdentifier.Study, MadeUpUid()))
            : RetrieveIdentifier.Of(QueryLevel.Image, (RetrieveIdentifier.Study, image.StudyInstanceUID), (RetrieveIdentifier.Series, image.SeriesInstanceUID), (RetrieveIdentifier.SopInstance, image.SOPInstanceUID));
        var association = await Association.RequestAsync(node, [MoveScu.Context(node.Model)], secrets, stop).ConfigureAwait(false);
        await using (association.ConfigureAwait(false))
        {
            var answer = await MoveScu.MoveAsync(association, node.Model, identifier, Title, null, stop).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
            await association.ReleaseAsync(stop).ConfigureAwait(false);
            return answer;
        }
    }

    private NodeFinding? Judge(DimseResponse? answer, NetworkException? error, InstanceReference? image)
    {
        if (_sink.Arrived.IsCompletedSuccessfully)
        {
            return Arrival(_sink.Arrived.Result);
        }

        if (answer?.Status.Code == 0xA801)
        {
            return new NodeFinding(MoveToSelf, NodeCheckStatus.Failed, $"the node answered {answer.Status}: it does not know {Title}", $"Have {Title} entered at the node as a destination, with the host and port {Place}, or name the title it knows: -MoveDestination.");
        }

        if (_sink.Troubles.TryPeek(out var trouble))
        {
            return new NodeFinding(MoveToSelf, NodeCheckStatus.Failed, $"the node connected to our port, and then: {trouble.Message}", Where);
        }

        return answer is null ? null : image is null ? WithoutImage(answer.Status) : NothingCame(answer);
    }

    private NodeFinding Arrival(AssociationInfo association) => association.CalledAE == Title
        ? new NodeFinding(MoveToSelf, NodeCheckStatus.Passed, $"an image came back from {Plain(association.Peer?.Address)}, called {Title}; it was dropped")
        : new NodeFinding(
            MoveToSelf, NodeCheckStatus.Failed, $"an image came back, but the node calls {association.CalledAE} instead of {Title}",
            $"Have the AE title of the destination corrected at the node, or name the one it calls: -MoveDestination {association.CalledAE}.");

    /// <summary>Some nodes look for the study before they look for the destination, so that nothing but A801 tells anything.</summary>
    private NodeFinding WithoutImage(DimseStatus status) => new(
        MoveToSelf, NodeCheckStatus.Skipped, $"no image to ask for; asked for a study that does not exist, the node answered {status}, which does not show that it knows {Title}",
        "Name a study it has with -StudyInstanceUID, to have one image sent.");

    private NodeFinding NothingCame(DimseResponse answer) => answer.Status.Class == StatusClass.Success && answer.SubOperations.Failed is null or 0
        ? new NodeFinding(MoveToSelf, NodeCheckStatus.Failed, $"the node says that it sent the image, but nothing came to {Place}", $"It sent it to another place that it knows as {Title}: find out where. {Where}")
        : new NodeFinding(MoveToSelf, NodeCheckStatus.Failed, $"the node answered {answer.Status}, and did not connect to {Place}", Where);

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private static string MadeUpUid() => "2.25." + new System.Numerics.BigInteger(RandomNumberGenerator.GetBytes(16), isUnsigned: true).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
