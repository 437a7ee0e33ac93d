using DeidPS.Deid.Pseudonyms;
using DeidPS.Net;
using DeidPS.Net.Tests.Pacs;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Requests;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Requests;

/// <summary>What stands against a request when it is planned and when it is started, and what is left of one that is over.</summary>
public sealed class PlanRulesTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    /// <summary>What somebody accepts was not judged when it was planned.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Of_two_studies_that_were_accepted_under_one_label_one_is_fetched(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 6 });
        if (cohort is null)
        {
            return;
        }

        var studies = cohort.Pacs.Content.Studies.ToList();
        var plan = await cohort.PlanAsync($"Accession Number,Subject,Session\n{studies[5].Accession},A,A_1\n{studies[2].Accession},B,B_1\n");
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute("update request set state = 'Blocked', reason = 'NeedsReview', session = 'a_1', sessionfolded = 'A_1'"));
        var book = new RequestBook(cohort.Test.Admin);
        Assert.Equal(RequestState.Queued, book.Retry(plan[0].Id, acceptsReview: true).State);
        var error = Assert.Throws<StoreException>(() => book.Retry(plan[1].Id, acceptsReview: true));
        Assert.Equal(StoreException.StateConflict, error.ErrorId);
        Assert.Contains("C03", error.Message, StringComparison.Ordinal);
        Assert.Equal(RequestReason.NeedsReview, book.Get(plan[1].Id).Reason);
        book.Cancel(plan[0].Id);
        Assert.Equal(RequestState.Queued, book.Retry(plan[1].Id, acceptsReview: true).State);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Two_plans_made_at_the_same_time_share_no_label(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 6 });
        if (cohort is null)
        {
            return;
        }

        var studies = cohort.Pacs.Content.Studies.ToList();
        var first = await cohort.PlanAsync($"Accession Number,Subject,Session\n{studies[5].Accession},A,A_1\n");
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute("update requestbatch set iscomplete = 0"));
        var second = await cohort.PlanAsync($"Accession Number,Subject,Session\n{studies[2].Accession},B,a_1\n");
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute("update requestbatch set iscomplete = 1"));
        Assert.All(first.Concat(second), r => Assert.Equal(RequestState.Planned, r.State));
        cohort.Start(first);
        cohort.Start(second);
        Assert.Equal([(RequestState.Queued, RequestReason.None, string.Empty), (RequestState.Blocked, RequestReason.LabelConflict, "C03")], cohort.Requests().Select(r => (r.State, r.Reason, string.Join(',', r.Conflicts))));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_failed_is_not_fetched_when_another_request_brought_it(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 2 });
        if (cohort is null)
        {
            return;
        }

        var failed = await cohort.PlanAsync(cohort.List(1));
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute("update request set state = 'Failed', reason = 'Transport'"));
        await cohort.FetchAsync(1);
        var book = new RequestBook(cohort.Test.Admin);
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => book.Retry(failed[0].Id)).ErrorId);
        Assert.Equal(RequestState.Failed, book.Get(failed[0].Id).State);

        // It is in nobody's way when it was deleted, and its label is free.
        new PrearchiveBook(cohort.Test.Admin).Remove(Assert.Single(cohort.Entries()).Id, "test");
        var other = await cohort.PlanAsync($"Accession Number,Subject,Session\n{cohort.Pacs.Content.Study(1).Accession},{failed[0].Subject},{failed[0].Session}\n");
        Assert.Equal(RequestState.Planned, Assert.Single(other).State);
        Assert.Equal(RequestState.Queued, book.Retry(failed[0].Id).State);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_request_for_what_is_to_be_fetched_again_is_started(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 2 });
        if (cohort is null)
        {
            return;
        }

        await cohort.FetchAsync(1);
        Assert.Equal(RequestReason.Duplicate, (await cohort.PlanAsync(cohort.List(1)))[0].Reason);
        var again = await cohort.PlanAsync(cohort.List(1), o => o with { Refetch = true });
        cohort.Start(again);
        Assert.Equal(RequestState.Queued, new RequestBook(cohort.Test.Admin).Get(again[0].Id).State);
    }

    /// <summary>Labels are unique in more than case, also among those of what was pushed.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Labels_of_the_prearchive_are_compared_without_case(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 6 });
        if (cohort is null)
        {
            return;
        }

        using (var ingest = new TestIngest(cohort.Test.Admin))
        {
            var entry = ingest.Push(TestIngest.Origin(1), TestObject.Study1(1, "1", 1, "Project:LUNG Subject:X Session:a_1"))[0].Entry!;
            new PrearchiveBook(cohort.Test.Admin).SetLabels(new PrearchiveBook(cohort.Test.Admin).Rebuild(entry, CancellationToken.None).Id, "X", "subj001_001");
            Assert.Equal(RequestState.Planned, (await cohort.PlanAsync($"Accession Number,Subject,Session\n{cohort.Pacs.Content.Study(2).Accession},A,A_1\n"))[0].State);
            Assert.Equal("C03", Assert.Single((await cohort.PlanAsync($"Accession Number,Subject,Session\n{cohort.Pacs.Content.Study(3).Accession},B,SUBJ001_001\n"))[0].Conflicts));
            Assert.Equal("SUBJ001_002", (await cohort.PlanAsync($"Accession Number,Subject\n{cohort.Pacs.Content.Study(4).Accession},SUBJ001\n"))[0].Session);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Many_rows_without_labels_get_different_ones(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 450 });
        if (cohort is null)
        {
            return;
        }

        var csv = "Accession Number\n" + string.Join('\n', cohort.Pacs.Content.Studies.Select(s => s.Accession));
        var plan = await cohort.PlanAsync(csv);
        Assert.All(plan, r => Assert.Equal(RequestState.Planned, r.State));
        Assert.Equal(450, plan.Select(r => r.Session).Distinct().Count());
        Assert.Equal(cohort.Pacs.Content.Studies.Select(s => s.Patient).Distinct().Count(), plan.Select(r => r.Subject).Distinct().Count());
        Assert.All(plan.Zip(cohort.Pacs.Content.Studies).GroupBy(p => p.Second.Patient), g => Assert.Single(g.Select(p => p.First.Subject).Distinct()));
    }

    /// <summary>A project that keeps no look-up table keeps no requests that lead back either.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_leads_back_is_erased_when_it_is_over(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 8 });
        if (cohort is null)
        {
            return;
        }

        long Sealed(DeidRequest request) => cohort.Test.Admin.Catalog.Read(tx => tx.Number("select (select count(*) from lookupkey where id = @Id) + (select count(*) from request where id = @Id and sealed is not null)", request));
        cohort.Test.Project("HEART");
        var plan = await cohort.PlanAsync(cohort.List(4));
        cohort.Start(plan.Take(3));
        await cohort.RunAsync();
        var book = new PrearchiveBook(cohort.Test.Admin);
        PrearchiveEntry EntryOf(DeidRequest request) => cohort.Entries().Single(e => e.Session == request.Session);

        // Removed from the prearchive.
        book.Remove(EntryOf(plan[0]).Id, "test");
        Assert.Equal((0L, 2L), (Sealed(plan[0]), Sealed(plan[1])));

        // Moved elsewhere, archived and deleted there.
        var moved = EntryOf(plan[1]);
        book.Assign(moved.Id, "HEART");
        using (var ingest = new TestIngest(cohort.Test.Admin))
        {
            new Archiver(cohort.Test.Admin, ingest.Policies).Archive(moved.Id, new ArchiveRequest(), CancellationToken.None);
        }

        Assert.Equal(2, Sealed(plan[1]));
        new SessionBook(cohort.Test.Admin).Remove("HEART", plan[1].Session!, everywhere: false, "test");
        Assert.Equal((0L, 2L), (Sealed(plan[1]), Sealed(plan[2])));

        // The project wants nothing of the kind; what is still to be fetched stays.
        var projects = new ProjectBook(cohort.Test.Admin);
        projects.Configure(projects.Get("LUNG") with { NoLut = true });
        Assert.Equal((0L, 2L), (Sealed(plan[2]), Sealed(plan[3])));
    }

    /// <summary>Nobody asks for the rest of what was archived without it: nothing leads back where the site wants nothing.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_accepted_in_part_is_erased_where_nothing_is_kept(bool isKept)
    {
        await using var cohort = Cohort.Create(CatalogKind.Sqlite, output, new PacsContentOptions { Studies = 2 })!;
        var plan = await cohort.PlanAsync(cohort.List(1));
        cohort.Start(plan);
        await cohort.RunAsync();
        var entry = Assert.Single(cohort.Entries()).Id;
        if (!isKept)
        {
            cohort.Test.Admin.Configure(s => s with { NoLut = true });
        }

        cohort.Test.Admin.Catalog.Write(tx =>
        {
            tx.Execute("update request set state = 'Incomplete'");
            RequestBook.AcceptPartial(tx, entry, cohort.Test.Admin.Now);
        });
        Assert.Equal(RequestState.PartialAccepted, Assert.Single(cohort.Requests()).State);
        Assert.Equal(isKept ? 1 : 0, cohort.Test.Admin.Catalog.Read(tx => tx.Number("select count(*) from request where sealed is not null")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_archive_is_known_by_its_name_in_any_case(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 2 });
        if (cohort is null)
        {
            return;
        }

        var book = new QueueBook(cohort.Test.Admin);
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<StoreException>(() => book.Suspend("PACS", null)).ErrorId);
        Assert.Equal("Pacs", book.Suspend("PACS", null, ["other", "Pacs"]));
        Assert.Equal("Pacs", book.Resume("pacs"));
        cohort.Start(await cohort.PlanAsync(cohort.List(1)));
        Assert.Equal(Cohort.NodeName, book.Suspend("PACS", null, ["PACS"]));
        await cohort.RunAsync();
        Assert.Equal(RequestState.Queued, Assert.Single(cohort.Requests()).State);
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<StoreException>(() => book.Resume("pcas")).ErrorId);
        Assert.Equal(Cohort.NodeName, book.Resume("Pacs"));
        await cohort.RunAsync();
        Assert.Equal(RequestState.Complete, Assert.Single(cohort.Requests()).State);
        Assert.Equal(QueueBook.EveryNode, book.Suspend(QueueBook.EveryNode, null));
        book.Suspend("pacs", null);
        var refused = Assert.Throws<StoreException>(() => book.Resume("pacs"));
        Assert.Equal(StoreException.StateConflict, refused.ErrorId);
        Assert.Contains("Resume-DeidQueue without a name", refused.RecommendedAction, StringComparison.Ordinal);
        book.Resume(QueueBook.EveryNode);
        Assert.Equal(QueueState.Suspended, Assert.Single(book.Status()).State);
        book.Resume("pacs");
        Assert.Equal(QueueState.NoWorker, Assert.Single(book.Status()).State);
    }

    /// <summary>What was cut off is no answer: nobody may read from it that a study is not there.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_answer_that_was_cut_off_is_no_answer(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 4 });
        if (cohort is null)
        {
            return;
        }

        var csv = $"Accession Number,Subject,Session\n{PacsContent.AccessionMark}77777777,A,A_1\n{cohort.Pacs.Content.Study(2).Accession},B,B_1\n";
        Assert.Equal([RequestReason.NotFound, RequestReason.None], (await cohort.PlanAsync(csv)).Select(r => r.Reason));
        cohort.Pacs.Faults = new PacsFaults { WarnsOfNothing = true };
        var plan = await cohort.PlanAsync(csv, o => o with { Refetch = true });
        Assert.Equal((RequestState.Blocked, RequestReason.QueryFailed), (plan[0].State, plan[0].Reason));
        Assert.Contains("cut", plan[0].Message, StringComparison.Ordinal);

        // As many as the archive gives at most, of a query that cannot be split.
        cohort.Node = cohort.Node with { ResultLimit = 1 };
        plan = await cohort.PlanAsync(csv);
        Assert.Equal((RequestState.Blocked, RequestReason.QueryFailed), (plan[1].State, plan[1].Reason));
        Assert.Contains("has more", plan[1].Message, StringComparison.Ordinal);
    }

    /// <summary>Nobody can ask for studies without a date once a query has to be split by date.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_a_split_query_may_lack_is_told(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 4, SharedAccessionEvery = 2 });
        if (cohort is null)
        {
            return;
        }

        var csv = $"Accession Number,Subject,Session\n{cohort.Pacs.Content.Study(0).Accession},A,A_1\n";
        Assert.Equal([null, null], (await cohort.PlanAsync(csv, o => o with { OnMultiple = RequestMultiple.Suffix })).Select(r => r.Message));
        cohort.Node = cohort.Node with { ResultLimit = 2 };
        var plan = await cohort.PlanAsync(csv, o => o with { OnMultiple = RequestMultiple.Suffix });
        Assert.Equal(2, plan.Count);
        Assert.All(plan, r => Assert.Contains("without a date", r.Message, StringComparison.Ordinal));
    }

    /// <summary>A trial with the wrong key must not tie the store to it; nor may anybody try with another than the store's.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_trial_ties_the_store_to_no_key(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 2 });
        if (cohort is null)
        {
            return;
        }

        var admin = cohort.Test.Admin;
        long Keys() => admin.Catalog.Read(tx => tx.Number("select count(*) from setting where name = 'keyfingerprint'"));
        await cohort.PlanAsync(cohort.List(1), o => o with { IsTrial = true });
        using (new StoreImport(admin, new StorePolicies(TestIngest.Library, TestIngest.Key), new IngestOptions { IsTrial = true }))
        {
            Assert.Equal(0, Keys());
        }

        await cohort.PlanAsync(cohort.List(1));
        Assert.Equal(1, Keys());
        var other = new DeidKey(new byte[32]);
        Assert.Equal(StoreException.KeyMismatch, Assert.Throws<StoreException>(() => new StoreImport(admin, new StorePolicies(TestIngest.Library, other), new IngestOptions { IsTrial = true })).ErrorId);
        var planner = new RequestPlanner(admin, other, new PlanOptions { Project = "LUNG", Node = cohort.Node, IsTrial = true });
        Assert.Equal(StoreException.KeyMismatch, (await Assert.ThrowsAsync<StoreException>(() => planner.PlanAsync(AsyncEnumerable.Empty<PlanItem>(), CancellationToken.None))).ErrorId);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Only_what_was_not_kept_is_forgotten(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 4 });
        if (cohort is null)
        {
            return;
        }

        var plan = await cohort.PlanAsync(cohort.List(2));
        RequestPlanner.Forget(cohort.Test.Admin, plan[0].Batch);
        Assert.Equal(2, cohort.Requests().Count);
        await cohort.PlanAsync(cohort.List(2), o => o with { IsTrial = true, Project = "LUNG" });
        var trial = cohort.Test.Admin.Catalog.Read(tx => tx.Find<string>("select id from requestbatch where iscomplete = 0"))!;
        using (var other = cohort.Test.As("anna"))
        {
            RequestPlanner.Forget(other, trial);
        }

        Assert.Equal(2, cohort.Test.Admin.Catalog.Read(tx => tx.Number("select count(*) from requestbatch")));
        RequestPlanner.Forget(cohort.Test.Admin, trial);
        Assert.Equal(1, cohort.Test.Admin.Catalog.Read(tx => tx.Number("select count(*) from requestbatch")));
    }
}
