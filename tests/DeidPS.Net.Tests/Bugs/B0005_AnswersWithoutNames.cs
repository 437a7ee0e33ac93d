using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;
using DeidPS.Net.Tests.Hostile;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Bugs;

/// <summary>
/// A series or image a node listed without a UID was passed over, and the study called complete without it; counts of images that no int can
/// hold ended the retrieval with an OverflowException.
/// </summary>
public sealed class B0005_AnswersWithoutNames
{
    [Theory]
    [InlineData("")]
    [InlineData("ZZNAME")]
    [InlineData("1.2\\1.3")]
    public async Task A_series_without_a_UID_leaves_nothing_verified(string uid)
    {
        var result = await RetrieveAsync([(Requestor.Series, 1), (uid, 1)], [Requestor.Instance]);
        Assert.Equal((RetrieveEvidence.None, null), (result.Evidence, result.Expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    public async Task An_image_without_a_UID_is_missing(string uid)
    {
        var result = await RetrieveAsync([(Requestor.Series, 2)], [Requestor.Instance, uid]);
        Assert.False(result.IsComplete);
        Assert.Equal(RetrieveEvidence.None, result.Evidence);
    }

    [Fact]
    public async Task Counts_that_are_too_large_are_no_counts() =>
        Assert.NotEqual(RetrieveEvidence.CountVerified, (await RetrieveAsync([(Requestor.Series, int.MaxValue), ("2.25.14", int.MaxValue)], [])).Evidence);

    private static async Task<RetrieveResult> RetrieveAsync((string Uid, int Count)[] series, string[] images)
    {
        var service = new ScriptedService()
            .On(ScriptedCommand.FindRequestField, request => [.. Answers(request, series, images).Select(a => new ScriptedResponse(0xFF00, a.Bytes)), new ScriptedResponse(0)])
            .On(ScriptedCommand.GetRequestField, _ => [new ScriptedResponse(0) { Before = SendAsync }]);
        await using var peer = ScriptedPeer.Serving(service);
        var collector = new InstanceCollector((_, file, _) =>
        {
            file.Dispose();
            return ValueTask.FromResult(StoreOutcome.Success);
        });
        var retriever = new StudyRetriever(Requestor.Node(peer.Port, 60), null, collector, new MemoryBudget(1 << 20));
        return await retriever.RetrieveAsync(new RetrieveRequest { StudyInstanceUID = Requestor.Study }, default);
    }

    private static async Task SendAsync(ScriptedConnection connection, ScriptedMessage request)
    {
        var context = connection.Contexts.Values.First(c => c.AbstractSyntax == Requestor.SecondaryCapture && c.TransferSyntaxes[0] == ScriptedPeer.ExplicitLittleEndian).Id;
        await connection.AskAsync(context, ScriptedCommand.StoreRequest(9, Requestor.SecondaryCapture, Requestor.Instance), Requestor.Dataset().Bytes);
    }

    private static IEnumerable<DicomBytes> Answers(ScriptedMessage request, (string Uid, int Count)[] series, string[] images) =>
        DicomFile.Open(request.Dataset!).Dataset.GetText(RetrieveIdentifier.QueryRetrieveLevel) == "SERIES"
            ? series.Select(s => new DicomBytes().Text(0x00080052, "CS", "SERIES").Text(0x0020000D, "UI", Requestor.Study).Text(0x0020000E, "UI", s.Uid).Text(0x00201209, "IS", $"{s.Count}"))
            : images.Select(i => new DicomBytes().Text(0x00080016, "UI", Requestor.SecondaryCapture).Text(0x00080018, "UI", i).Text(0x00080052, "CS", "IMAGE").Text(0x0020000D, "UI", Requestor.Study).Text(0x0020000E, "UI", Requestor.Series));
}
