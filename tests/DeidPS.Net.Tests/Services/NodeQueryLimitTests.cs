using System.Globalization;
using DeidPS.Dicom;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Services;

/// <summary>Archives that give only so many answers to a query.</summary>
public sealed class NodeQueryLimitTests
{
    private const int Cap = 500;

    private static readonly DateOnly s_today = new(2024, 6, 1);

    [Theory]
    [InlineData(CapSignal.None, false)]
    [InlineData(CapSignal.None, true)]
    [InlineData(CapSignal.OutOfResources, false)]
    [InlineData(CapSignal.Cancelled, true)]
    [InlineData(CapSignal.Warning, false)]
    internal async Task All_of_2000_studies_come_once(CapSignal signal, bool isOneDay)
    {
        var studies = Studies(2000, isOneDay);
        var archive = new ScriptedArchive(studies, Cap, signal);
        await using var peer = ScriptedPeer.Serving(archive.Service);
        var query = new NodeQuery(ScriptedArchive.Node(peer), null, s_today);
        var range = isOneDay ? DateRange.Day(new DateOnly(2024, 1, 31)) : new DateRange(new DateOnly(2023, 1, 1), new DateOnly(2024, 12, 31));
        var found = await UidsAsync(query, new QueryFilter { StudyDate = range });
        Assert.Equal(2000, found.Count);
        Assert.Equal(studies.Select(s => s.Uid).Order(), found.Order());
        Assert.InRange(archive.Identifiers.Count, 5, 40);
        Assert.Equal(query.Requests, archive.Identifiers.Count);
        Assert.Equal(isOneDay, query.MayLackUndated);
        Assert.False(query.MayBeTruncated);
        Assert.Equal(range.ToQueryValue(), archive.Identifiers[0].GetText(new DicomTag(0x00080020)));
        Assert.Empty(peer.Failures);
    }

    [Theory]
    [InlineData("20220101-")]
    [InlineData("-20991231")]
    [InlineData("")]
    public async Task Open_ranges_are_split_too_and_stay_open(string range)
    {
        ScriptedStudy[] outside = [new("2.25.1", "18951108", "120000"), new("2.25.2", "20301231", "120000")];
        ScriptedStudy[] studies = [.. Studies(1500, isOneDay: false), .. outside];
        var archive = new ScriptedArchive(studies, Cap, CapSignal.OutOfResources);
        await using var peer = ScriptedPeer.Serving(archive.Service);
        var query = new NodeQuery(ScriptedArchive.Node(peer), null, s_today);
        var filter = new QueryFilter { StudyDate = range.Length == 0 ? null : DateRange.Parse(range, s_today) };
        var expected = studies.Where(s => range != "20220101-" || string.CompareOrdinal(s.Date, "20220101") >= 0);
        Assert.Equal(expected.Select(s => s.Uid).Order(), (await UidsAsync(query, filter)).Order());
        Assert.Equal(range.Length == 0, query.MayLackUndated);
    }

    [Fact]
    public async Task A_fraction_of_a_second_falls_into_no_gap()
    {
        var times = Enumerable.Range(0, 24 * 60).Select(minute => FormattableString.Invariant($"{minute / 60:00}{minute % 60:00}59.7")).Append("235959.999999").Append("000000");
        ScriptedStudy[] studies = [.. times.Select((time, i) => new ScriptedStudy($"2.25.{i + 1}", "20240131", time))];
        var archive = new ScriptedArchive(studies, 100, CapSignal.Cancelled);
        await using var peer = ScriptedPeer.Serving(archive.Service);
        var found = await UidsAsync(new NodeQuery(ScriptedArchive.Node(peer), null, s_today), new QueryFilter { StudyDate = DateRange.Day(new DateOnly(2024, 1, 31)) });
        Assert.Equal(studies.Select(s => s.Uid).Order(), found.Order());
    }

    [Theory]
    [InlineData(CapSignal.OutOfResources, null)]
    [InlineData(CapSignal.Cancelled, null)]
    [InlineData(CapSignal.Warning, null)]
    [InlineData(CapSignal.None, Cap)]
    internal async Task Where_nothing_is_left_to_split_the_error_says_so(CapSignal signal, int? known)
    {
        ScriptedStudy[] studies = [.. Enumerable.Range(1, Cap + 1).Select(i => new ScriptedStudy($"2.25.{i}", "20240131", "101500"))];
        await using var peer = ScriptedPeer.Serving(new ScriptedArchive(studies, Cap, signal).Service);
        var query = new NodeQuery(ScriptedArchive.Node(peer) with { ResultLimit = known }, null, s_today);
        var error = await Assert.ThrowsAsync<DimseException>(() => UidsAsync(query, new QueryFilter { PatientID = "P1" }));
        Assert.Equal(DimseException.QueryTruncated, error.ErrorId);
        Assert.Contains("500", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.RecommendedAction);
    }

    [Fact]
    public async Task A_silent_limit_that_cannot_be_split_is_said_to_be_possible()
    {
        ScriptedStudy[] studies = [.. Enumerable.Range(1, Cap + 1).Select(i => new ScriptedStudy($"2.25.{i}", "20240131", "101500"))];
        await using var peer = ScriptedPeer.Serving(new ScriptedArchive(studies, Cap).Service);
        var query = new NodeQuery(ScriptedArchive.Node(peer), null, s_today);
        Assert.Equal(Cap, (await UidsAsync(query, new QueryFilter { PatientID = "P1" })).Count);
        Assert.True(query.MayBeTruncated);
    }

    [Theory]
    [InlineData((ushort)0xA700)]
    [InlineData((ushort)0xFE00)]
    public async Task A_node_that_answers_nothing_but_a_refusal_is_believed_in_the_end(ushort status)
    {
        await using var peer = ScriptedPeer.Serving(new ScriptedService().On(ScriptedCommand.FindRequestField, new ScriptedResponse(status)));
        var error = await Assert.ThrowsAsync<DimseException>(() => UidsAsync(new NodeQuery(ScriptedArchive.Node(peer), null, s_today), new QueryFilter { PatientID = "P1" }));
        Assert.Equal((DimseException.DimseFailure, status, true), (error.ErrorId, error.Status!.Code, error.Status.IsTransient));
    }

    [Fact]
    public async Task A_warning_without_an_answer_is_told()
    {
        await using var peer = ScriptedPeer.Serving(new ScriptedService().On(ScriptedCommand.FindRequestField, new ScriptedResponse(0xB001)));
        var query = new NodeQuery(ScriptedArchive.Node(peer), null, s_today);
        Assert.Empty(await UidsAsync(query, new QueryFilter { PatientID = "P1" }));
        Assert.True(query.MayBeTruncated);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(250)]
    [InlineData(300)]
    [InlineData(1000)]
    public async Task Limits_that_archives_are_known_to_have_are_noticed_unsaid(int limit)
    {
        var studies = Studies(limit + 20, isOneDay: false);
        await using var peer = ScriptedPeer.Serving(new ScriptedArchive(studies, limit).Service);
        Assert.Equal(studies.Count, (await UidsAsync(new NodeQuery(ScriptedArchive.Node(peer), null, s_today), new QueryFilter { PatientID = "P1" })).Count);
    }

    [Fact]
    public async Task Another_limit_is_noticed_when_the_node_is_registered_with_it()
    {
        var studies = Studies(900, isOneDay: false);
        await using var peer = ScriptedPeer.Serving(new ScriptedArchive(studies, 77).Service);
        var node = ScriptedArchive.Node(peer);
        Assert.Equal(77, (await UidsAsync(new NodeQuery(node, null, s_today), new QueryFilter { PatientID = "P1" })).Count);
        Assert.Equal(900, (await UidsAsync(new NodeQuery(node with { ResultLimit = 77 }, null, s_today), new QueryFilter { PatientID = "P1" })).Count);
    }

    [Fact]
    public async Task As_many_studies_as_a_limit_by_chance_are_no_error()
    {
        var studies = Studies(Cap, isOneDay: false);
        var archive = new ScriptedArchive(studies);
        await using var peer = ScriptedPeer.Serving(archive.Service);
        var query = new NodeQuery(ScriptedArchive.Node(peer), null, s_today);
        Assert.Equal(studies.Select(s => s.Uid).Order(), (await UidsAsync(query, new QueryFilter { PatientID = "P1" })).Order());
        Assert.False(query.MayBeTruncated);
    }

    [Fact]
    public async Task A_list_of_UIDs_goes_out_in_batches_and_is_not_split()
    {
        var studies = Studies(1250, isOneDay: false);
        var archive = new ScriptedArchive(studies);
        await using var peer = ScriptedPeer.Serving(archive.Service);
        var wanted = studies.Take(350).Select(s => s.Uid).ToList();
        Assert.Equal(wanted.Order(), (await UidsAsync(new NodeQuery(ScriptedArchive.Node(peer), null, s_today), new QueryFilter { StudyInstanceUID = wanted })).Order());
        Assert.Equal([100, 100, 100, 50], archive.Identifiers.Select(i => i.GetText(DicomTags.StudyInstanceUID)!.Split('\\').Length));
    }

    [Fact]
    public async Task After_the_last_wanted_answer_the_query_is_cancelled()
    {
        var archive = new ScriptedArchive(Studies(400, isOneDay: false), 30, CapSignal.Cancelled) { WaitsForCancelAfter = 10 };
        await using var peer = ScriptedPeer.Serving(archive.Service);
        var found = await UidsAsync(new NodeQuery(ScriptedArchive.Node(peer), null, s_today), new QueryFilter { PatientID = "P1" }, maximum: 10);
        Assert.Equal(10, found.Distinct().Count());
        Assert.Single(archive.Identifiers);
        await peer.WaitForScriptsAsync();
        Assert.Empty(peer.Failures);
    }

    [Fact]
    public async Task The_number_wanted_holds_over_all_parts_of_a_split_query()
    {
        await using var peer = ScriptedPeer.Serving(new ScriptedArchive(Studies(400, isOneDay: false), 50, CapSignal.OutOfResources).Service);
        Assert.Equal(120, (await UidsAsync(new NodeQuery(ScriptedArchive.Node(peer), null, s_today), new QueryFilter { PatientID = "P1" }, maximum: 120)).Distinct().Count());
    }

    [Fact]
    public async Task A_node_that_does_not_heed_the_cancel_is_cut_off()
    {
        var answer = new DeidPS.Dicom.Tests.Files.DicomBytes().Text(0x00080052, "CS", "STUDY").Text(0x0020000D, "UI", "2.25.1").Bytes;
        await using var peer = ScriptedPeer.Serving(new ScriptedService().On(ScriptedCommand.FindRequestField, _ => Enumerable.Repeat(new ScriptedResponse(0xFF00, answer) { Before = (_, _) => Task.Delay(5) }, int.MaxValue)));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Single(await UidsAsync(new NodeQuery(ScriptedArchive.Node(peer), null, s_today), new QueryFilter { PatientID = "P1" }, maximum: 1));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "The node was listened to for long.");
        await peer.WaitForScriptsAsync();
    }

    private static async Task<List<string>> UidsAsync(NodeQuery query, QueryFilter filter, int? maximum = null)
    {
        await using (query)
        {
            var found = new List<string>();
            await foreach (var answer in query.RunAsync(filter, QueryLevel.Study, maximum))
            {
                found.Add(answer.GetText(DicomTags.StudyInstanceUID)!);
            }

            return found;
        }
    }

    /// <summary>Studies over 400 days from 2023 on, or over one day.</summary>
    private static List<ScriptedStudy> Studies(int count, bool isOneDay) =>
        [.. Enumerable.Range(0, count).Select(i => new ScriptedStudy(
            $"1.2.3.{i + 1}",
            isOneDay ? "20240131" : new DateOnly(2023, 1, 1).AddDays(i % 400).ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            FormattableString.Invariant($"{i * 7 / 3600 % 24:00}{i * 7 / 60 % 60:00}{i * 7 % 60:00}")))];
}
