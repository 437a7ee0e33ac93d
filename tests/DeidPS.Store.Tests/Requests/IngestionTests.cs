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

/// <summary>What became of each line of a list, and which study it was (workflow section 18).</summary>
public sealed class IngestionTests(ITestOutputHelper output)
{
    private const string Cleared = "9434765919";

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    /// <summary>Everything goes wrong now and then, and the report says what the archive itself says, study by study.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_report_equals_the_account_of_the_archive(CatalogKind kind)
    {
        const int Studies = 24;
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = Studies, Images = (1, 3), Series = (1, 2), DoseReportEvery = 8 }, new PacsFaults { DropEvery = 7, OutOfResourcesEvery = 10, OmitEvery = 5 });
        if (cohort is null)
        {
            return;
        }

        var list = cohort.List(Studies) + $"\n{PacsContent.AccessionMark}99999999,P99,P99_1\n{cohort.Pacs.Content.Study(3).Accession},P2,P2_again\n";
        var plan = await cohort.PlanAsync(list, o => o with { Filter = SeriesFilter.BurntIn });
        var book = new IngestionBook(cohort.Test.Admin);
        Assert.Equal([.. Enumerable.Repeat(IngestionState.Planned, Studies), IngestionState.NotFound, IngestionState.Planned], book.List().Select(s => s.Status));
        cohort.Start(plan);
        Assert.Equal(Studies + 1, book.List().Count(s => s.Status == IngestionState.Queued));
        new RequestBook(cohort.Test.Admin).Cancel(plan[5].Id);
        await cohort.RunAsync();

        var rows = book.List().ToList();
        Assert.Equal(Enumerable.Range(2, Studies + 2), rows.Select(r => (int)r.Line));
        Assert.Equal((IngestionState.NotFound, RequestReason.NotFound, 0L), (rows[Studies].Status, rows[Studies].Reason, rows[Studies].Received));
        Assert.Equal((IngestionState.Cancelled, 0L), (rows[5].Status, rows[5].Received));
        Assert.Equal(0, cohort.Pacs.Log.MovesOf(cohort.Pacs.Content.Study(5).Uid));
        foreach (var row in rows.Take(Studies).Where((_, number) => number != 5))
        {
            var number = (int)row.Line - 2;
            var acknowledged = cohort.Pacs.Log.Acknowledged(cohort.Pacs.Content.Study(number).Uid).Count;
            var all = cohort.Pacs.Content.InstancesOf(number).Count;
            var wanted = cohort.Pacs.Content.InstancesOf(number, withDoseReport: false).Count;
            Assert.Equal((IngestionState.InPrearchive, RetrieveEvidence.UidVerified, (long)acknowledged, (long?)acknowledged, (long)(all - wanted)), (row.Status, row.Evidence, row.Received, row.Expected, row.Filtered));
            Assert.Equal(wanted, acknowledged);
            Assert.NotNull(row.Entry);
        }

        // The second line about a study tells what became of the first.
        var (first, again) = (rows[3], rows[Studies + 1]);
        Assert.Equal((first.Status, first.Received, first.Entry, RequestReason.Duplicate, first.Id), (again.Status, again.Received, again.Entry, again.Reason, again.DuplicateOf));
        Assert.Equal(cohort.Entries().Sum(e => e.Instances), rows.SkipLast(1).Sum(r => r.Received - r.Held));
        Assert.True(cohort.Pacs.Log.Drops > 0 && cohort.Pacs.Log.OutOfResources > 0 && cohort.Pacs.Log.Omissions > 0);
        Assert.Equal([(IngestionState.InPrearchive, 24L), (IngestionState.NotFound, 1), (IngestionState.Cancelled, 1)], book.Summary().GroupBy(c => c.Status).Select(g => (g.Key, g.Sum(c => c.Requests ?? 0))));
    }

    /// <summary>What somebody has deleted is not reported as there, nor what went to another project.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_gone_is_not_there(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 6, Series = (1, 1), Images = (1, 2) });
        if (cohort is null)
        {
            return;
        }

        cohort.Test.Project("OTHER");
        await cohort.FetchAsync(6);
        var again = await cohort.PlanAsync(cohort.List(6));
        Assert.All(again, r => Assert.Equal(RequestReason.Duplicate, r.Reason));
        var book = new IngestionBook(cohort.Test.Admin);
        var entries = book.List(new RequestFilter { Batch = again[0].Batch }).Select(s => s.Entry!).ToList();
        Assert.Equal(6, entries.Distinct().Count());
        using (var ingest = new TestIngest(cohort.Test.Admin))
        {
            var archiver = new Archiver(cohort.Test.Admin, ingest.Policies);
            Assert.All(entries[..3], e => Assert.Equal(ArchiveStatus.Archived, archiver.Archive(e, new ArchiveRequest(), CancellationToken.None).Status));
        }

        new SessionBook(cohort.Test.Admin).Remove("LUNG", again[1].Session!, everywhere: false, "test");
        new PrearchiveBook(cohort.Test.Admin).Remove(entries[3], "test");
        new PrearchiveBook(cohort.Test.Admin).Assign(entries[4], "OTHER");
        IngestionState[] expected = [IngestionState.Archived, IngestionState.Removed, IngestionState.Archived, IngestionState.Removed, IngestionState.Removed, IngestionState.InPrearchive];
        foreach (var batch in book.List().GroupBy(s => s.Batch))
        {
            Assert.Equal(expected, batch.Select(s => s.Status));
            Assert.Equal([null, null, null, null, null, entries[5]], batch.Select(s => s.Entry));
            Assert.Equal([GsttWording.Success, GsttWording.Expected, GsttWording.Success, GsttWording.Expected, GsttWording.Expected, GsttWording.Expected], batch.Select(s => s.Wording));
        }

        // What was in a deleted entry is fetched again, all of it.
        var anew = await cohort.PlanAsync(cohort.List(6, s => s.Number == 3));
        Assert.Equal(RequestState.Planned, anew[0].State);
        cohort.Start(anew);
        await cohort.RunAsync();
        Assert.Equal(IngestionState.InPrearchive, Assert.Single(book.List(new RequestFilter { Batch = anew[0].Batch })).Status);
    }

    /// <summary>A study that was in the project and of which more was fetched: when somebody deletes the addition, it is not in the project because the study is.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_addition_that_was_deleted_is_gone_although_the_study_is_there(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 2, Series = (1, 1), Images = (2, 2) });
        if (cohort is null)
        {
            return;
        }

        await cohort.FetchAsync(2);
        using var ingest = new TestIngest(cohort.Test.Admin);
        var archiver = new Archiver(cohort.Test.Admin, ingest.Policies);
        Assert.All(cohort.Entries(), e => archiver.Archive(e.Id, new ArchiveRequest(), CancellationToken.None));
        cohort.Pacs.Content.Grow(0, 2);
        cohort.Pacs.Content.Grow(1, 2);
        var plan = await cohort.PlanAsync(cohort.List(2));
        Assert.All(plan, r => Assert.Equal(RequestReason.Delta, r.Reason));
        cohort.Start(plan);
        await cohort.RunAsync();
        var filter = new RequestFilter { Batch = plan[0].Batch };
        var book = new IngestionBook(cohort.Test.Admin);
        var rows = book.List(filter).ToList();
        Assert.All(rows, r => Assert.Equal(IngestionState.InPrearchive, r.Status));
        Assert.Equal(ArchiveStatus.Appended, archiver.Archive(rows[0].Entry!, new ArchiveRequest { Append = true }, CancellationToken.None).Status);
        new PrearchiveBook(cohort.Test.Admin).Remove(rows[1].Entry!, "test");
        Assert.Equal([IngestionState.Archived, IngestionState.Removed], book.List(filter).Select(s => s.Status));
        Assert.Equal(2, book.List().Count(s => s.Batch != plan[0].Batch && s.Status == IngestionState.Archived));
    }

    /// <summary>A request that is tried again fetches what came before too, when somebody has deleted it meanwhile.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_deleted_is_fetched_again_by_the_same_request(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 1, Series = (1, 1), Images = (3, 3) });
        if (cohort is null)
        {
            return;
        }

        var plan = await cohort.PlanAsync(cohort.List(1));
        cohort.Start(plan);
        await cohort.RunAsync();
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute("update request set state = 'Failed', reason = 'MissingInstances'"));
        new PrearchiveBook(cohort.Test.Admin).Remove(Assert.Single(cohort.Entries()).Id, "test");
        new RequestBook(cohort.Test.Admin).Retry(plan[0].Id);
        await cohort.RunAsync();
        var entry = Assert.Single(cohort.Entries());
        Assert.Equal((3L, EntryState.Ready), (entry.Instances, entry.State));
        var row = Assert.Single(new IngestionBook(cohort.Test.Admin).List());
        Assert.Equal((IngestionState.InPrearchive, 3L, entry.Id), (row.Status, row.Received, row.Entry));
    }

    /// <summary>Every state for every reason has a status and one of the four phrases.</summary>
    [Fact]
    public void Every_state_and_reason_has_a_status_and_a_phrase()
    {
        foreach (var state in Enum.GetValues<RequestState>())
        {
            foreach (var reason in Enum.GetValues<RequestReason>())
            {
                var row = Row("1", state, reason);
                var status = StudyPlaces.Of().StatusOf(row);
                var expected = (state, reason) switch
                {
                    (RequestState.Planned, _) => IngestionState.Planned,
                    (RequestState.Queued, _) => IngestionState.Queued,
                    (RequestState.Retrieving, _) => IngestionState.Retrieving,
                    (RequestState.Verifying, _) => IngestionState.Retrieving,
                    (RequestState.Waiting, _) => IngestionState.Waiting,
                    (RequestState.Incomplete, _) => IngestionState.Incomplete,
                    (RequestState.Cancelled, _) => IngestionState.Cancelled,
                    (RequestState.Complete, _) => IngestionState.Removed,
                    (RequestState.PartialAccepted, _) => IngestionState.Removed,
                    (RequestState.Blocked, RequestReason.NotFound) => IngestionState.NotFound,
                    (RequestState.Blocked, RequestReason.QueryFailed) => IngestionState.Failed,
                    (RequestState.Blocked, RequestReason.Duplicate) => IngestionState.Removed,
                    (RequestState.Blocked, _) => IngestionState.Blocked,
                    (RequestState.Failed, RequestReason.NoImages) => IngestionState.NoImages,
                    (RequestState.Failed, RequestReason.Filtered) => IngestionState.Filtered,
                    (RequestState.Failed, _) => IngestionState.Failed,
                    _ => throw new NotSupportedException($"{state} is new."),
                };
                Assert.Equal((expected, reason), (status.Status, status.Reason));
                Assert.Equal(expected switch { IngestionState.NotFound => GsttWording.NotFound, IngestionState.NoImages => GsttWording.NoImages, _ => GsttWording.Expected }, status.Wording);

                // A duplicate has the status of what was there first, whatever that is.
                var duplicate = Row("2", RequestState.Blocked, RequestReason.Duplicate) with { DuplicateOf = "1" };
                var same = StudyPlaces.Of(row).StatusOf(duplicate);
                Assert.Equal((expected, RequestReason.Duplicate, "1"), (same.Status, same.Reason, same.DuplicateOf));
                Assert.Equal(IngestionState.Blocked, StudyPlaces.Of().StatusOf(duplicate).Status);
            }
        }

        Assert.Equal([GsttWording.Success], Enum.GetValues<IngestionState>().Where(s => s == IngestionState.Archived).Select(GsttWording.Of));
        Assert.Equal(4, Enum.GetValues<IngestionState>().Select(GsttWording.Of).Distinct().Count());
        Assert.Equal(Enum.GetValues<IngestionState>().Length - 3, Enum.GetValues<IngestionState>().Count(s => GsttWording.Of(s) == GsttWording.Expected));
    }

    /// <summary>Section 7, rule 4: how few may not be used is for data managers. Nobody hears who.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Few_who_may_not_be_used_are_counted_for_data_managers_only(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 20 }, project: p => p with { OptOut = OptOutRule.Required });
        if (cohort is null)
        {
            return;
        }

        new ProjectBook(cohort.Test.Admin).SetSiteRole("dm", SiteRole.DataManager, true);
        using var manager = cohort.Test.As("dm");
        using var owner = cohort.Test.As("owner");
        using var nobody = cohort.Test.As("nobody");
        foreach (var (count, text) in ((int, string)[])[(4, "<5"), (5, "5")])
        {
            var studies = cohort.Pacs.Content.Studies.DistinctBy(s => s.Patient).Take(count + 1).ToList();
            var csv = "Accession Number,Patient ID,NHS Number,Subject,Session\n" + string.Join('\n', studies.Select((s, i) => FormattableString.Invariant($"{s.Accession},{s.PatientId},{(i == 0 ? Cleared : string.Empty)},P{i},P{i}_{count}")));
            var batch = (await cohort.PlanAsync(csv, o => o with { Refetch = true }, manager))[0].Batch;
            new OptOutBook(manager).Import("LUNG", [(2, Cleared, null)], TestIngest.Key, 30);
            var filter = new RequestFilter { Batch = batch };
            IngestionCount OptOut(DeidStore store) => Assert.Single(new IngestionBook(store).Summary(filter), c => c.Reason == RequestReason.OptOut);
            Assert.Equal((count, $"{count}"), (OptOut(manager).Requests ?? 0, OptOut(manager).RequestsText));
            Assert.Equal((count < 5 ? null : (long?)count, text), (OptOut(owner).Requests, OptOut(owner).RequestsText));
            Assert.Equal(text, OptOut(cohort.Test.Admin).RequestsText);
            Assert.Equal("1", Assert.Single(new IngestionBook(owner).Summary(filter), c => c.Status == IngestionState.Planned).RequestsText);
            Assert.Empty(new IngestionBook(nobody).List(filter));

            var trace = new IngestionBook(manager).Trace(filter, TestIngest.Key, "test").ToList();
            Assert.Equal(studies[0].Accession, trace[0].AccessionNumber);
            Assert.All(trace.Skip(1), t => Assert.Equal((IngestionState.Blocked, RequestReason.OptOut, null, null, null, null, null, null), (t.Status, t.Reason, t.PatientID, t.AccessionNumber, t.StudyDate, t.StudyID, t.StudyInstanceUID, t.StudyDescription)));
            Assert.All(new RequestBook(manager).List(filter).Where(r => r.State == RequestState.Planned), r => new RequestBook(manager).Cancel(r.Id));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_study_of_a_line_is_traced_for_data_managers_and_recorded(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 6, SharedAccessionEvery = 10 });
        if (cohort is null)
        {
            return;
        }

        new ProjectBook(cohort.Test.Admin).SetSiteRole("dm", SiteRole.DataManager, true);
        using var manager = cohort.Test.As("dm");
        using var owner = cohort.Test.As("owner");
        var content = cohort.Pacs.Content;
        var csv = $"Accession Number,Subject,Session\n{content.Study(0).Accession},P0,P0_MR\n{PacsContent.AccessionMark}77777777,P7,P7_1\n{content.Study(3).Accession},P3,P3_1\n";
        cohort.Start(await cohort.PlanAsync(csv, o => o with { OnMultiple = RequestMultiple.Suffix }, manager));
        await cohort.RunAsync();
        new RequestBook(manager).Cancel(cohort.Requests().Single(r => r.Reason == RequestReason.NotFound).Id);

        var trace = new IngestionBook(manager).Trace(new RequestFilter { Project = "lung" }, TestIngest.Key, "letter of 2 March").ToList();
        Assert.Equal([(2L, 1L), (2, 2), (3, 1), (4, 1)], trace.Select(t => (t.Line, t.Part)));
        Assert.Equal(new[] { content.Study(0).Uid, content.Study(1).Uid }.Order(StringComparer.Ordinal), trace.Take(2).Select(t => t.StudyInstanceUID!).Order(StringComparer.Ordinal));
        Assert.Equal(["P0_MR_1", "P0_MR_2", "P7_1", "P3_1"], trace.Select(t => t.Session));
        var last = content.Study(3);
        Assert.Equal((last.PatientId, last.Accession, last.Date, last.StudyId, last.Uid, last.Description, "P3", IngestionState.InPrearchive), (trace[3].PatientID, trace[3].AccessionNumber, trace[3].StudyDate, trace[3].StudyID, trace[3].StudyInstanceUID, trace[3].StudyDescription, trace[3].Subject, trace[3].Status));
        Assert.Equal((IngestionState.Cancelled, null), (trace[2].Status, trace[2].AccessionNumber));
        Assert.DoesNotContain(last.Accession, trace[3].ToString(), StringComparison.Ordinal);

        long Recorded() => cohort.Test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit where record like '%ReadRequestOriginals%letter of 2 March%' and actor = 'dm'"));
        Assert.Equal(1, Recorded());
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => new IngestionBook(manager).Trace(new RequestFilter(), TestIngest.Key, " ")).ErrorId);
        Assert.Equal(1, Recorded());
        foreach (var store in (DeidStore[])[owner, cohort.Test.Admin])
        {
            Assert.Throws<AccessDeniedException>(() => new IngestionBook(store).Trace(new RequestFilter(), TestIngest.Key, "test"));
        }

        Assert.Equal(4, new IngestionBook(cohort.Test.Admin).Trace(new RequestFilter(), TestIngest.Key, "test", isBreakGlass: true).Count());
    }

    private static RequestRecord Row(string id, RequestState state, RequestReason reason) => new()
    {
        Id = id, Batch = "b", Project = "LUNG", Node = "pacs", Requester = "me", Line = 2, Part = 1, State = state.ToString(), Reason = reason == RequestReason.None ? null : reason.ToString(), StudyKey = "k",
    };
}
