using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using DeidPS.Dicom;
using DeidPS.Net;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Finds out why a node refuses: name, association, echo, query, retrieval, storage, and our own port.</para>
/// <para type="description">
/// Takes one step after the other and gives one result for each, with the cause and what to do about it. Nothing is stored, and nothing of a patient is asked for.
/// </para>
/// </summary>
/// <remarks>A step that cannot be tried is Skipped. The step Receiver opens the port our receiver would use for C-MOVE, and closes it again.</remarks>
/// <example>
/// <summary>Why does the PACS refuse?</summary>
/// <code>Test-DicomNode -HostName pacs -Port 104 -CalledAE SECTRA</code>
/// <para>A table of steps.</para>
/// </example>
/// <example>
/// <summary>Is a registered node ready? For a script</summary>
/// <code>@(Test-DicomNode -Node sectra | Where-Object Status -eq Failed).Count -eq 0</code>
/// <para>True or False.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "DicomNode", DefaultParameterSetName = NodeSet)]
[OutputType(typeof(DicomNodeCheck))]
public sealed class TestDicomNodeCommand : NodeCmdlet
{
    /// <summary>Storage classes asked about: those of which hospitals have most.</summary>
    private static readonly string[] s_storage = ["1.2.840.10008.5.1.4.1.1.1", "1.2.840.10008.5.1.4.1.1.1.1", "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.6.1", "1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.20", "1.2.840.10008.5.1.4.1.1.128", "1.2.840.10008.5.1.4.1.1.481.3", "1.2.840.10008.5.1.4.1.1.88.67"];

    private bool _goesOn;

    /// <inheritdoc/>
    protected override string Activity => "Checking";

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var node = ResolveNode();
        _goesOn = true;
        RunAsync((sink, stop) => CheckAsync(node, sink, stop), node.ToString());
    }

    private async Task CheckAsync(DicomNode node, PipelineSink sink, CancellationToken stop)
    {
        await StepAsync(node, "Name", sink, () => NameAsync(node, stop)).ConfigureAwait(false);
        Association? association = null;
        try
        {
            await StepAsync(node, "Association", sink, async () =>
            {
                association = await Association.RequestAsync(node, Contexts(), Secrets, stop).ConfigureAwait(false);
                return $"accepted by {association.Info.PeerImplementationVersionName}{(association.Info.IsSecure ? ", with TLS" : string.Empty)}";
            }).ConfigureAwait(false);
            await StepAsync(node, "Echo", sink, async () =>
            {
                var response = await EchoScu.EchoAsync(association!, stop).ConfigureAwait(false);
                return response.Status.Class == StatusClass.Success ? "answered" : throw DimseException.For(response.Status, DimseService.Echo, node.ToString());
            }).ConfigureAwait(false);
            foreach (var model in (QueryModel[])[QueryModel.StudyRoot, QueryModel.PatientRoot])
            {
                await OfferAsync(node, $"Query {model}", SopClasses.Find(model), association, sink).ConfigureAwait(false);
                await OfferAsync(node, $"C-MOVE {model}", SopClasses.Move(model), association, sink).ConfigureAwait(false);
                await OfferAsync(node, $"C-GET {model}", SopClasses.Get(model), association, sink).ConfigureAwait(false);
            }

            var taken = s_storage.Count(uid => association?.ContextFor(uid) is not null);
            await sink.WriteAsync(new DicomNodeCheck
            {
                Node = node, Step = "Storage", Status = association is null ? NodeCheckStatus.Skipped : taken > 0 ? NodeCheckStatus.Passed : NodeCheckStatus.Failed,
                Detail = association is null ? null : FormattableString.Invariant($"takes {taken} of {s_storage.Length} usual SOP classes"), Remedy = association is not null && taken == 0 ? "Nothing can be sent to it; that does not matter for queries." : null,
            }).ConfigureAwait(false);
            if (association is not null)
            {
                await association.ReleaseAsync(stop).ConfigureAwait(false);
            }
        }
        finally
        {
            if (association is not null)
            {
                await association.DisposeAsync().ConfigureAwait(false);
            }
        }

        _goesOn = true;
        await StepAsync(node, "Receiver", sink, () => Task.FromResult(OpenPort(node))).ConfigureAwait(false);
    }

    private static List<PresentationContext> Contexts() =>
    [
        EchoScu.Context,
        .. ((QueryModel[])[QueryModel.StudyRoot, QueryModel.PatientRoot]).SelectMany(model => new[] { FindScu.Context(model), MoveScu.Context(model), GetScu.Contexts(model, [], [])[0] }),
        .. s_storage.Select(uid => new PresentationContext { AbstractSyntax = uid, TransferSyntaxes = [DicomTransferSyntax.ExplicitLittleEndian.Uid, DicomTransferSyntax.ImplicitLittleEndian.Uid] }),
    ];

    private static async Task<string> NameAsync(DicomNode node, CancellationToken stop)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(node.HostName, stop).ConfigureAwait(false);
            return string.Join(", ", addresses.Select(a => a.ToString()));
        }
        catch (SocketException error)
        {
            throw new NetworkException(NetworkException.NodeUnreachable, "The host name is not known to DNS.", "Check the host name, or use the IP address.", error);
        }
    }

    private static string OpenPort(DicomNode node)
    {
        if (DicomReceiver.Running.Any(r => r.Port == node.ReceiverPort))
        {
            return $"a receiver of this process listens on port {node.ReceiverPort}";
        }

        using var socket = new TcpListener(IPAddress.IPv6Any, node.ReceiverPort);
        try
        {
            socket.Server.DualMode = true;
            socket.Start();
            return $"port {node.ReceiverPort} is free for C-MOVE";
        }
        catch (SocketException error)
        {
            throw new NetworkException("PortInUse", $"Port {node.ReceiverPort} cannot be opened ({error.SocketErrorCode}).", "Another program listens there: stop it, or give the node another -ReceiverPort.", error);
        }
    }

    private static async Task OfferAsync(DicomNode node, string step, string sopClass, Association? association, PipelineSink sink)
    {
        var isOffered = association?.ContextFor(sopClass) is not null;
        await sink.WriteAsync(new DicomNodeCheck
        {
            Node = node, Step = step, Status = association is null ? NodeCheckStatus.Skipped : isOffered ? NodeCheckStatus.Passed : NodeCheckStatus.Failed,
            Detail = association is null ? null : isOffered ? "offered" : "not offered", Remedy = association is null || isOffered ? null : "Ask the node's administrator whether it is meant to be offered to our AE title.",
        }).ConfigureAwait(false);
    }

    private async Task StepAsync(DicomNode node, string step, PipelineSink sink, Func<Task<string>> check)
    {
        var result = new DicomNodeCheck { Node = node, Step = step, Status = NodeCheckStatus.Skipped };
        if (_goesOn)
        {
            try
            {
                result = result with { Status = NodeCheckStatus.Passed, Detail = await check().ConfigureAwait(false) };
            }
            catch (DeidException error)
            {
                _goesOn = false;
                result = result with { Status = NodeCheckStatus.Failed, Detail = error.Message, Remedy = error.RecommendedAction };
            }
        }

        await sink.WriteAsync(result).ConfigureAwait(false);
    }
}
