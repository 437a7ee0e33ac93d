using DeidPS.Dicom;
using DeidPS.Net.Tests.Hostile;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Services;

/// <summary>What is asked for and reported when something is held already, left out, or comes unasked.</summary>
public sealed class StudyRetrieverTests
{
    private const string First = "2.25.21";
    private const string Second = "2.25.22";

    [Fact]
    public async Task What_is_held_is_not_asked_for_again()
    {
        var holding = new ScriptedHolding(new ScriptedSeries(First, 250), new ScriptedSeries(Second, 3));
        var held = $"{First}.7";
        var result = await RetrieveAsync(holding, isHeld: uid => uid == held);
        Assert.Equal((253, 252, 1, 0, true, RetrieveEvidence.UidVerified), (result.Expected, result.Received, result.Held, result.Extra, result.IsComplete, result.Evidence));
        Assert.Equal([("IMAGE", First, 100), ("IMAGE", First, 100), ("IMAGE", First, 49), ("IMAGE", Second, 3)], holding.Gets.Select(g => (g.Level, g.Series, g.Instances.Length)));
        Assert.DoesNotContain(held, holding.Gets.SelectMany(g => g.Instances));
        Assert.Equal([(First, 250, 249, 1), (Second, 3, 3, 0)], result.Series.Select(s => (s.SeriesInstanceUID, s.Expected!.Value, s.Received, s.Held)));
    }

    [Fact]
    public async Task What_is_held_completely_is_not_transferred()
    {
        var holding = new ScriptedHolding(new ScriptedSeries(First, 2));
        var result = await RetrieveAsync(holding, isHeld: _ => true);
        Assert.Empty(holding.Gets);
        Assert.Equal((2, 0, 2, 0, true, RetrieveEvidence.UidVerified), (result.Expected, result.Received, result.Held, result.Rounds, result.IsComplete, result.Evidence));
    }

    [Fact]
    public async Task Held_instances_are_not_fetched_by_the_last_round_either()
    {
        var holding = new ScriptedHolding(new ScriptedSeries(First, 3)) { Omits = (uid, _) => uid == $"{First}.3" };
        var result = await RetrieveAsync(holding, isHeld: uid => uid == $"{First}.1");
        Assert.All(holding.Gets, g => Assert.Equal("IMAGE", g.Level));
        Assert.Equal((1, 1, false), (result.Received, result.Held, result.IsComplete));
        Assert.Equal($"{First}.3", Assert.Single(result.Missing).SOPInstanceUID);
    }

    [Fact]
    public async Task Held_instances_that_are_named_are_not_asked_for()
    {
        var holding = new ScriptedHolding(new ScriptedSeries(First, 3));
        var named = new[] { 1, 2 }.Select(n => new InstanceReference { StudyInstanceUID = ScriptedHolding.Study, SeriesInstanceUID = First, SOPInstanceUID = $"{First}.{n}", SOPClassUID = ScriptedHolding.CtImage });
        var result = await RetrieveAsync(holding, new RetrieveRequest { StudyInstanceUID = ScriptedHolding.Study, Instances = [.. named], IsHeld = uid => uid == $"{First}.1", Exclude = _ => "ZZ" });
        Assert.Equal([$"{First}.2"], Assert.Single(holding.Gets).Instances);
        Assert.Equal((2, 1, 1, true), (result.Expected, result.Received, result.Held, result.IsComplete));
    }

    [Theory]
    [InlineData(QueryLevel.Study)]
    [InlineData(QueryLevel.Series)]
    [InlineData(QueryLevel.Image)]
    public async Task A_series_that_is_left_out_is_neither_asked_for_nor_expected(QueryLevel level)
    {
        var holding = new ScriptedHolding(
            new ScriptedSeries(First, 2) { Description = "Dose Report", Number = "501", Modality = "SR" }, new ScriptedSeries(Second, 2) { Description = "Axial", Number = "2" });
        var result = await RetrieveAsync(holding, exclude: a => a.GetText(DicomTags.SeriesDescription) == "Dose Report" && a.GetText(DicomTags.Modality) == "SR" && a.GetText(RetrieveIdentifier.SeriesNumber) == "501" ? "dose" : null, level: level);
        Assert.All(holding.Gets, g => Assert.Equal(Second, g.Series));
        Assert.Equal(level == QueryLevel.Image ? "IMAGE" : "SERIES", holding.Gets[0].Level);
        Assert.Equal((2, 2, 0, true, RetrieveEvidence.UidVerified), (result.Expected, result.Received, result.Extra, result.IsComplete, result.Evidence));
        Assert.Equal([(2, "CT", "Axial", 2, 2, null, 0), (501, "SR", "Dose Report", 0, 0, "dose", 2)], result.Series.Select(s => (s.SeriesNumber!.Value, s.Modality, s.SeriesDescription, s.Expected!.Value, s.Received, s.Excluded, s.ExcludedInstances!.Value)));
    }

    [Theory]
    [InlineData(QueryLevel.Study)]
    [InlineData(QueryLevel.Series)]
    public async Task A_single_instance_is_left_out_by_what_it_and_its_series_say(QueryLevel level)
    {
        var holding = new ScriptedHolding(
            new ScriptedSeries(First, 3) { Description = "Sch\u00E4del", SopClass = n => n == 2 ? ScriptedHolding.SecondaryCapture : ScriptedHolding.CtImage }, new ScriptedSeries(Second, 2)) { CharacterSet = "ISO_IR 100" };
        var result = await RetrieveAsync(holding, exclude: a => a.GetText(DicomTags.SOPClassUID) == ScriptedHolding.SecondaryCapture && a.GetText(DicomTags.SeriesDescription) == "Sch\u00E4del" ? "screen" : null, level: level);
        Assert.Equal([("IMAGE", First, $"{First}.1 {First}.3"), ("SERIES", Second, string.Empty)], holding.Gets.Select(g => (g.Level, g.Series, string.Join(' ', g.Instances))));
        Assert.Equal((4, 4, 0, RetrieveEvidence.UidVerified), (result.Expected, result.Received, result.Extra, result.Evidence));
        var series = Assert.Single(result.Series, s => s.SeriesInstanceUID == First);
        Assert.Equal((2, 2, null, 1, 1), (series.Expected, series.Received, series.Excluded, series.ExcludedInstances, series.ExcludedFor["screen"]));
    }

    [Fact]
    public async Task A_study_of_which_all_is_left_out_is_complete()
    {
        var holding = new ScriptedHolding(new ScriptedSeries(First, 2), new ScriptedSeries(Second, 1));
        var result = await RetrieveAsync(holding, exclude: a => a.GetText(DicomTags.SOPClassUID) is null && a.GetText(RetrieveIdentifier.Series) == Second ? null : "all");
        Assert.Empty(holding.Gets);
        Assert.Equal((0, 0, true, RetrieveEvidence.UidVerified), (result.Expected, result.Received, result.IsComplete, result.Evidence));
        Assert.Equal([(2, "all", 0), (1, null, 1)], result.Series.Select(s => (s.ExcludedInstances!.Value, s.Excluded, s.ExcludedFor.Count)));
    }

    [Fact]
    public async Task Where_images_are_not_listed_a_series_is_left_out_and_the_others_are_counted()
    {
        var holding = new ScriptedHolding(new ScriptedSeries(First, 2) { Description = "Dose" }, new ScriptedSeries(Second, 3)) { ListsImages = false };
        var result = await RetrieveAsync(holding, isHeld: _ => true, exclude: a => a.GetText(DicomTags.SeriesDescription) == "Dose" ? "dose" : null);
        Assert.Equal([("SERIES", Second)], holding.Gets.Select(g => (g.Level, g.Series)));
        Assert.Equal((3, 3, 0, RetrieveEvidence.CountVerified), (result.Expected, result.Received, result.Held, result.Evidence));
        Assert.Equal([3, 0], result.Series.OrderByDescending(s => s.Received).Select(s => s.Received));
    }

    [Fact]
    public async Task Without_a_list_of_series_nothing_is_left_out()
    {
        var holding = new ScriptedHolding(new ScriptedSeries(First, 1), new ScriptedSeries("ZZ", 1));
        var result = await RetrieveAsync(holding, exclude: a => a.GetText(RetrieveIdentifier.Series) == First ? "first" : null);
        Assert.Equal("STUDY", holding.Gets[0].Level);

        // That of the series without a UID has none either, and is refused.
        Assert.Equal((1, null, RetrieveEvidence.None), (result.Received, result.Expected, result.Evidence));
        Assert.All(result.Series, s => Assert.Null(s.Excluded));
    }

    [Fact]
    public async Task What_comes_besides_is_kept_and_noted()
    {
        var holding = new ScriptedHolding(new ScriptedSeries(First, 2)) { SendsBesides = [(First, $"{First}.9"), ("2.25.99", "2.25.99.1")] };
        var result = await RetrieveAsync(holding);
        Assert.Equal((2, 4, 2, true, RetrieveEvidence.UidVerified), (result.Expected, result.Received, result.Extra, result.IsComplete, result.Evidence));
        Assert.Equal(3, Assert.Single(result.Series).Received);
    }

    [Fact]
    public async Task What_comes_besides_does_not_hide_what_is_missing()
    {
        var holding = new ScriptedHolding(new ScriptedSeries(First, 2)) { ListsImages = false, SendsBesides = [("2.25.99", "2.25.99.1")], Omits = (uid, _) => uid == $"{First}.2" };
        var result = await RetrieveAsync(holding);
        Assert.Equal((2, 2, 1, false, RetrieveEvidence.None), (result.Expected, result.Received, result.Extra, result.IsComplete, result.Evidence));
    }

    [Fact]
    public async Task What_a_node_sends_of_a_series_left_out_is_no_evidence()
    {
        var holding = new ScriptedHolding(new ScriptedSeries(First, 1) { Description = "Dose" }, new ScriptedSeries(Second, 1)) { ListsImages = false, SendsBesides = [(First, $"{First}.1")], Omits = (_, _) => true };
        var result = await RetrieveAsync(holding, exclude: a => a.GetText(DicomTags.SeriesDescription) == "Dose" ? "dose" : null);
        Assert.Equal((1, 1, 1, false), (result.Expected, result.Received, result.Extra, result.IsComplete));
    }

    private static Task<RetrieveResult> RetrieveAsync(ScriptedHolding holding, Func<string, bool>? isHeld = null, Func<DicomDataset, string?>? exclude = null, QueryLevel level = QueryLevel.Series) =>
        RetrieveAsync(holding, new RetrieveRequest { StudyInstanceUID = ScriptedHolding.Study, IsHeld = isHeld, Exclude = exclude }, level);

    private static async Task<RetrieveResult> RetrieveAsync(ScriptedHolding holding, RetrieveRequest request, QueryLevel level = QueryLevel.Series)
    {
        await using var peer = ScriptedPeer.Serving(holding.Service);
        var collector = new InstanceCollector((_, file, _) =>
        {
            file.Dispose();
            return ValueTask.FromResult(StoreOutcome.Success);
        });
        var result = await new StudyRetriever(Requestor.Node(peer.Port, 60) with { RetrieveLevel = level }, null, collector, new MemoryBudget(1 << 20)).RetrieveAsync(request, default);
        Assert.Empty(peer.Failures);
        return result;
    }
}
