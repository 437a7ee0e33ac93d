using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Net.Tests.Pacs;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Requests;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Requests;

/// <summary>Did everything arrive that was pushed? (workflow section 6.7, rule 5)</summary>
public sealed class PacsComparerTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_pushed_is_verified_or_incomplete(CatalogKind kind)
    {
        await using var cohort = Create(kind);
        if (cohort is null)
        {
            return;
        }

        using var manager = Manager(cohort);
        var whole = Push(cohort, 0, 6);
        var lacking = Push(cohort, 1, 4, held: 5);
        Assert.Equal(ArrivalEvidence.IdleOnly, whole.Evidence);

        // A trial changes nothing.
        var trial = await CompareAsync(cohort, manager, lacking.Id, isTrial: true);
        Assert.Equal((PacsComparisonStatus.Incomplete, 6L, 5L, 1L, 1L), (trial.Status, trial.Expected, trial.There, trial.Missing, trial.Held));
        Assert.Equal((0L, EntryState.Review), (Entry(cohort, lacking).Missing, Entry(cohort, lacking).State));

        var found = await CompareAsync(cohort, manager, whole.Id);
        Assert.Equal((PacsComparisonStatus.Complete, 6L, 6L, 0L, ArrivalEvidence.CountVerified, null), (found.Status, found.Expected, found.There, found.Missing, found.Evidence, found.Message));
        Assert.Equal((ArrivalEvidence.CountVerified, EntryState.Ready), (Entry(cohort, whole).Evidence, Entry(cohort, whole).State));
        var finds = cohort.Pacs.Log.Finds["SERIES"];
        Assert.Equal(PacsComparisonStatus.AlreadyVerified, (await CompareAsync(cohort, manager, whole.Id)).Status);
        Assert.Equal(finds, cohort.Pacs.Log.Finds["SERIES"]);

        Assert.Equal((PacsComparisonStatus.Incomplete, ArrivalEvidence.IdleOnly), await StatusAsync(cohort, manager, lacking.Id));
        new PrearchiveBook(cohort.Test.Admin).Accept(lacking.Id, Entry(cohort, lacking).Flags, "test");
        Assert.Equal((1L, EntryState.Incomplete), (Entry(cohort, lacking).Missing, Entry(cohort, lacking).State));

        // The rest is sent, and it is compared again: what was held back counts.
        Push(cohort, 1, 1, first: 6);
        Assert.Equal(EntryState.Incomplete, Entry(cohort, lacking).State);
        Assert.Equal((PacsComparisonStatus.Complete, ArrivalEvidence.CountVerified), await StatusAsync(cohort, manager, lacking.Id));
        Assert.Equal((0L, EntryState.Ready), (Entry(cohort, lacking).Missing, Entry(cohort, lacking).State));
        Assert.Equal(0, cohort.Pacs.Log.Moves);
        Assert.Equal(3, cohort.Test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit where record like '%CompareWithPacs%' and actor = 'dm'")));
        cohort.AssertNothingIdentifies();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_session_is_verified_and_never_called_incomplete(CatalogKind kind)
    {
        await using var cohort = Create(kind);
        if (cohort is null)
        {
            return;
        }

        using var manager = Manager(cohort);
        using var ingest = new TestIngest(cohort.Test.Admin);
        var archiver = new Archiver(cohort.Test.Admin, ingest.Policies);
        var sessions = new SessionBook(cohort.Test.Admin);
        foreach (var (number, count) in ((int, int)[])[(0, 6), (2, 5)])
        {
            Assert.Equal(ArchiveStatus.Archived, archiver.Archive(Push(cohort, number, count).Id, new ArchiveRequest(), CancellationToken.None).Status);
        }

        var (whole, fewer) = (sessions.Get("LUNG", "S0_1"), sessions.Get("LUNG", "S2_1"));
        sessions.SetLock("LUNG", "S0_1", true);
        Assert.Equal(StoreException.StateConflict, (await Assert.ThrowsAsync<StoreException>(() => CompareAsync(cohort, manager, whole.Id))).ErrorId);
        sessions.SetLock("LUNG", "S0_1", false);
        Assert.Equal((PacsComparisonStatus.Complete, ArrivalEvidence.CountVerified), await StatusAsync(cohort, manager, whole.Id));
        Assert.Equal(ArrivalEvidence.CountVerified, sessions.Get("LUNG", "S0_1").Evidence);
        var found = await CompareAsync(cohort, manager, fewer.Id);
        Assert.Equal((PacsComparisonStatus.NotComparable, 1L, true, ArrivalEvidence.IdleOnly), (found.Status, found.Missing, found.IsArchived, found.Evidence));
        Assert.Equal(ArrivalEvidence.IdleOnly, sessions.Get("LUNG", "S2_1").Evidence);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_cannot_be_compared_is_said_to_be_so(CatalogKind kind)
    {
        await using var cohort = Create(kind);
        if (cohort is null)
        {
            return;
        }

        using var manager = Manager(cohort);
        async Task NotComparable(string id, string message)
        {
            var found = await CompareAsync(cohort, manager, id);
            Assert.Equal(PacsComparisonStatus.NotComparable, found.Status);
            Assert.Contains(message, found.Message, StringComparison.Ordinal);
            Assert.Equal(ArrivalEvidence.IdleOnly, cohort.Entries().Single(e => e.Id == id).Evidence);
        }

        // More than the archive has, and a study that it does not know.
        await NotComparable(Push(cohort, 0, 7).Id, "more of it than the archive");
        await NotComparable(TestStudies.Push(cohort.Test, 1), "no images");

        // The study is in the project already, and more of it came.
        using var ingest = new TestIngest(cohort.Test.Admin);
        new Archiver(cohort.Test.Admin, ingest.Policies).Archive(Push(cohort, 3, 4).Id, new ArchiveRequest(), CancellationToken.None);
        await NotComparable(Push(cohort, 3, 2).Id, "elsewhere");

        // Nobody knows which study it is.
        var entry = Push(cohort, 4, 6);
        var projects = new ProjectBook(cohort.Test.Admin);
        projects.Configure(projects.Get("LUNG") with { NoLut = true });
        await NotComparable(entry.Id, "look-up table");
        Assert.Equal(StoreException.StoreItemNotFound, (await Assert.ThrowsAsync<StoreException>(() => CompareAsync(cohort, manager, "none"))).ErrorId);

        // The archive does not answer.
        var fifth = Push(cohort, 5, 6, project: "Unassigned");
        cohort.Pacs.Faults = new PacsFaults { DropEvery = 1, DropPoint = PacsDropPoint.OnAccept };
        await Assert.ThrowsAnyAsync<DeidException>(() => CompareAsync(cohort, manager, fifth.Id));
        Assert.Equal(ArrivalEvidence.IdleOnly, Entry(cohort, fifth).Evidence);
    }

    /// <summary>Where a request knows which instances there are, they are compared one by one.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Instances_that_a_request_recorded_are_compared_one_by_one(CatalogKind kind)
    {
        await using var cohort = Create(kind);
        if (cohort is null)
        {
            return;
        }

        using var manager = Manager(cohort);
        await cohort.FetchAsync(1);
        var entry = Assert.Single(cohort.Entries());
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute("update entry set evidence = 'IdleOnly'"));
        Assert.Equal((PacsComparisonStatus.Complete, ArrivalEvidence.UidVerified), await StatusAsync(cohort, manager, entry.Id));
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute("update entry set evidence = 'IdleOnly'"));
        cohort.Pacs.Content.Grow(0, 3);
        var grown = await CompareAsync(cohort, manager, entry.Id);
        Assert.Equal((PacsComparisonStatus.Incomplete, 9L, 3L), (grown.Status, grown.Expected, grown.Missing));
        Assert.Equal((3L, EntryState.Incomplete), (Entry(cohort, entry).Missing, Entry(cohort, entry).State));
    }

    /// <summary>What may still grow is not verified; and what a session was replaced by is not what was fetched.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_verified_is_so_only_while_it_is_the_same(CatalogKind kind)
    {
        await using var cohort = Create(kind);
        if (cohort is null)
        {
            return;
        }

        using var manager = Manager(cohort);
        await cohort.FetchAsync(1);
        var entry = Assert.Single(cohort.Entries());
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute("update entry set missing = 1"));
        Assert.Equal((PacsComparisonStatus.Complete, ArrivalEvidence.UidVerified), await StatusAsync(cohort, manager, entry.Id));
        Assert.Equal((PacsComparisonStatus.AlreadyVerified, ArrivalEvidence.UidVerified), await StatusAsync(cohort, manager, entry.Id));

        using var ingest = new TestIngest(cohort.Test.Admin);
        var archiver = new Archiver(cohort.Test.Admin, ingest.Policies);
        archiver.Archive(entry.Id, new ArchiveRequest(), CancellationToken.None);
        var fewer = Push(cohort, 0, 4);
        Assert.Equal(ArchiveStatus.Replaced, archiver.Archive(fewer.Id, new ArchiveRequest { Session = entry.Session, Subject = entry.Subject, Overwrite = true }, CancellationToken.None).Status);
        var session = new SessionBook(cohort.Test.Admin).Get("LUNG", entry.Session);
        Assert.Equal((ArrivalEvidence.IdleOnly, 4L), (session.Evidence, session.Instances));
        var found = await CompareAsync(cohort, manager, session.Id);
        Assert.Equal((PacsComparisonStatus.NotComparable, 2L), (found.Status, found.Missing));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Only_data_managers_compare_and_every_look_up_is_recorded(CatalogKind kind)
    {
        await using var cohort = Create(kind);
        if (cohort is null)
        {
            return;
        }

        var entry = Push(cohort, 0, 6);
        using var owner = cohort.Test.As("owner");
        foreach (var store in (DeidStore[])[owner, cohort.Test.Admin])
        {
            await Assert.ThrowsAsync<AccessDeniedException>(() => CompareAsync(cohort, store, entry.Id));
        }

        using var manager = Manager(cohort);
        Assert.Equal(StoreException.StoreValueInvalid, (await Assert.ThrowsAsync<StoreException>(() => new PacsComparer(manager, TestIngest.Key, cohort.Node, null).CompareAsync(entry.Id, " ", false, false, default))).ErrorId);
        Assert.Equal(0, cohort.Pacs.Log.Associations);
        Assert.Equal(PacsComparisonStatus.Complete, (await new PacsComparer(cohort.Test.Admin, TestIngest.Key, cohort.Node, null).CompareAsync(entry.Id, "glass", true, false, default)).Status);
        Assert.Equal(1, cohort.Test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit where record like '%BreakGlass%glass%'")));
    }

    private Cohort? Create(CatalogKind kind) => Cohort.Create(kind, output, new PacsContentOptions { Studies = 6, Series = (1, 1), Images = (6, 6) });

    private static DeidStore Manager(Cohort cohort)
    {
        new ProjectBook(cohort.Test.Admin).SetSiteRole("dm", SiteRole.DataManager, true);
        return cohort.Test.As("dm");
    }

    private static Task<PacsComparison> CompareAsync(Cohort cohort, DeidStore store, string id, bool isTrial = false) => new PacsComparer(store, TestIngest.Key, cohort.Node, null).CompareAsync(id, "complete?", false, isTrial, CancellationToken.None);

    private static async Task<(PacsComparisonStatus, ArrivalEvidence)> StatusAsync(Cohort cohort, DeidStore store, string id)
    {
        var found = await CompareAsync(cohort, store, id);
        return (found.Status, found.Evidence);
    }

    private static PrearchiveEntry Entry(Cohort cohort, PrearchiveEntry entry) => cohort.Entries().Single(e => e.Id == entry.Id);

    /// <summary>Pushes some images of a study of the archive.</summary>
    /// <param name="cohort">Store and archive.</param>
    /// <param name="number">Number of the study.</param>
    /// <param name="count">How many images.</param>
    /// <param name="first">Number of the first.</param>
    /// <param name="held">Number of one more that looks like a screen shot and is held back; null for none.</param>
    /// <param name="project">The project they wait for.</param>
    private static PrearchiveEntry Push(Cohort cohort, int number, int count, int first = 1, int? held = null, string project = "LUNG")
    {
        var study = cohort.Pacs.Content.Study(number);
        using var ingest = new TestIngest(cohort.Test.Admin);
        var objects = Enumerable.Range(first, count).Append(held ?? first).Distinct().Select(i => new TestObject
        {
            Comments = FormattableString.Invariant($"Project:{project} Subject:S{study.Patient} Session:S{number}_1"), Instance = i, Modality = study.Modality,
            Change = dataset =>
            {
                foreach (var (tag, value, vr) in ((uint, string, DicomVR)[])[(0x00080018, $"{study.Uid}.1.{i}", DicomVR.UI), (0x0020000D, study.Uid, DicomVR.UI), (0x0020000E, $"{study.Uid}.1", DicomVR.UI), (0x00100020, study.PatientId, DicomVR.LO)])
                {
                    dataset.SetText(new DicomTag(tag), value, vr);
                }

                if (i == held)
                {
                    dataset.SetText(new DicomTag(0x00080008), "DERIVED\\SECONDARY\\SCREEN SAVE", DicomVR.CS);
                }
            },
        });
        var receipts = ingest.Push(TestIngest.Origin(number + 1), objects);
        Assert.All(receipts, r => Assert.Equal(DimseStatus.Success, r.Answer.Status));
        var book = new PrearchiveBook(cohort.Test.Admin);
        book.BuildIdle(CancellationToken.None);
        return book.Get(receipts[0].Entry!);
    }
}
