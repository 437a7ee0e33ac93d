using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Hostile;

/// <summary>Every status of the retrieval table, answered by a node to every service: class, error id, and whether a later try may succeed.</summary>
public sealed class StatusTableTests
{
    private static readonly (ushort Code, string Class, bool IsTransient, bool IsConfiguration)[] s_table =
    [
        (0x0000, "Success", false, false), (0xFE00, "Cancel", true, false),
        (0xA700, "Failure", true, false), (0xA701, "Failure", true, false), (0xA702, "Failure", true, false), (0xA7FF, "Failure", true, false),
        (0xA801, "Failure", false, true), (0xA900, "Failure", false, false), (0xA9FF, "Failure", false, false),
        (0x0110, "Failure", true, false), (0x0117, "Failure", false, false), (0x0122, "Failure", false, false), (0x0124, "Failure", false, false), (0x0211, "Failure", false, false), (0x0213, "Failure", true, false),
        (0xC000, "Failure", true, false), (0xC001, "Failure", true, false), (0xC123, "Failure", true, false), (0xCFFF, "Failure", true, false),
        (0x0105, "Failure", false, false), (0x0106, "Failure", false, false), (0x0111, "Failure", false, false), (0x0112, "Failure", false, false), (0x0118, "Failure", false, false), (0x0119, "Failure", false, false),
        (0x0120, "Failure", false, false), (0x0210, "Failure", false, false), (0x0212, "Failure", false, false), (0x0001, "Failure", false, false), (0x1234, "Failure", false, false), (0xD000, "Failure", false, false), (0xFFFF, "Failure", false, false),
        (0xB000, "Warning", true, false), (0xB006, "Warning", false, false), (0xB007, "Warning", false, false), (0x0116, "Warning", false, false),
    ];

    private static readonly Dictionary<string, (ushort Field, DimseService Service)> s_services = new(StringComparer.Ordinal)
    {
        ["echo"] = (ScriptedCommand.EchoRequestField, DimseService.Echo), ["find"] = (ScriptedCommand.FindRequestField, DimseService.Find), ["move"] = (ScriptedCommand.MoveRequestField, DimseService.Move),
        ["get"] = (ScriptedCommand.GetRequestField, DimseService.Get), ["store"] = (ScriptedCommand.StoreRequestField, DimseService.Store), ["retrieve"] = (ScriptedCommand.GetRequestField, DimseService.Get),
    };

    public static TheoryData<string> Operations => [.. s_services.Keys];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Each_status_ends_as_the_table_says(string operation)
    {
        var (field, service) = s_services[operation];
        await Batch.RunAsync(s_table, async (row, stop) =>
        {
            var status = DimseStatus.Describe(row.Code, service);
            if ((status.Class.ToString(), status.IsTransient, status.IsConfiguration) != (row.Class, row.IsTransient, row.IsConfiguration))
            {
                return $"described as {status.Class}, transient {status.IsTransient}, configuration {status.IsConfiguration}";
            }

            if (status.Class == StatusClass.Failure && string.IsNullOrEmpty(status.Remedy))
            {
                return "no remedy";
            }

            await using var peer = ScriptedPeer.Serving(new ScriptedService().On(field, new ScriptedResponse(row.Code) { Comment = "ZZCOMMENT of the node" }));
            var end = await Requestor.EndAsync(operation, Requestor.Node(peer.Port, 60), stop);
            return end == Expected(operation, row) ? null : $"expected {Expected(operation, row)}, got {end}";
        });
    }

    private static (string ErrorId, bool? IsTransient) Expected(string operation, (ushort Code, string Class, bool IsTransient, bool IsConfiguration) row) => (row.Class, operation) switch
    {
        ("Failure", "find") when (row.Code & 0xFF00) == 0xA700 => (DimseException.DimseFailure, true),
        ("Failure", _) => (row.Code == 0xA801 ? DimseException.MoveDestinationUnknown : DimseException.DimseFailure, row.IsTransient),
        ("Cancel", _) => (DimseException.DimseFailure, true),
        (_, "retrieve") => (DimseException.RetrieveIncomplete, null),
        _ => (Requestor.Done, null),
    };
}
