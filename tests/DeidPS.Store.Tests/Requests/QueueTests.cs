using DeidPS.Net;
using DeidPS.Net.Tests.Pacs;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Requests;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Requests;

/// <summary>A list becomes a plan, a queue and entries that are known to be whole.</summary>
public sealed class QueueTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    /// <summary>Of each series it is written down how much was expected, came and was left out, and by which rule.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_exclusion_is_counted_by_series(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 1, Series = (2, 2), Images = (3, 3), DoseReportEvery = 1 });
        if (cohort is null)
        {
            return;
        }

        cohort.Start(await cohort.PlanAsync(cohort.List(1), o => o with { Filter = SeriesFilter.BurntIn }));
        await cohort.RunAsync();
        var book = new RequestBook(cohort.Test.Admin);
        var request = book.WithSeries(Assert.Single(cohort.Requests()));
        Assert.Equal((RequestState.Complete, 6L, 6L, 1L), (request.State, request.Expected, request.Received, request.Excluded));
        Assert.Equal([(1L, 3L, 3L, 0L, false), (2L, 3L, 3L, 0L, false), (3L, 0L, 0L, 1L, true)], request.Series.Select(s => (s.Position, s.Expected!.Value, s.Received, s.Excluded!.Value, s.ExcludedBy.StartsWith("gstt-burntin/", StringComparison.Ordinal))));
        Assert.Equal(cohort.Pacs.Content.Study(0).Modality, request.Series[0].Modality);
        Assert.Empty(Assert.Single(cohort.Requests()).Series);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_list_is_fetched_and_verified_and_nothing_names_anybody(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 12 });
        if (cohort is null)
        {
            return;
        }

        var plan = await cohort.PlanAsync(cohort.List(12));
        Assert.All(plan, r => Assert.Equal((RequestState.Planned, RequestReason.None, cohort.Node.Name), (r.State, r.Reason, r.Node)));
        Assert.Equal(Enumerable.Range(2, 12), plan.Select(r => (int)r.Line));
        Assert.Equal(0, cohort.Pacs.Log.Moves);

        cohort.Start(plan);
        await cohort.RunAsync();
        Assert.All(cohort.Requests(), r => Assert.Equal((RequestState.Complete, RetrieveEvidence.UidVerified, 1L, null), (r.State, r.Evidence, r.Attempts, r.Message)));
        Assert.All(cohort.Entries(), e => Assert.Equal((EntryState.Ready, ArrivalEvidence.UidVerified, "LUNG", "admin"), (e.State, e.Evidence, e.Project, e.CreatedBy)));
        cohort.AssertWhole(cohort.Pacs.Content.Studies);
        Assert.Empty(cohort.Messages);
        Assert.Equal(12, cohort.Told.Count);

        // Importing the same list again asks for nothing.
        var moves = cohort.Pacs.Log.Moves;
        var again = await cohort.PlanAsync(cohort.List(12));
        Assert.All(again, r => Assert.Equal((RequestState.Blocked, RequestReason.Duplicate), (r.State, r.Reason)));
        cohort.Start(again);
        await cohort.RunAsync();
        Assert.Equal(moves, cohort.Pacs.Log.Moves);
        cohort.AssertNothingIdentifies();
    }

    /// <summary>Scenario 5: the archive says all is done, and two images are not there.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_left_out_silently_is_asked_for_image_by_image(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 1, Series = (1, 1), Images = (120, 120) }, new PacsFaults { OmitEvery = 1, OmittedImages = 2 });
        if (cohort is null)
        {
            return;
        }

        await cohort.FetchAsync(1);
        var request = Assert.Single(cohort.Requests());
        Assert.Equal((RequestState.Complete, RetrieveEvidence.UidVerified, 120L, 120L, 1L), (request.State, request.Evidence, request.Expected, request.Received, request.Attempts));
        Assert.Equal(2, cohort.Pacs.Log.Omissions);
        Assert.Equal(120, Assert.Single(cohort.Entries()).Instances);
        Assert.All(cohort.Pacs.Log.Acknowledged(cohort.Pacs.Content.Study(0).Uid).Values, times => Assert.Equal(1, times));
    }

    /// <summary>Scenario 4 in short: everything goes wrong now and then, and everything arrives once.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Drops_and_refusals_lose_nothing(CatalogKind kind)
    {
        var faults = new PacsFaults { DropEvery = 7, OutOfResourcesEvery = 10, OmitEvery = 5 };
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 40, Images = (1, 3), Series = (1, 2) }, faults);
        if (cohort is null)
        {
            return;
        }

        await cohort.FetchAsync(40);
        output.WriteLine(cohort.Pacs.Log.ToString());
        Assert.All(cohort.Requests(), r => Assert.Equal((RequestState.Complete, RetrieveEvidence.UidVerified), (r.State, r.Evidence)));
        cohort.AssertWhole(cohort.Pacs.Content.Studies);
        Assert.True(cohort.Pacs.Log.Drops > 0 && cohort.Pacs.Log.OutOfResources > 0 && cohort.Pacs.Log.Omissions > 0);
        Assert.InRange(cohort.Pacs.Log.MostMoves, 1, cohort.Node.Limits.MaxAssociations);
        Assert.Empty(cohort.Pacs.Failures);
    }

    /// <summary>Scenario 6.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_row_that_finds_two_studies_is_blocked_or_gets_two_sessions(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 4, SharedAccessionEvery = 10 });
        if (cohort is null)
        {
            return;
        }

        var csv = $"Accession Number,Subject,Session\n{cohort.Pacs.Content.Study(0).Accession},P0,P0_MR\n";
        var blocked = Assert.Single(await cohort.PlanAsync(csv));
        Assert.Equal((RequestState.Blocked, RequestReason.Several, "The row finds 2 studies."), (blocked.State, blocked.Reason, blocked.Message));
        var both = await cohort.PlanAsync(csv, o => o with { OnMultiple = RequestMultiple.Suffix });
        Assert.Equal(["P0_MR_1", "P0_MR_2"], both.Select(r => r.Session));
        cohort.Start(both);
        await cohort.RunAsync();
        Assert.Equal(["P0_MR_1", "P0_MR_2"], cohort.Entries().Select(e => e.Session).Order(StringComparer.Ordinal));

        var first = Assert.Single(await cohort.PlanAsync(csv, o => o with { OnMultiple = RequestMultiple.First }));
        Assert.Equal(RequestReason.Duplicate, first.Reason);
    }

    /// <summary>Scenario 7.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Two_rows_with_one_session_label_are_refused_before_anything_moves(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 6 });
        if (cohort is null)
        {
            return;
        }

        var (one, two) = (cohort.Pacs.Content.Study(0), cohort.Pacs.Content.Study(1));
        Assert.Equal(one.Patient, two.Patient);
        var plan = await cohort.PlanAsync($"Accession Number,Subject,Session\n{one.Accession},P0,P0_1\n{two.Accession},P0,p0_1\n{cohort.Pacs.Content.Study(2).Accession},P0,P2_1\n{cohort.Pacs.Content.Study(4).Accession},P4,P4_1\n");
        Assert.Equal((RequestState.Blocked, RequestReason.LabelConflict, "C03,C05"), (plan[0].State, plan[0].Reason, string.Join(',', plan[0].Conflicts)));
        Assert.Equal((RequestState.Blocked, RequestReason.LabelConflict), (plan[1].State, plan[1].Reason));
        Assert.Equal((RequestState.Blocked, "C05"), (plan[2].State, string.Join(',', plan[2].Conflicts)));
        Assert.Equal(RequestState.Planned, plan[3].State);
        cohort.Start(plan);
        await cohort.RunAsync();
        Assert.Equal([cohort.Pacs.Content.Study(4).Uid], cohort.Pacs.Content.Studies.Where(s => cohort.Pacs.Log.MovesOf(s.Uid) > 0).Select(s => s.Uid));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Labels_are_given_where_there_are_none(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 10 });
        if (cohort is null)
        {
            return;
        }

        var studies = cohort.Pacs.Content.Studies.ToList();
        var plan = await cohort.PlanAsync("Study Instance UID,Subject,Session\n" + string.Join('\n', studies.Select((s, i) => $"{s.Uid},{(i == 9 ? "Nine" : string.Empty)},")));

        // subj001 is what pushed data come with: nobody may be called so.
        Assert.All(plan, r => Assert.Equal(RequestState.Planned, r.State));
        Assert.Equal("subj002", plan[0].Subject);
        Assert.Equal(studies.GroupBy(s => s.Patient).Select(g => g.Count()).Order(), plan.GroupBy(r => r.Subject).Select(g => g.Count()).Order());
        Assert.All(plan.Zip(studies).GroupBy(p => p.Second.Patient), patient =>
        {
            var ordered = patient.OrderBy(p => p.Second.Date + p.Second.Time, StringComparer.Ordinal).ToList();
            Assert.Equal(Enumerable.Range(1, ordered.Count).Select(i => FormattableString.Invariant($"{ordered[0].First.Subject}_{i:000}")), ordered.Select(p => p.First.Session));
        });
        Assert.Equal("Nine_001", plan[9].Session);
    }
}
