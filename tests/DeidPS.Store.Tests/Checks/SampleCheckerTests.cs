using DeidPS.Deid.Proof;
using DeidPS.Dicom;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Checks;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Checks;

/// <summary>What the check of a sample says of what lies in a store, and records.</summary>
public sealed class SampleCheckerTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_sample_is_spread_and_the_same_each_time(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        for (var study = 1; study <= 5; study++)
        {
            Archive(test, study);
        }

        Archive(test, 6, o => o with { Modality = "MR" });
        var waiting = PilotTests.Push(test, 7, project: "LUNG");
        var labels = new SessionBook(test.Admin).List("LUNG").ToDictionary(s => s.Id, s => s.Session);
        string Chosen(SampleRequest request) => string.Join(' ', new SampleChecker(test.Admin, request, null).Choose().Select(i => labels[i.Id]));
        var request = new SampleRequest { Project = "lung", SampleSize = 2 };
        Assert.Equal("S1_1 S4_1", Chosen(request));
        Assert.Equal("S1_1 S3_1 S6_1", Chosen(request with { PerModality = true }));
        Assert.Equal("S1_1 S2_1 S3_1 S4_1 S5_1 S6_1", Chosen(request with { SampleSize = 100 }));
        Assert.Equal("S2_1", Chosen(request with { Session = "s2_1" }));
        Assert.Equal([new SampleItem(waiting, true)], new SampleChecker(test.Admin, request with { IsPrearchive = true }, null).Choose());
        Assert.Equal([new SampleItem(waiting, true)], new SampleChecker(test.Admin, request with { Entry = waiting }, null).Choose());
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<StoreException>(() => new SampleChecker(test.Admin, request with { Entry = "none" }, null).Choose()).ErrorId);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_the_policies_made_passes_and_the_catalogue_says_so(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        Archive(test, 1);
        var result = Check(test, new SampleRequest { Project = "LUNG", WithPictures = true });
        output.WriteLine(string.Join('\n', result.Sample.Findings));
        Assert.Equal((CheckState.Passed, 2, 1, 1, true), (result.Sample.State, result.Sample.Instances, result.Sample.Series, result.Sample.Shown, result.Sample.IsRecorded));
        Assert.Equal(["ACME"], result.Sample.Manufacturers);
        Assert.NotNull(result.Series[0].Pictures[0].Whole);
        Assert.Equal(4, result.Series[0].Pictures[0].Edges.Count);
        var review = new ReviewBook(test.Admin).List("LUNG").Single();
        Assert.Equal((CheckState.Passed, "admin", 0L), (review.State, review.CheckedBy, review.High));
        Assert.NotNull(review.Checked);
        Assert.Contains(new AuditBook(test.Admin).List(new AuditFilter { Project = "LUNG" }), r => r.Action == "CheckSession");

        // A look that is not recorded leaves it at that; what is added to it is to be checked again.
        new ReviewBook(test.Admin).Set("LUNG", "S1_1", null, CheckState.NeedsCleaning, "test");
        Assert.False(Check(test, new SampleRequest { Project = "LUNG", IsRecorded = false }).Sample.IsRecorded);
        Assert.Equal(CheckState.NeedsCleaning, new ReviewBook(test.Admin).List("LUNG").Single().State);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_identifier_fails_the_session_and_is_shown_to_data_managers_only(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        Archive(test, 1);
        new ProjectBook(test.Admin).SetSiteRole("manager", SiteRole.DataManager, true);
        Plant(test, "LUNG", d => d.SetText(DicomTags.SeriesDescription, "jane.roe@example.org"));
        var request = new SampleRequest { Project = "LUNG", Patterns = ["RJ\\d{6,}"] };
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => Check(test, request with { Patterns = ["("] })).ErrorId);
        var sample = Check(test, request).Sample;
        var finding = sample.Findings[0];
        Assert.Equal((CheckState.Failed, 1, "J***", null), (sample.State, sample.High, finding.Masked, finding.Value));
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => new SessionExporter(test.Admin).Export("LUNG", "S1_1", new ExportRequest { Destination = Path.Combine(test.Beside, "out") }, CancellationToken.None)).ErrorId);

        var shown = request with { WithValues = true, Reason = "which text is it" };
        Assert.Throws<AccessDeniedException>(() => Check(test, shown));
        using var manager = test.As("manager");
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => Check(manager, shown with { Reason = null })).ErrorId);
        Assert.Equal("jane.roe@example.org", Check(manager, shown).Sample.Findings[0].Value);
        Assert.Contains(new AuditBook(test.Admin).List(new AuditFilter { Project = "LUNG" }), r => r.Action == "ShowIdentifiers" && r.Reason == "which text is it");

        // Pictures of archived sessions are for readers, which data managers are not.
        Assert.Throws<AccessDeniedException>(() => Check(manager, request with { WithPictures = true }));
        using var reader = test.As("reader");
        new ProjectBook(test.Admin).Grant("LUNG", "reader", ProjectRole.Collaborator);
        Assert.Throws<AccessDeniedException>(() => Check(reader, request));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_a_person_said_is_not_lifted_by_a_check(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        Archive(test, 1);
        var request = new SampleRequest { Project = "LUNG" };
        var book = new ReviewBook(test.Admin);
        book.Set("LUNG", "S1_1", null, CheckState.Failed, "a name in the picture");
        Assert.Equal(CheckState.Failed, Check(test, request).Sample.State);
        Assert.Equal(("a name in the picture", CheckState.Failed), (book.List("LUNG").Single().Reason, book.List("LUNG").Single().State));
        book.Set("LUNG", "S1_1", null, CheckState.NeedsCleaning, "a face");
        Assert.Equal(CheckState.NeedsCleaning, Check(test, request).Sample.State);

        // Passed stands while no more is found than there was.
        Plant(test, "LUNG", d => d.SetText(DicomTags.BurnedInAnnotation, "YES"));
        Assert.Equal(CheckState.Failed, Check(test, request).Sample.State);
        book.Set("LUNG", "S1_1", null, CheckState.Passed, "looked at every frame");
        Assert.Equal(CheckState.Passed, Check(test, request).Sample.State);
        Plant(test, "LUNG", d => d.SetText(DicomTags.SeriesDescription, "jane.roe@example.org"));
        Assert.Equal(CheckState.Failed, Check(test, request).Sample.State);
        Assert.Null(book.List("LUNG").Single().Reason);
    }

    /// <summary>A check that looks for less finds less; only other files, or a person, make up for what was found.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_a_check_found_is_not_lifted_by_a_weaker_one(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        Archive(test, 1);
        Plant(test, "LUNG", d => d.SetText(DicomTags.SeriesDescription, "RJ1234567"));
        var (strong, weak) = (new SampleRequest { Project = "LUNG", Patterns = ["RJ\\d{6,}"] }, new SampleRequest { Project = "LUNG" });
        Assert.Equal((CheckState.Passed, CheckState.Failed, CheckState.Failed), (Check(test, weak).Sample.State, Check(test, strong).Sample.State, Check(test, weak).Sample.State));
        var book = new ReviewBook(test.Admin);
        book.Set("LUNG", "S1_1", null, CheckState.Passed, "no identifier");
        Assert.Equal(CheckState.Passed, Check(test, weak).Sample.State);
        Assert.Equal(CheckState.Failed, Check(test, strong with { Patterns = ["RJ\\d{6,}", "\\d{7}"] }).Sample.State);
        PilotTests.Archive(test, PilotTests.Push(test, 1, project: "LUNG"), overwrite: true);
        Assert.Equal((CheckState.Failed, null), (book.List("LUNG").Single().State, book.List("LUNG").Single().Checked));
        Assert.Equal((CheckState.Passed, CheckState.Passed), (Check(test, strong).Sample.State, book.List("LUNG").Single().State));
    }

    /// <summary>What has to be cleaned before it is archived has to be afterwards.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pixels_that_have_to_be_cleaned_do_not_leave_because_they_were_archived(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        var book = new ReviewBook(test.Admin);
        var entry = PilotTests.Push(test, 1, project: "LUNG");
        book.Set("LUNG", null, entry, CheckState.NeedsCleaning, "a face");
        PilotTests.Archive(test, entry);
        Assert.Equal((CheckState.NeedsCleaning, "a face"), (book.List("LUNG").Single().State, book.List("LUNG").Single().Reason));
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => new SessionExporter(test.Admin).Export("LUNG", "S1_1", new ExportRequest { Destination = Path.Combine(test.Beside, "out") }, CancellationToken.None)).ErrorId);
        Assert.Equal(CheckState.NeedsCleaning, Check(test, new SampleRequest { Project = "LUNG" }).Sample.State);

        // What a check said of an entry, the check of its session may correct: the project's policy came between.
        var other = PilotTests.Push(test, 2, project: "LUNG");
        test.Admin.Catalog.Write(tx => tx.Execute("update entry set checkstate = 'NeedsCleaning', checked = 1, checkedby = 'admin', checkmedium = 1"));
        PilotTests.Archive(test, other);
        var carried = book.List("LUNG").Single(r => r.Session == "S2_1");
        Assert.Equal((CheckState.NeedsCleaning, null, 1L), (carried.State, carried.Checked, carried.Medium));
        Assert.Equal(CheckState.Passed, new SampleChecker(test.Admin, new SampleRequest { Project = "LUNG", Session = "S2_1" }, null) is var checker ? checker.Check(checker.Choose()[0], CancellationToken.None).Sample.State : default);
    }

    /// <summary>What changed while it was looked at was not looked at.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_check_of_what_was_changed_meanwhile_is_not_recorded(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        Archive(test, 1);
        var replacement = PilotTests.Push(test, 1, project: "LUNG");
        var checker = new SampleChecker(test.Admin, new SampleRequest { Project = "LUNG" }, null) { OnProgress = (done, _) => { if (done == 1) { PilotTests.Archive(test, replacement, overwrite: true); } } };
        Assert.Equal(StoreException.StoreBusy, Assert.Throws<StoreException>(() => checker.Check(checker.Choose()[0], CancellationToken.None)).ErrorId);
        Assert.Equal(CheckState.Unchecked, new ReviewBook(test.Admin).List("LUNG").Single().State);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Known_values_of_the_source_are_looked_for_in_what_is_there(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        Archive(test, 1);
        new ProjectBook(test.Admin).SetSiteRole("manager", SiteRole.DataManager, true);
        Plant(test, "LUNG", d => d.SetText(DicomTags.SeriesDescription, "AX zzacc-11 THIN"));
        using var manager = test.As("manager");
        var request = new SampleRequest { Project = "LUNG", Reason = "test" };
        Assert.DoesNotContain(Check(manager, request).Sample.Findings, f => f.Rule == FindingRule.OrderNumber);
        var known = Check(manager, request with { WithKnownValues = true }, TestIngest.Key).Sample;
        Assert.Contains(known.Findings, f => f is { Rule: FindingRule.OrderNumber, Path: "(0008,103E)" });
        Assert.Contains(new AuditBook(test.Admin).List(new AuditFilter()), r => r.Action == "ReadOriginals");
        Assert.Throws<AccessDeniedException>(() => Check(test.Admin, request with { WithKnownValues = true }, TestIngest.Key));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pixels_that_nobody_saw_do_not_pass(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        Archive(test, 1);
        Plant(test, "LUNG", d => d.SetText(new DicomTag(0x00280010), "60000"));
        var sample = Check(test, new SampleRequest { Project = "LUNG" }).Sample;
        Assert.Equal((CheckState.Unchecked, 0), (sample.State, sample.Shown));
        Assert.Equal([FindingRule.PixelsDamaged], sample.Findings.Select(f => f.Rule));
        Plant(test, "LUNG", d => d.SetText(new DicomTag(0x00280004), "HSV"));
        Assert.Equal([FindingRule.NotDecoded], Check(test, new SampleRequest { Project = "LUNG" }).Sample.Findings.Select(f => f.Rule));
        Plant(test, "LUNG", d => d.SetText(DicomTags.Modality, "US"));
        Assert.Equal(CheckState.NeedsCleaning, Check(test, new SampleRequest { Project = "LUNG" }).Sample.State);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Open_flags_count_and_what_is_in_use_is_left_alone(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        var entry = PilotTests.Push(test, 1, project: "LUNG");
        var request = new SampleRequest { Project = "LUNG", IsPrearchive = true };
        Assert.Equal(CheckState.Passed, Check(test, request).Sample.State);
        test.Admin.Catalog.Write(tx => tx.Execute("update entry set flags = @Flags", new { Flags = (long)(EntryFlags.ResidualIdentifier | EntryFlags.PixelReview | EntryFlags.DefaultLabel) }));
        var sample = Check(test, request).Sample;
        Assert.Equal((CheckState.Failed, entry), (sample.State, sample.Entry));
        Assert.Equal(["flags: ResidualIdentifier", "flags: PixelReview"], sample.Findings.Select(f => f.Path));
        new PrearchiveBook(test.Admin).Accept(entry, EntryFlags.ResidualIdentifier | EntryFlags.PixelReview, "looked at");
        new ReviewBook(test.Admin).Set("LUNG", null, entry, CheckState.Passed, "looked at");
        Assert.Equal(CheckState.Passed, Check(test, request).Sample.State);

        // Everything of it was held back.
        using (var ingest = new TestIngest(test.Admin))
        {
            ingest.Push(TestIngest.Origin(2), TestObject.Study1(1, "2", 2, "Project:LUNG Subject:S2 Session:S2_1").Select(o => o with { Change = d => d.SetText(DicomTags.BurnedInAnnotation, "YES") }));
        }

        new PrearchiveBook(test.Admin).BuildIdle(CancellationToken.None);
        var empty = new SampleChecker(test.Admin, request with { SampleSize = 9, PerModality = true }, null);
        Assert.Equal(["flags: PixelReview", "file"], empty.Check(empty.Choose()[1], CancellationToken.None).Sample.Findings.OrderByDescending(f => f.Path).Select(f => f.Path));
        Assert.Equal(CheckState.Unchecked, new ReviewBook(test.Admin).List("LUNG").Single(r => r.Session == "S2_1").State);
        test.Admin.Catalog.Write(tx => tx.Execute("update entry set operation = 'somebody'"));
        Assert.Equal(StoreException.StoreBusy, Assert.Throws<StoreException>(() => Check(test, request)).ErrorId);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_is_recorded_of_what_went_or_was_stopped_meanwhile(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        Archive(test, 1);
        var request = new SampleRequest { Project = "LUNG" };
        using var stop = new CancellationTokenSource();
        var stopped = new SampleChecker(test.Admin, request, null) { OnProgress = (_, _) => stop.Cancel() };
        Assert.ThrowsAny<OperationCanceledException>(() => stopped.Check(stopped.Choose()[0], stop.Token));
        var moved = new SampleChecker(test.Admin, request, null) { OnProgress = (_, _) => test.Admin.Catalog.Write(tx => tx.Execute("update session set operation = 'somebody'")) };
        Assert.Equal(StoreException.StoreBusy, Assert.Throws<StoreException>(() => moved.Check(moved.Choose()[0], CancellationToken.None)).ErrorId);
        Assert.Equal(CheckState.Unchecked, new ReviewBook(test.Admin).List("LUNG").Single().State);
    }

    private static void Archive(TestStore test, int study, Func<TestObject, TestObject>? change = null) => PilotTests.Archive(test, PilotTests.Push(test, study, change));

    private static SampleResult Check(TestStore test, SampleRequest request) => Check(test.Admin, request);

    private static SampleResult Check(DeidStore store, SampleRequest request, Deid.Pseudonyms.DeidKey? key = null)
    {
        var checker = new SampleChecker(store, request, key);
        return checker.Check(checker.Choose()[0], CancellationToken.None);
    }

    /// <summary>Changes what lies in the archive, as no policy would.</summary>
    private static void Plant(TestStore test, string project, Action<DicomDataset> change)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(test.Admin.Layout.Archive, project), "*.dcm", SearchOption.AllDirectories))
        {
            using var copy = new MemoryStream();
            using (var file = DicomFile.Open(path))
            {
                change(file.Dataset);
                file.WriteTo(copy);
            }

            File.WriteAllBytes(path, copy.ToArray());
        }
    }

    private TestStore? Store(CatalogKind kind)
    {
        var test = TestStore.Create(kind, output);
        test?.Project("LUNG");
        return test;
    }
}
