using System.Collections.Concurrent;
using System.Net.Sockets;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Pacs;

/// <summary>C-MOVE in Study Root (PS3.4 C.4.2): an association to the destination, one C-STORE for each image, a pending response behind each.</summary>
internal sealed partial class FaultyPacs
{
    private const ushort OutOfResources = 0xA700;
    private const ushort UnknownDestination = 0xA801;
    private const ushort UnableToProcess = 0xC001;

    /// <summary>Longest that an association to a destination may take.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Series whose omission was told as a success once.</summary>
    private readonly ConcurrentDictionary<string, bool> _omitted = new(StringComparer.Ordinal);

    /// <summary>True when images of a study are left out of its first move.</summary>
    public bool Omits(PacsStudy study) => PacsFaults.IsDue(study.Number + 1, Faults.OmitEvery);

    private async Task MoveAsync(ScriptedConnection connection, ScriptedMessage request, PacsDropPoint? drop, CancellationToken stop)
    {
        var faults = Faults;
        var identifier = DicomFile.Open(request.Dataset!).Dataset;
        var number = Log.MoveBegun(connection, Key(identifier, 0x0020000D));
        var move = new PacsMove(request, connection.Proposal!.CallingAE);
        if (Select(identifier) is not { } instances)
        {
            move.Status = IdentifierMismatch;
        }
        else if (!_destinations.TryGetValue(request.Command.MoveDestination, out var port))
        {
            (move.Status, move.Comment) = (UnknownDestination, "unknown destination");
            Log.Add(nameof(PacsLog.UnknownDestinations));
        }
        else if (PacsFaults.IsDue(number, faults.OutOfResourcesEvery))
        {
            (move.Status, move.Comment) = (OutOfResources, "busy");
            Log.Add(nameof(PacsLog.OutOfResources));
        }
        else if (PacsFaults.IsDue(number, faults.UnableEvery))
        {
            (move.Status, move.Comment) = (UnableToProcess, "database error");
            Log.Add(nameof(PacsLog.Unable));
        }
        else
        {
            move.Fill(instances, Key(identifier, 0x00080052) == "IMAGE" ? [] : [.. instances.Where(IsOmitted)], PacsFaults.IsDue(number, faults.WarnEvery));
            await SendAsync(connection, move, port, drop, stop);
        }

        ThrowIfDropped(connection, drop);
        if (move.Status == Success)
        {
            Log.Add(nameof(PacsLog.Omissions), move.Omitted.Count);
            move.Omitted.ForEach(i => _omitted[i.Series.Uid] = true);
        }

        Log.MoveEnded(connection);
        var details = move.Failed.Count > 0 ? new DicomBytes(IsExplicit(connection, request.ContextId)).Text(0x00080058, "UI", string.Join('\\', move.Failed)).Bytes : null;
        await RespondAsync(connection, request, move.Response(isFinal: true, details is not null), details, stop);
    }

    /// <summary>Images that are asked for; null where the identifier lacks the keys of its level.</summary>
    private List<PacsInstance>? Select(DicomDataset identifier)
    {
        var (level, uid, series, images) = (Key(identifier, 0x00080052), Key(identifier, 0x0020000D), Key(identifier, 0x0020000E), Key(identifier, 0x00080018));
        var isWhole = level switch { "STUDY" => uid.Length > 0, "SERIES" => uid.Length > 0 && series.Length > 0, "IMAGE" => uid.Length > 0 && series.Length > 0 && images.Length > 0, _ => false };
        return isWhole
            ? [.. from study in Content.Candidates(uid, string.Empty, string.Empty)
                  from one in Content.SeriesOf(study)
                  where IsListed(series, one.Uid)
                  from number in Enumerable.Range(1, one.Images)
                  where IsListed(images, one.Instance(number))
                  select new PacsInstance(one, number)]
            : null;
    }

    private bool IsOmitted(PacsInstance instance) =>
        Omits(instance.Series.Study) && !_omitted.ContainsKey(instance.Series.Uid) && instance.Number > Math.Max(1, instance.Series.Images - Faults.OmittedImages);

    /// <summary>Sends the images of a move and sets its status.</summary>
    private async Task SendAsync(ScriptedConnection connection, PacsMove move, int port, PacsDropPoint? drop, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(s_limit);
        await using var target = move.Next is null ? null : await ConnectAsync(move, port, limit.Token);
        while (move.Next is { } instance)
        {
            if (PacsLog.HasGone(connection))
            {
                throw new IOException("The requestor has gone.");
            }

            if (await IsCancelledAsync(connection, move.Request, stop))
            {
                move.Status = Cancelled;
                return;
            }

            if (drop == PacsDropPoint.InRequest && target is not null)
            {
                await StoreHalfAsync(target, instance, limit.Token);
                throw Drop(connection, PacsDropPoint.InRequest);
            }

            if (target is null || await StoreAsync(target, move, instance, limit.Token) is not { } status)
            {
                Log.Add(nameof(PacsLog.LostDestinations));
                move.Lose();
                return;
            }

            move.Done(instance, status == Success);
            ThrowIfDropped(connection, drop);
            await RespondAsync(connection, move.Request, move.Response(isFinal: false), null, stop);
        }

        move.End();
        if (move.IsWarning)
        {
            Log.Add(nameof(PacsLog.Warnings));
        }

        if (target is not null)
        {
            await target.ReleaseAsync(limit.Token);
        }
    }

    /// <summary>An association to the destination; null when there is none to be had.</summary>
    private static async Task<ScriptedConnection?> ConnectAsync(PacsMove move, int port, CancellationToken stop)
    {
        ScriptedConnection? target = null;
        try
        {
            target = await ScriptedConnection.ConnectAsync(port, stop);
            var contexts = move.SopClasses.Select((sopClass, i) => new PresentationProposal((byte)((2 * i) + 1), sopClass, ScriptedPeer.ExplicitLittleEndian, ScriptedPeer.ImplicitLittleEndian));
            using var cut = stop.Register(target.Reset);
            if (await target.RequestAsync(move.Request.Command.MoveDestination, [.. contexts], AETitle))
            {
                return target;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            stop.ThrowIfCancellationRequested();
        }

        if (target is not null)
        {
            await target.DisposeAsync();
        }

        return null;
    }

    /// <summary>Sends an image; returns the status it was answered with, and null when the destination has gone.</summary>
    private async Task<ushort?> StoreAsync(ScriptedConnection target, PacsMove move, PacsInstance instance, CancellationToken stop)
    {
        if (ContextOf(target, instance) is not { } context)
        {
            Log.Add(nameof(PacsLog.Refusals));
            return 0x0122;
        }

        ScriptedMessage? answer;
        try
        {
            var command = ScriptedCommand.StoreRequest(move.NextMessageId(), instance.Series.SopClass, instance.Uid).Set(0x1030, move.Originator).Set(0x1031, move.Request.Command.MessageId);
            answer = await target.AskAsync(context.Id, command, PacsEncoder.Encode(instance, IsExplicit(target, context.Id)), stop);
        }
        catch (IOException)
        {
            return null;
        }

        if (answer is null)
        {
            return null;
        }

        if (answer.Command.Status == Success)
        {
            Log.AddAcknowledgement(instance.Series.Study.Uid, instance.Uid);
        }
        else
        {
            Log.Add(nameof(PacsLog.Refusals));
        }

        return answer.Command.Status;
    }

    /// <summary>Sends the command and half of the data set.</summary>
    private static async Task StoreHalfAsync(ScriptedConnection target, PacsInstance instance, CancellationToken stop)
    {
        if (ContextOf(target, instance) is { } context)
        {
            var bytes = PacsEncoder.Encode(instance, IsExplicit(target, context.Id));
            var pdus = target.Message(context.Id, ScriptedCommand.StoreRequest(1, instance.Series.SopClass, instance.Uid), bytes).ToList();
            await target.WriteAsync(pdus[0], stop);
            await target.WriteAsync(pdus[1].AsMemory(0, pdus[1].Length / 2), stop);
        }
    }

    private static PresentationProposal? ContextOf(ScriptedConnection target, PacsInstance instance) => target.Contexts.Values.FirstOrDefault(c => c.AbstractSyntax == instance.Series.SopClass);
}
