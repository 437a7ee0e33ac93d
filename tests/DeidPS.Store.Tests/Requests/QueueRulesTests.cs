using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Net.Tests.Pacs;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Requests;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Requests;

/// <summary>Who may be used, who goes first, and what happens when something is taken back, stopped, or not set up.</summary>
public sealed class QueueRulesTests(ITestOutputHelper output)
{
    /// <summary>Made up, with right check digits.</summary>
    private const string Cleared = "9434765919";

    private const string Other = "9000000009";

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    /// <summary>Scenario 13: who is not on the list is neither listed image by image nor fetched, and nothing tells any more who it was.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Who_is_not_cleared_is_not_fetched_and_forgotten(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 6 }, project: p => p with { OptOut = OptOutRule.Required });
        if (cohort is null)
        {
            return;
        }

        var (one, two, none) = (cohort.Pacs.Content.Study(2), cohort.Pacs.Content.Study(4), cohort.Pacs.Content.Study(5));
        new ProjectBook(cohort.Test.Admin).SetSiteRole("dm", SiteRole.DataManager, true);
        using var manager = cohort.Test.As("dm");
        var plan = await cohort.PlanAsync($"Accession Number,Patient ID,NHS Number,Subject,Session\n{one.Accession},{one.PatientId},{Cleared},A,A_1\n{two.Accession},{two.PatientId},{Other},B,B_1\n{none.Accession},,,C,C_1\n", store: manager);
        Assert.All(plan, r => Assert.Equal((RequestState.Planned, RequestReason.AwaitingClearance), (r.State, r.Reason)));
        Assert.All(plan, r => Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => new RequestBook(manager).Start(r.Id)).ErrorId));

        var file = Path.Combine(cohort.Test.Beside, "check.csv");
        var export = new OptOutExporter(manager, TestIngest.Key).Export("lung", null, file);
        Assert.Equal(("LUNG", 2L, 4L), (export.Project, export.Numbers, Assert.Single(export.InvalidLines)));
        Assert.Equal(["NHS Number", Other, Cleared], await File.ReadAllLinesAsync(file));
        Assert.Equal("AccessDenied", Assert.Throws<AccessDeniedException>(() => new OptOutExporter(cohort.Test.Admin, TestIngest.Key).Export("LUNG", null, file)).ErrorId);

        new OptOutBook(manager).Import("LUNG", [(2, Cleared, null)], TestIngest.Key, 30);
        var judged = new RequestBook(manager).List().ToList();
        Assert.Equal([RequestState.Planned, RequestState.Blocked, RequestState.Blocked], judged.Select(r => r.State));
        Assert.Equal([RequestReason.None, RequestReason.OptOut, RequestReason.OptOut], judged.Select(r => r.Reason));
        Assert.Equal(2, manager.Catalog.Read(tx => tx.Number("select count(*) from request where sealed is null and studykey is null and patientkey is null and reason = 'OptOut'")));
        Assert.Equal(1, manager.Catalog.Read(tx => tx.Number("select count(*) from lookupkey")));

        foreach (var request in judged)
        {
            new RequestBook(manager).Start(request.Id);
        }

        await cohort.RunAsync();
        var entry = Assert.Single(cohort.Entries());
        Assert.Equal(("A_1", EntryState.Ready), (entry.Session, entry.State));
        Assert.Equal(0, cohort.Pacs.Log.MovesOf(two.Uid) + cohort.Pacs.Log.MovesOf(none.Uid));
        Assert.Equal(cohort.Pacs.Content.SeriesOf(one).Count, cohort.Pacs.Log.Finds["IMAGE"]);
        File.Delete(file);
        cohort.AssertNothingIdentifies();
    }

    /// <summary>Scenario 16.</summary>
    [Fact]
    public async Task A_single_day_is_that_day()
    {
        await using var cohort = Cohort.Create(CatalogKind.Sqlite, output, new PacsContentOptions { Studies = 40 })!;
        var day = cohort.Pacs.Content.Study(7).Date;
        var csv = $"Study Date,Modality\n{day[..4]}-{day[4..6]}-{day[6..]},{cohort.Pacs.Content.Study(7).Modality}\n";
        var plan = await cohort.PlanAsync(csv, o => o with { OnMultiple = RequestMultiple.Suffix }, allowBroad: true);
        Assert.Equal(cohort.Pacs.Content.Studies.Count(s => s.Date == day && s.Modality == cohort.Pacs.Content.Study(7).Modality), plan.Count);
        Assert.All(plan, r => Assert.Equal(RequestState.Planned, r.State));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Requesters_take_turns_and_lower_numbers_go_first(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 14, Series = (1, 1), Images = (1, 1) });
        if (cohort is null)
        {
            return;
        }

        foreach (var person in (string[])["anna", "ben"])
        {
            new ProjectBook(cohort.Test.Admin).SetSiteRole(person, SiteRole.DataManager, true);
        }

        cohort.Node = cohort.Node with { RetrieveLevel = QueryLevel.Study };
        using var anna = cohort.Test.As("anna");
        using var ben = cohort.Test.As("ben");
        var urgent = await cohort.PlanAsync(cohort.List(14, s => s.Number == 13), o => o with { Priority = 1 }, anna);
        var many = await cohort.PlanAsync(cohort.List(14, s => s.Number < 9), store: anna);
        var few = await cohort.PlanAsync(cohort.List(14, s => s.Number is 9 or 10), store: ben);
        foreach (var (store, requests) in ((DeidStore, IReadOnlyList<DeidRequest>)[])[(anna, many), (ben, few), (anna, urgent)])
        {
            foreach (var request in requests)
            {
                new RequestBook(store).Start(request.Id);
            }
        }

        await cohort.RunAsync();
        var order = cohort.Told.Where(r => r.State == RequestState.Complete).Select(r => r.Session!.Split('_')[1]).ToList();
        Assert.Equal("13", order[0]);
        Assert.InRange(order.IndexOf("9"), 1, 3);
        Assert.InRange(order.IndexOf("10"), 3, 5);
        Assert.Equal(12, order.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_archive_that_has_to_be_set_up_is_left_alone_until_it_is(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 4 });
        if (cohort is null)
        {
            return;
        }

        var right = cohort.Node;
        cohort.Node = right with { MoveDestination = "NOWHERE" };
        await cohort.FetchAsync(4);
        Assert.All(cohort.Requests(), r => Assert.Equal((RequestState.Queued, 0L), (r.State, r.Attempts)));
        Assert.Contains(cohort.Requests(), r => r.Status == "A801");
        var status = Assert.Single(new QueueBook(cohort.Test.Admin).Status());
        Assert.Equal((QueueState.Suspended, 4L, 0), (status.State, status.Queued, status.Workers));
        Assert.Contains("A801H", status.Message, StringComparison.Ordinal);

        cohort.Node = right;
        new QueueBook(cohort.Test.Admin).Resume(Cohort.NodeName);
        await cohort.RunAsync();
        Assert.All(cohort.Requests(), r => Assert.Equal(RequestState.Complete, r.State));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_taken_back_or_stopped_is_cancelled_at_the_archive(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 3, Series = (1, 1), Images = (60, 60) }, new PacsFaults { ResponseDelay = TimeSpan.FromMilliseconds(30) });
        if (cohort is null)
        {
            return;
        }

        var plan = await cohort.PlanAsync(cohort.List(3));
        cohort.Start(plan);
        var running = cohort.RunAsync();
        await Cohort.UntilAsync(() => new RequestBook(cohort.Test.Admin).Get(plan[0].Id).State == RequestState.Retrieving && cohort.Pacs.Log.Acknowledgements > 2);
        new RequestBook(cohort.Test.Admin).Cancel(plan[0].Id);
        await Cohort.UntilAsync(() => new RequestBook(cohort.Test.Admin).Get(plan[0].Id).State == RequestState.Cancelled);
        await Cohort.UntilAsync(() => cohort.Requests().Count(r => r.State == RequestState.Retrieving) == 1 && cohort.Pacs.Log.Acknowledgements > 5);
        Assert.Equal(1, new QueueBook(cohort.Test.Admin).Stop());
        await running;
        Assert.True(cohort.Pacs.Log.Cancels >= 1);
        Assert.Equal([RequestState.Cancelled, RequestState.Queued, RequestState.Queued], cohort.Requests().Select(r => r.State));
        Assert.Equal(2, cohort.Test.Admin.Catalog.Read(tx => tx.Number("select count(*) from request where sealed is not null")));

        cohort.Pacs.Faults = new PacsFaults();
        await cohort.RunAsync();
        Assert.Equal([RequestState.Cancelled, RequestState.Complete, RequestState.Complete], cohort.Requests().Select(r => r.State));
        Assert.All(cohort.Entries().Where(e => e.Session != plan[0].Session), e => Assert.Equal(60, e.Instances));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_young_study_is_looked_at_again_and_what_came_meanwhile_is_fetched(CatalogKind kind)
    {
        var clock = new ShiftedClock();
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 3 }, clock: clock);
        if (cohort is null)
        {
            return;
        }

        // The day on which the study was made.
        var study = cohort.Pacs.Content.Study(2);
        var day = DateTime.ParseExact(study.Date, "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeLocal);
        clock.Shift = day.AddHours(12) - DateTime.Now;
        cohort.Start(await cohort.PlanAsync(cohort.List(3, s => s.Number == 2)));
        var grown = false;
        await cohort.RunAsync(change: o => o with
        {
            OnRequest = request =>
            {
                if (request.Reason == RequestReason.Growing && !grown)
                {
                    grown = true;
                    cohort.Pacs.Content.Grow(2, 2);
                }

                cohort.Told.Enqueue(request);
                return ValueTask.CompletedTask;
            },
        });
        Assert.Equal([RequestReason.Growing, RequestReason.Growing, RequestReason.None], cohort.Told.Select(r => r.Reason));
        var request = Assert.Single(cohort.Requests());
        var all = cohort.Pacs.Content.InstancesOf(2).Count;
        Assert.Equal((RequestState.Complete, (long)all, (long)all, 1L), (request.State, request.Expected, request.Received, request.Attempts));
        Assert.All(cohort.Pacs.Log.Acknowledged(study.Uid).Values, times => Assert.Equal(1, times));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_study_that_has_more_now_is_offered_and_only_that_is_fetched(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 3 });
        if (cohort is null)
        {
            return;
        }

        await cohort.FetchAsync(3);
        using (var ingest = new TestIngest(cohort.Test.Admin))
        {
            var archiver = new Archiver(cohort.Test.Admin, ingest.Policies);
            Assert.All(cohort.Entries(), e => Assert.Equal(ArchiveStatus.Archived, archiver.Archive(e.Id, new ArchiveRequest(), CancellationToken.None).Status));
            var before = cohort.Pacs.Content.InstancesOf(1).Count;
            cohort.Pacs.Content.Grow(1, 3);
            var plan = await cohort.PlanAsync(cohort.List(3));
            Assert.Equal([(RequestState.Blocked, RequestReason.Duplicate), (RequestState.Planned, RequestReason.Delta), (RequestState.Blocked, RequestReason.Duplicate)], plan.Select(r => (r.State, r.Reason)));
            cohort.Start(plan);
            await cohort.RunAsync();
            var entry = Assert.Single(cohort.Entries());
            Assert.Equal((3L, EntryState.Conflict), (entry.Instances, entry.State));
            Assert.Equal(ArchiveStatus.Appended, archiver.Archive(entry.Id, new ArchiveRequest { Append = true }, CancellationToken.None).Status);
            Assert.Equal(before + 3, new SessionBook(cohort.Test.Admin).Get("LUNG", plan[1].Session!).Instances);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Who_loses_the_right_to_import_gets_nothing_more(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 2 });
        if (cohort is null)
        {
            return;
        }

        new ProjectBook(cohort.Test.Admin).SetSiteRole("anna", SiteRole.DataManager, true);
        using var anna = cohort.Test.As("anna");
        using var nobody = cohort.Test.As("nobody");
        await Assert.ThrowsAsync<AccessDeniedException>(() => cohort.PlanAsync(cohort.List(2), store: nobody));
        var plan = await cohort.PlanAsync(cohort.List(2), store: anna);
        Assert.ThrowsAny<DeidException>(() => new RequestBook(nobody).Get(plan[0].Id));
        new RequestBook(anna).Start(plan[0].Id);
        new ProjectBook(cohort.Test.Admin).SetSiteRole("anna", SiteRole.DataManager, false);
        Assert.ThrowsAny<DeidException>(() => new RequestBook(anna).Start(plan[1].Id));
        await cohort.RunAsync();
        Assert.Equal([(RequestState.Failed, RequestReason.AccessLost), (RequestState.Planned, RequestReason.None)], cohort.Requests().Select(r => (r.State, r.Reason)));
        Assert.Equal(0, cohort.Pacs.Log.Moves);
    }

    /// <summary>A project goes with all that was requested for it; with a session goes what its study was called.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_deleted_takes_its_requests_along(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 3 });
        if (cohort is null)
        {
            return;
        }

        long Keys() => cohort.Test.Admin.Catalog.Read(tx => tx.Number("select count(*) from lookupkey"));
        var plan = await cohort.PlanAsync(cohort.List(3));
        cohort.Start(plan);
        await cohort.RunAsync();
        Assert.Equal(6, Keys());
        using (var ingest = new TestIngest(cohort.Test.Admin))
        {
            new Archiver(cohort.Test.Admin, ingest.Policies).Archive(cohort.Entries().Single(e => e.Session == plan[0].Session).Id, new ArchiveRequest(), CancellationToken.None);
        }

        new SessionBook(cohort.Test.Admin).Remove("LUNG", plan[0].Session!, everywhere: false, "test");
        Assert.Equal(4, Keys());
        Assert.Equal(1, cohort.Test.Admin.Catalog.Read(tx => tx.Number("select count(*) from request where sealed is null and known is null")));
        new DeletionBook(cohort.Test.Admin).RemoveProject("LUNG", everywhere: false, "over", CancellationToken.None);
        Assert.Equal((0, 0L), (cohort.Requests().Count, Keys()));
    }

    /// <summary>The archive takes the association and knows nothing of C-GET, as many do.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Where_images_cannot_be_got_they_are_moved(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 1 });
        if (cohort is null)
        {
            return;
        }

        cohort.Node = cohort.Node with { RetrieveMethod = RetrieveMethod.Get };
        await cohort.FetchAsync(1);
        var request = Assert.Single(cohort.Requests());
        Assert.Equal((RequestState.Complete, RetrieveEvidence.UidVerified), (request.State, request.Evidence));
    }
}
