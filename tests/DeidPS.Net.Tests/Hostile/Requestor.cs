using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Hostile;

/// <summary>Everything our side asks a node for, each as one call that ends with an error id, or <see cref="Done"/>.</summary>
internal static class Requestor
{
    public const string Done = "done";
    public const string SecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";
    public const string Study = "2.25.11";
    public const string Series = "2.25.12";
    public const string Instance = "2.25.13";

    private static readonly Dictionary<string, Func<DicomNode, CancellationToken, Task>> s_operations = new(StringComparer.Ordinal)
    {
        ["echo"] = EchoAsync, ["find"] = FindAsync, ["move"] = MoveAsync, ["get"] = GetAsync, ["store"] = StoreAsync, ["retrieve"] = RetrieveAsync,
    };

    public static IEnumerable<string> Operations => s_operations.Keys;

    public static DicomNode Node(int port, int seconds) => new()
    {
        HostName = "127.0.0.1", Port = port, CalledAE = ScriptedPeer.AETitle, ConnectTimeoutSec = 30, AcceptTimeoutSec = seconds, TimeoutSec = seconds, IdleTimeoutSec = seconds,
        RetrieveMethod = RetrieveMethod.Get,
    };

    /// <summary>Runs an operation to its end. Anything thrown that is no error of ours is thrown on.</summary>
    public static async Task<(string ErrorId, bool? IsTransient)> EndAsync(string operation, DicomNode node, CancellationToken stop = default)
    {
        try
        {
            await s_operations[operation](node, stop);
            return (Done, null);
        }
        catch (DeidException error)
        {
            return (error.ErrorId, error switch { NetworkException network => network.IsTransient, DimseException dimse => dimse.Status?.IsTransient, _ => null });
        }
    }

    /// <summary>A small sound instance.</summary>
    public static DicomFile File(string instance = Instance) => DicomFile.Open(Dataset(instance).File(ScriptedPeer.ExplicitLittleEndian));

    public static DicomBytes Dataset(string instance = Instance, string study = Study) => new DicomBytes()
        .Text(0x00080016, "UI", SecondaryCapture).Text(0x00080018, "UI", instance).Text(0x00100010, "PN", "ZZHOSTILE").Text(0x0020000D, "UI", study).Text(0x0020000E, "UI", Series);

    public static PresentationContext StoreContext { get; } = new() { AbstractSyntax = SecondaryCapture, TransferSyntaxes = [ScriptedPeer.ExplicitLittleEndian] };

    private static async Task EchoAsync(DicomNode node, CancellationToken stop)
    {
        await using var association = await Association.RequestAsync(node, [EchoScu.Context], null, stop);
        Check((await EchoScu.EchoAsync(association, stop)).Status, DimseService.Echo);
        await association.ReleaseAsync(stop);
    }

    private static async Task FindAsync(DicomNode node, CancellationToken stop)
    {
        await using var query = new NodeQuery(node, null, new DateOnly(2026, 1, 1));
        await foreach (var _ in query.RunAsync(new QueryFilter { StudyInstanceUID = [Study] }, QueryLevel.Study, null, stop))
        {
            // The end counts.
        }
    }

    private static async Task MoveAsync(DicomNode node, CancellationToken stop)
    {
        await using var association = await Association.RequestAsync(node, [MoveScu.Context(node.Model)], null, stop);
        Check((await MoveScu.MoveAsync(association, node.Model, Identifier(), "NOWHERE", null, stop)).Status, DimseService.Move);
        await association.ReleaseAsync(stop);
    }

    private static async Task GetAsync(DicomNode node, CancellationToken stop)
    {
        await using var association = await Association.RequestAsync(node, GetScu.Contexts(node.Model, [SecondaryCapture], [ScriptedPeer.ExplicitLittleEndian]), null, stop);
        var store = new StoreScp(Collector(), new MemoryBudget(1 << 20));
        Check((await GetScu.GetAsync(association, node.Model, Identifier(), store, null, stop)).Status, DimseService.Get);
        await association.ReleaseAsync(stop);
    }

    private static async Task StoreAsync(DicomNode node, CancellationToken stop)
    {
        using var file = File();
        await using var association = await Association.RequestAsync(node, [StoreContext], null, stop);
        Check((await StoreScu.StoreAsync(association, file, stop)).Status, DimseService.Store);
        await association.ReleaseAsync(stop);
    }

    private static async Task RetrieveAsync(DicomNode node, CancellationToken stop)
    {
        var retriever = new StudyRetriever(node, null, Collector(), new MemoryBudget(1 << 20));
        var instance = new InstanceReference { StudyInstanceUID = Study, SeriesInstanceUID = Series, SOPInstanceUID = Instance, SOPClassUID = SecondaryCapture };
        var result = await retriever.RetrieveAsync(new RetrieveRequest { StudyInstanceUID = Study, Instances = [instance] }, stop);
        if (result.Error is not null)
        {
            throw result.Error;
        }

        if (!result.IsComplete)
        {
            throw new DimseException(DimseException.RetrieveIncomplete, "Not all arrived.", null);
        }
    }

    private static void Check(DimseStatus status, DimseService service)
    {
        if (status.Class is StatusClass.Failure or StatusClass.Cancel)
        {
            throw DimseException.For(status, service, "node");
        }
    }

    private static DicomDataset Identifier() => RetrieveIdentifier.Of(QueryLevel.Study, (RetrieveIdentifier.Study, Study));

    private static InstanceCollector Collector() => new((_, file, _) =>
    {
        file.Dispose();
        return ValueTask.FromResult(StoreOutcome.Success);
    });
}
