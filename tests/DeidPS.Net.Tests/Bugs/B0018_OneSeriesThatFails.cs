using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;
using DeidPS.Net.Tests.Interop;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Bugs;

/// <summary>
/// One series that the node cannot send ended each round at that series, so that those behind it were never asked for; and where its status was a permanent one,
/// what had arrived was given up.
/// </summary>
public sealed class B0018_OneSeriesThatFails
{
    private const string SecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";
    private const string Study = "2.25.100";

    [Theory]
    [InlineData(0xC001)]
    [InlineData(0xA900)]
    [InlineData(0xA702)]
    public async Task The_others_arrive(int status)
    {
        // In the order they are asked for the first fails.
        string[] series = ["2.25.101", "2.25.102", "2.25.103"];
        var service = new ScriptedService()
            .On(ScriptedCommand.FindRequestField, request => [.. Answers(request, series), new ScriptedResponse(DimseStatus.Success)])
            .On(ScriptedCommand.GetRequestField, request => Contains(request, series[0]) ? [new ScriptedResponse((ushort)status)] : [Sent(series.First(s => Contains(request, s)))]);
        await using var peer = ScriptedPeer.Serving(service);
        var arrived = new List<string>();
        var collector = new InstanceCollector((instance, file, _) =>
        {
            file.Dispose();
            arrived.Add(instance.SopInstanceUid);
            return ValueTask.FromResult(StoreOutcome.Success);
        });
        var node = OwnSender.Node(peer.Port, ScriptedPeer.AETitle) with { RetrieveMethod = RetrieveMethod.Get };
        var retriever = new StudyRetriever(node, null, collector, new MemoryBudget(1024 * 1024));
        var result = await retriever.RetrieveAsync(new RetrieveRequest { StudyInstanceUID = Study }, default);
        Assert.Empty(peer.Failures);
        Assert.Equal([series[1] + ".1", series[2] + ".1"], arrived.Order());
        Assert.Equal((3, 2, false), (result.Expected, result.Received, result.IsComplete));
        Assert.Equal(series[0], Assert.Single(result.Missing).SeriesInstanceUID);
        Assert.Equal(status, ((DimseException)result.Error!).Status!.Code);
    }

    private static IEnumerable<ScriptedResponse> Answers(ScriptedMessage request, string[] series)
    {
        var isImage = Contains(request, "IMAGE");
        return series.Where(s => !isImage || Contains(request, s)).Select(s => new ScriptedResponse(DimseStatus.Pending, isImage
            ? new DicomBytes().Text(0x00080016, "UI", SecondaryCapture).Text(0x00080018, "UI", s + ".1").Bytes
            : new DicomBytes().Text(0x0020000E, "UI", s).Text(0x00201209, "IS", "1").Bytes));
    }

    private static ScriptedResponse Sent(string series) => new(DimseStatus.Success)
    {
        Before = async (connection, _) =>
        {
            var image = new DicomBytes().Text(0x00080016, "UI", SecondaryCapture).Text(0x00080018, "UI", series + ".1").Text(0x0020000D, "UI", Study).Text(0x0020000E, "UI", series);
            var stored = await connection.AskAsync(connection.ContextFor(SecondaryCapture), ScriptedCommand.StoreRequest(7, SecondaryCapture, series + ".1"), image.Bytes);
            Assert.Equal(DimseStatus.Success, stored!.Command.Status);
        },
    };

    private static bool Contains(ScriptedMessage request, string text) => request.Dataset.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(text)) >= 0;
}
