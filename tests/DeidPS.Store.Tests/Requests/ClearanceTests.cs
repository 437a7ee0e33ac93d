using DeidPS.Net.Tests.Pacs;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Requests;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Requests;

/// <summary>Whom an answer of the opt-out service clears, and about which requests it decides (workflow section 7).</summary>
public sealed class ClearanceTests(ITestOutputHelper output)
{
    /// <summary>Made up, with right check digits.</summary>
    private const string Cleared = "9434765919";

    private const string Other = "9000000009";

    private const string Third = "9434765870";

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    /// <summary>A mistyped accession number finds somebody else's study: whoever the number on the list belongs to, that patient is not cleared by it.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_number_beside_a_strangers_study_clears_nobody(CatalogKind kind)
    {
        // Patient 1 is known by an NHS number, the others by numbers of the hospital.
        await using var cohort = Create(kind, new PacsContentOptions { Studies = 6, PatientIds = new Dictionary<int, string> { [1] = "900 000 0009" } });
        if (cohort is null)
        {
            return;
        }

        using var manager = cohort.Test.As("dm");
        var (known, stranger, named) = (cohort.Pacs.Content.Study(2), cohort.Pacs.Content.Study(3), cohort.Pacs.Content.Study(4));
        var plan = await cohort.PlanAsync(
            $"Accession Number,Patient ID,NHS Number,Subject,Session\n{known.Accession},,{Cleared},A,A_1\n{stranger.Accession},,{Cleared},B,B_1\n{named.Accession},{named.PatientId[..^1]}*,{Cleared},C,C_1\n{known.Accession},,{Other},D,D_1\n", store: manager);
        Assert.Equal([RequestReason.PatientMismatch, RequestReason.AwaitingClearance, RequestReason.AwaitingClearance, RequestReason.AwaitingClearance], plan.Select(r => r.Reason));
        Assert.Equal((RequestState.Blocked, null, null), (plan[0].State, plan[0].PatientKey, plan[0].StudyKey));
        Assert.ThrowsAny<StoreException>(() => new RequestBook(manager).Retry(plan[0].Id, acceptsReview: true));
        Assert.NotNull(plan[1].Message);

        var file = Path.Combine(cohort.Test.Beside, "check.csv");
        var export = new OptOutExporter(manager, TestIngest.Key).Export("LUNG", null, file);
        Assert.Equal((1L, "3, 4"), (export.Numbers, string.Join(", ", export.InvalidLines)));
        Assert.Equal(["NHS Number", Other], await File.ReadAllLinesAsync(file));
        new OptOutBook(manager).Import("LUNG", [(2, Cleared, null)], TestIngest.Key, 30);
        Assert.All(cohort.Requests().Skip(1), r => Assert.Equal((RequestState.Blocked, RequestReason.OptOut, null), (r.State, r.Reason, r.PatientKey)));
        Assert.Equal(0, manager.Catalog.Read(tx => tx.Number("select count(*) from request where sealed is not null")));
        Assert.All(plan, r => Assert.True(OptOutBlocks(manager, r.PatientKey ?? "none")));
    }

    /// <summary>With the Patient ID beside it the number counts, for the fetching and for what arrives; not when another line says otherwise.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_number_beside_the_Patient_ID_of_the_study_clears_the_patient(CatalogKind kind)
    {
        await using var cohort = Create(kind, new PacsContentOptions { Studies = 8, PatientIds = new Dictionary<int, string> { [1] = Cleared } });
        if (cohort is null)
        {
            return;
        }

        using var manager = cohort.Test.As("dm");
        var studies = cohort.Pacs.Content.Studies.ToList();
        var plan = await cohort.PlanAsync(
            $"Accession Number,Patient ID,NHS Number,Subject,Session\n{studies[2].Accession},,{Cleared},A,A_1\n{studies[4].Accession},{studies[4].PatientId.ToLowerInvariant()},{Other},B,B_1\n{studies[5].Accession},{studies[5].PatientId},{Cleared},C,C_1\n{studies[6].Accession},{studies[6].PatientId},{Third},C,C_2\n",
            store: manager);
        new OptOutExporter(manager, TestIngest.Key).Export("LUNG", null, Path.Combine(cohort.Test.Beside, "check.csv"));
        new OptOutBook(manager).Import("LUNG", [(2, Cleared, null), (3, Other, null)], TestIngest.Key, 30);
        Assert.Equal([RequestState.Planned, RequestState.Planned, RequestState.Blocked, RequestState.Blocked], cohort.Requests().Select(r => r.State));
        cohort.Start(plan.Take(2));
        await cohort.RunAsync();
        Assert.Equal([("A_1", EntryState.Ready), ("B_1", EntryState.Ready)], cohort.Entries().Select(e => (e.Session, e.State)).Order());
    }

    /// <summary>Nobody asked about them: other imports, and what was exported after the answer was given.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_answer_decides_about_what_was_asked_only(CatalogKind kind)
    {
        await using var cohort = Create(kind, new PacsContentOptions { Studies = 10, SharedAccessionEvery = 0 });
        if (cohort is null)
        {
            return;
        }

        using var manager = cohort.Test.As("dm");
        var studies = cohort.Pacs.Content.Studies.ToList();
        var first = await cohort.PlanAsync(Row(studies[2], Cleared, "A") + Line(studies[3], Other, "B") + Line(studies[8], string.Empty, "E"), store: manager);
        new OptOutExporter(manager, TestIngest.Key).Export("LUNG", first[0].Batch, Path.Combine(cohort.Test.Beside, "check.csv"));
        var later = await cohort.PlanAsync(Row(studies[4], Third, "C") + Line(studies[9], string.Empty, "F"), store: manager);
        new OptOutBook(manager).Import("LUNG", [(2, Cleared, null)], TestIngest.Key, 30);
        Assert.Equal([RequestReason.None, RequestReason.OptOut, RequestReason.OptOut], Of(cohort, first).Select(r => r.Reason));
        Assert.Equal([RequestReason.AwaitingClearance, RequestReason.OptOut], Of(cohort, later).Select(r => r.Reason));

        var export = new OptOutExporter(manager, TestIngest.Key).Export("LUNG", null, Path.Combine(cohort.Test.Beside, "again.csv"));
        Assert.Equal(1, export.Numbers);
        new OptOutBook(manager).Import("LUNG", [(2, Cleared, null), (3, Third, null)], TestIngest.Key, 30);
        Assert.Equal(RequestReason.None, Of(cohort, later)[0].Reason);
    }

    /// <summary>A plan that is older than the rule is asked about like any other, and not destroyed by an answer to another question.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_planned_before_clearance_was_needed_is_asked_about(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 6 });
        if (cohort is null)
        {
            return;
        }

        new ProjectBook(cohort.Test.Admin).SetSiteRole("dm", SiteRole.DataManager, true);
        using var manager = cohort.Test.As("dm");
        var plan = await cohort.PlanAsync(Row(cohort.Pacs.Content.Study(2), Cleared, "A"), store: manager);
        var projects = new ProjectBook(cohort.Test.Admin);
        projects.Configure(projects.Get("LUNG") with { OptOut = OptOutRule.Required });
        new OptOutBook(manager).Import("LUNG", [(2, Other, null)], TestIngest.Key, 30);
        Assert.Equal(RequestState.Planned, Assert.Single(cohort.Requests()).State);
        Assert.Throws<StoreException>(() => new RequestBook(manager).Start(plan[0].Id));
        Assert.Equal(1, new OptOutExporter(manager, TestIngest.Key).Export("LUNG", null, Path.Combine(cohort.Test.Beside, "check.csv")).Numbers);
        new OptOutBook(manager).Import("LUNG", [(2, Other, null)], TestIngest.Key, 30);
        Assert.Equal(RequestReason.OptOut, Assert.Single(cohort.Requests()).Reason);
    }

    /// <summary>What is erased cannot come back.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Two_answers_at_once_erase_nothing_and_clear_nobody(CatalogKind kind)
    {
        await using var cohort = Create(kind, new PacsContentOptions { Studies = 6 });
        if (cohort is null)
        {
            return;
        }

        using var manager = cohort.Test.As("dm");
        await cohort.PlanAsync(Row(cohort.Pacs.Content.Study(2), Cleared, "A"), store: manager);
        new OptOutExporter(manager, TestIngest.Key).Export("LUNG", null, Path.Combine(cohort.Test.Beside, "check.csv"));
        manager.OnStep = step => _ = step == "optout.cleared" ? manager.Catalog.Write(tx => tx.Execute("insert into clearance (project, patientkey, expires) values ('LUNG', 'other', 9999999999999)")) : 0;
        Assert.Equal(StoreException.StoreBusy, Assert.Throws<StoreException>(() => new OptOutBook(manager).Import("LUNG", [(2, Cleared, null)], TestIngest.Key, 30)).ErrorId);
        Assert.Equal((RequestState.Planned, RequestReason.AwaitingClearance), (cohort.Requests()[0].State, cohort.Requests()[0].Reason));
        Assert.Equal(0, manager.Catalog.Read(tx => tx.Number("select count(*) from clearance")));
    }

    /// <summary>What somebody has to look at first is asked about, too; and what failed names a patient.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_blocked_or_failed_is_asked_about_and_erased(CatalogKind kind)
    {
        await using var cohort = Create(kind, new PacsContentOptions { Studies = 6 });
        if (cohort is null)
        {
            return;
        }

        using var manager = cohort.Test.As("dm");
        var studies = cohort.Pacs.Content.Studies.ToList();
        var plan = await cohort.PlanAsync(Row(studies[2], Cleared, "A") + Line(studies[3], Other, "B") + Line(studies[4], Third, "C"), store: manager);
        manager.Catalog.Write(tx => tx.Execute("update request set state = 'Blocked', reason = 'NeedsReview' where id = @Id", plan[0]));
        manager.Catalog.Write(tx => tx.Execute("update request set state = 'Failed', reason = 'Transport' where id = @Id", plan[1]));
        Assert.Equal(3, new OptOutExporter(manager, TestIngest.Key).Export("LUNG", null, Path.Combine(cohort.Test.Beside, "check.csv")).Numbers);
        new OptOutBook(manager).Import("LUNG", [(2, Cleared, null)], TestIngest.Key, 30);
        Assert.Equal([RequestReason.NeedsReview, RequestReason.OptOut, RequestReason.OptOut], cohort.Requests().Select(r => r.Reason));
        Assert.Equal(1, manager.Catalog.Read(tx => tx.Number("select count(*) from lookupkey")));
        Assert.Equal(RequestState.Queued, new RequestBook(manager).Retry(plan[0].Id, acceptsReview: true).State);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_started_goes_on_when_it_is_cleared_again(CatalogKind kind)
    {
        await using var cohort = Create(kind, new PacsContentOptions { Studies = 6 });
        if (cohort is null)
        {
            return;
        }

        using var manager = cohort.Test.As("dm");
        var studies = cohort.Pacs.Content.Studies.ToList();
        var plan = await cohort.PlanAsync(Row(studies[2], Cleared, "A") + Line(studies[3], Other, "B"), store: manager);
        var exporter = new OptOutExporter(manager, TestIngest.Key);
        exporter.Export("LUNG", null, Path.Combine(cohort.Test.Beside, "check.csv"));
        new OptOutBook(manager).Import("LUNG", [(2, Cleared, null), (3, Other, null)], TestIngest.Key, 30);
        new RequestBook(manager).Start(plan[0].Id);

        // The answer expired, as it does one day.
        manager.Catalog.Write(tx => tx.Execute("delete from clearance"));
        await cohort.RunAsync();
        Assert.Equal([(RequestState.Planned, RequestReason.AwaitingClearance), (RequestState.Planned, RequestReason.None)], cohort.Requests().Select(r => (r.State, r.Reason)));
        exporter.Export("LUNG", null, Path.Combine(cohort.Test.Beside, "check.csv"));
        new OptOutBook(manager).Import("LUNG", [(2, Cleared, null), (3, Other, null)], TestIngest.Key, 30);
        Assert.Equal([RequestState.Queued, RequestState.Planned], cohort.Requests().Select(r => r.State));
        await cohort.RunAsync();
        Assert.Equal([RequestState.Complete, RequestState.Planned], cohort.Requests().Select(r => r.State));
    }

    private static string Row(PacsStudy study, string number, string subject) => "Accession Number,Patient ID,NHS Number,Subject,Session\n" + Line(study, number, subject);

    private static string Line(PacsStudy study, string number, string subject) => $"{study.Accession},{study.PatientId},{number},{subject},{subject}_1\n";

    private static List<DeidRequest> Of(Cohort cohort, IReadOnlyList<DeidRequest> plan) => [.. cohort.Requests().Where(r => r.Batch == plan[0].Batch)];

    private static bool OptOutBlocks(DeidStore store, string patient) => store.Catalog.Read(tx => OptOutBook.IsBlocked(tx, "LUNG", patient, store.Now));

    private Cohort? Create(CatalogKind kind, PacsContentOptions content)
    {
        var cohort = Cohort.Create(kind, output, content, project: p => p with { OptOut = OptOutRule.Required });
        if (cohort is not null)
        {
            new ProjectBook(cohort.Test.Admin).SetSiteRole("dm", SiteRole.DataManager, true);
        }

        return cohort;
    }
}
