using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Ingest;

/// <summary>Import of files and retrievals in the name of a person.</summary>
public sealed class StoreImportTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_given_beats_the_tags_and_the_entry_is_ready_at_the_end(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG", settings: p => p with { Aliases = ["LUNGS"] });
        test.Project("HEART");
        using var import = New(test.Admin);
        var origin = Origin(new RoutingPlan("lungs", "S1", "S1_1"));
        import.Check(origin.Plan!);
        var receipts = TestObject.Study1(3, comments: "Project:HEART Subject:S9 Session:S9_1").Select(o => Take(import, origin, o)).ToList();
        Assert.All(receipts, r => Assert.Equal((AnonymiseStatus.Written, "LUNG", "S1", "S1_1"), (r.Result.Status, r.Project, r.Subject, r.Session)));
        Assert.Equal(EntryState.Receiving, Assert.Single(new PrearchiveBook(test.Admin).List()).State);
        import.End([origin.Id], CancellationToken.None);
        var entry = Assert.Single(new PrearchiveBook(test.Admin).List());
        Assert.Equal((EntryState.Ready, "LUNG", 3L, null, "admin"), (entry.State, entry.Project, entry.Instances, entry.CallingAE, entry.CreatedBy));
        Assert.Equal(("Files", 3L), test.Admin.Catalog.Read(tx => (tx.Find<string>("select source from arrival"), tx.Number("select instances from arrival"))));
        StoreFiles.HasNoIdentifier(test.Root);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Who_may_import_is_asked_for_the_project_and_for_none(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        new ProjectBook(test.Admin).SetSiteRole("owner", SiteRole.DqrUser, true);
        using var store = test.As("owner");
        using var import = New(store);
        import.Check(new RoutingPlan("LUNG", null, null));
        Assert.Equal("LUNG", Take(import, Origin(new RoutingPlan("LUNG", "S1", "S1_1")), new TestObject()).Project);
        Assert.Equal("LUNG", Take(import, Origin(), new TestObject { Study = 2, Comments = "Project:LUNG" }).Project);
        var nobodys = Take(import, Origin(), new TestObject { Study = 3 });
        Assert.Equal((AnonymiseStatus.Failed, StoreException.AccessDenied, null), (nobodys.Result.Status, nobodys.Result.ErrorId, nobodys.Entry));

        new ProjectBook(test.Admin).SetSiteRole("owner", SiteRole.DqrUser, false);
        Assert.Throws<AccessDeniedException>(() => import.Check(new RoutingPlan("LUNG", null, null)));
        Assert.Equal(StoreException.AccessDenied, Take(import, Origin(new RoutingPlan("LUNG", null, null)), new TestObject { Study = 4 }).Result.ErrorId);
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<StoreException>(() => import.Check(new RoutingPlan("NONE", null, null))).ErrorId);
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => import.Check(new RoutingPlan(null, "two words", null))).ErrorId);
        Assert.Equal(2, new PrearchiveBook(test.Admin).List().Count());
        Assert.Equal(3, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit where record like '%\"Denied\"%' and actor = 'owner'")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_study_that_just_came_for_another_project_is_not_joined(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using (var ingest = new TestIngest(test.Admin))
        {
            ingest.Push(TestIngest.Origin(), TestObject.Study1(2));
        }

        using var import = New(test.Admin);
        var first = Take(import, Origin(new RoutingPlan("LUNG", "S1", "S1_1")), new TestObject { Instance = 3 });
        var second = Take(import, Origin(new RoutingPlan("LUNG", "S1", "S1_1")), new TestObject { Instance = 4 });
        Assert.Equal(first.Entry, second.Entry);
        import.End([], CancellationToken.None);
        Assert.Equal([(null, null), ("LUNG", null)], new PrearchiveBook(test.Admin).List().Select(e => (e.Project, e.LateFor)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_retrieval_that_is_incomplete_makes_an_entry_that_waits_for_the_rest(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using var import = New(test.Admin);
        var book = new PrearchiveBook(test.Admin);
        var plan = new RoutingPlan("LUNG", "S1", "S1_1");
        var part = Origin(plan) with { Source = IngestSource.Retrieval, Missing = 1, Peer = "SECTRA@pacs:104" };
        var objects = TestObject.Study1(3).ToList();
        objects[..2].ForEach(o => Take(import, part, o));
        import.End([part.Id], CancellationToken.None);
        var entry = Assert.Single(book.List());
        Assert.Equal((EntryState.Incomplete, 1L, ArrivalEvidence.IdleOnly), (entry.State, entry.Missing, entry.Evidence));
        var policies = new TestIngest(test.Admin).Policies;
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => new Archiver(test.Admin, policies).Archive(entry.Id, new ArchiveRequest(), CancellationToken.None)).ErrorId);

        var rest = Origin(plan) with { Source = IngestSource.Retrieval, Evidence = ArrivalEvidence.UidVerified };
        Take(import, rest, objects[2]);
        import.End([rest.Id], CancellationToken.None);
        entry = Assert.Single(book.List());
        Assert.Equal((EntryState.Ready, 0L, 3L, ArrivalEvidence.UidVerified), (entry.State, entry.Missing, entry.Instances, entry.Evidence));
        Assert.Equal(ArchiveStatus.Archived, new Archiver(test.Admin, policies).Archive(entry.Id, new ArchiveRequest(), CancellationToken.None).Status);
    }

    [Fact]
    public void Each_file_gets_one_result_and_a_trial_takes_nothing()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        test.Project("LUNG");
        using var import = New(test.Admin);
        var origin = Origin();
        var whole = new TestObject { Comments = "Project:LUNG Subject:S1 Session:S1_1" }.Bytes();
        AnonymiseResult Result(byte[] bytes, bool isTrial = false) => import.Take(origin, "file", () => DicomFile.Open(bytes, DicomReadOptions.Inspect), isTrial, CancellationToken.None).Result;
        var trial = import.Take(origin, "file", () => DicomFile.Open(whole), true, CancellationToken.None);
        Assert.Equal((AnonymiseReason.WhatIf, "LUNG", "S1", "S1_1"), (trial.Result.Reason, trial.Project, trial.Subject, trial.Session));
        Assert.Empty(new PrearchiveBook(test.Admin).List());
        Assert.Equal((AnonymiseStatus.Written, AnonymiseReason.None), (Result(whole).Status, AnonymiseReason.None));
        Assert.Equal((AnonymiseStatus.Skipped, AnonymiseReason.AlreadyExists), Of(Result(whole)));
        Assert.Equal((AnonymiseStatus.Skipped, AnonymiseReason.NotDicom), Of(Result("no object at all, only some text in a file that somebody left there"u8.ToArray())));
        Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.Damaged), Of(Result(whole[..^10])));
        Assert.Equal((AnonymiseStatus.Failed, AnonymiseReason.Unreadable), Of(import.Take(origin, "file", () => DicomFile.Open(Path.Combine(test.Beside, "none.dcm")), false, CancellationToken.None).Result));
        import.End([origin.Id], CancellationToken.None);
        var entry = Assert.Single(new PrearchiveBook(test.Admin).List());
        Assert.Equal((EntryState.Review, 1L, 1L, 1L), (entry.State, entry.Instances, entry.Held, entry.Duplicates));
        StoreFiles.HasNoIdentifier(test.Root);
    }

    private static (AnonymiseStatus Status, AnonymiseReason Reason) Of(AnonymiseResult result) => (result.Status, result.Reason);

    private static StoreImport New(DeidStore store) => new(store, new StorePolicies(TestIngest.Library, TestIngest.Key), new IngestOptions());

    private static IngestOrigin Origin(RoutingPlan? plan = null) => new() { Id = Guid.NewGuid().ToString("N"), Source = IngestSource.Files, Plan = plan };

    private static IngestReceipt Take(StoreImport import, IngestOrigin origin, TestObject o) => import.Take(origin, "object", () => DicomFile.Open(o.Bytes()), isTrial: false, CancellationToken.None);
}
