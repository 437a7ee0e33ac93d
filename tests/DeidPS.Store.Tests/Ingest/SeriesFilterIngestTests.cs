using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Requests;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Ingest;

/// <summary>Filters of a request, a project and the site at arrival: by what the object said, counted, and nothing kept.</summary>
public sealed class SeriesFilterIngestTests(ITestOutputHelper output)
{
    private const string Comments = "Project:LUNG Subject:S1 Session:S1_1";

    private static readonly SeriesFilter s_noDose = new("no-dose", [new SeriesRule { Name = "dose", Kind = SeriesRuleKind.Description, Value = "dose" }], []);

    public static TheoryData<CatalogKind> Kinds => [CatalogKind.Sqlite, CatalogKind.PostgreSql];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_the_project_leaves_out_is_answered_with_success_counted_and_not_kept(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG", settings: p => p with { SeriesFilter = s_noDose });
        test.Project("HEART");
        var receipts = Push(test, TestIngest.Origin(), Objects(Comments));
        Assert.All(receipts, r => Assert.Equal(DimseStatus.Success, r.Answer.Status));
        Assert.Equal([AnonymiseStatus.Written, AnonymiseStatus.Skipped, AnonymiseStatus.Written], receipts.Select(r => r.Result.Status));
        Assert.Equal(AnonymiseReason.SeriesFilter, receipts[1].Result.Reason);
        Assert.Contains("'no-dose' leaves it out: dose", receipts[1].Result.Message, StringComparison.Ordinal);
        var entry = Entry(test);
        Assert.Equal(("LUNG", 2L, 1L, 0L, EntryFlags.None), (entry.Project, entry.Instances, entry.Filtered, entry.Held, entry.Flags));
        Assert.Equal(2, StoreFiles.Objects(test.Admin.Layout.Prearchive).Count);
        Assert.Empty(Directory.EnumerateFiles(test.Admin.Layout.Hold));
        Assert.Equal("Filtered SeriesFilter 1.2.840.10008.5.1.4.1.1.2", test.Admin.Catalog.Read(tx => tx.Find<string>("select kind || ' ' || reason || ' ' || sopclass from discard")));
        StoreFiles.HasNoIdentifier(test.Root);

        // Sent again it is not counted again; the other project wants it.
        Push(test, TestIngest.Origin(2), Objects(Comments));
        Assert.Equal(1L, Entry(test).Filtered);
        Assert.All(Push(test, TestIngest.Origin(3), Objects("Project:HEART", study: 2)), r => Assert.Equal(AnonymiseStatus.Written, r.Result.Status));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_setting_of_the_site_holds_for_everything_and_is_kept_in_the_catalogue(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        Assert.Equal(s_noDose, test.Admin.Configure(s => s with { SeriesFilter = s_noDose }).SeriesFilter);
        Assert.Equal(s_noDose, test.Admin.Settings().SeriesFilter);
        Assert.Equal(AnonymiseReason.SeriesFilter, Push(test, TestIngest.Origin(), Objects("Project:Unassigned"))[1].Result.Reason);
        Assert.Contains("no-dose (1 rules, SHA-256 ", test.Admin.Catalog.Read(tx => tx.Find<string>("select record from audit where record like '%ConfigureSite%'")), StringComparison.Ordinal);
        Assert.Null(test.Admin.Configure(s => s with { SeriesFilter = null }).SeriesFilter);
        Assert.Equal(AnonymiseStatus.Written, Push(test, TestIngest.Origin(2), Objects("Project:Unassigned"))[1].Result.Status);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_project_keeps_its_filter_until_it_is_taken_away(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        var book = new ProjectBook(test.Admin);
        var project = test.Project("LUNG", settings: p => p with { SeriesFilter = SeriesFilter.BurntIn });
        Assert.Equal(SeriesFilter.BurntIn, project.SeriesFilter);
        Assert.Equal(SeriesFilter.BurntIn, book.Configure(project with { Description = "other" }).SeriesFilter);
        Assert.Equal(SeriesFilter.BurntIn, Assert.Single(book.List()).SeriesFilter);
        Assert.Null(book.Configure(book.Get("LUNG") with { SeriesFilter = null }).SeriesFilter);
        Assert.Null(book.Get("LUNG").SeriesFilter);
    }

    [Fact]
    public void A_request_has_a_filter_of_its_own()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        test.Project("LUNG");
        var origin = TestIngest.Origin() with { Filter = new SeriesFilter("first-only", [], [new SeriesRule { Kind = SeriesRuleKind.Description, Value = "^AXIAL$" }]) };
        var receipts = Push(test, origin, Objects(Comments));
        Assert.Equal([AnonymiseReason.None, AnonymiseReason.SeriesFilter, AnonymiseReason.None], receipts.Select(r => r.Result.Reason));
        Assert.Contains(SeriesFilter.NotIncluded, receipts[1].Result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sender_can_be_refused_instead()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        test.Project("LUNG", settings: p => p with { SeriesFilter = s_noDose });
        var receipts = Push(test, TestIngest.Origin(), Objects(Comments), new IngestOptions { RefuseFiltered = true });
        Assert.Equal([DimseStatus.Success, DimseStatus.CannotUnderstand, DimseStatus.Success], receipts.Select(r => r.Answer.Status));
        Assert.Equal(0L, Entry(test).Filtered);
        Assert.Equal("Refused SeriesFilter", test.Admin.Catalog.Read(tx => tx.Find<string>("select kind || ' ' || reason from discard")));
    }

    [Fact]
    public void What_cannot_be_read_to_its_end_is_held_unless_what_is_there_leaves_it_out()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;

        // (0018,0015) is behind where the reading ends: that it is not there says nothing.
        var filter = new SeriesFilter("mine", [.. s_noDose.Exclude], [new SeriesRule { Kind = SeriesRuleKind.Tag, Value = "(0018,0015)" }]);
        test.Admin.Configure(s => s with { SeriesFilter = filter });
        using var ingest = new TestIngest(test.Admin);
        var taken = Objects("Project:Unassigned").Select((o, i) => ingest.Ingest.Take(TestIngest.Origin(), $"object {i + 1}", () => DicomFile.Open(Damaged(o.Bytes()), DicomReadOptions.Inspect), null, CancellationToken.None)).ToList();
        Assert.Equal([AnonymiseStatus.Quarantined, AnonymiseStatus.Skipped, AnonymiseStatus.Quarantined], taken.Select(r => r.Result.Status));
        Assert.Equal(AnonymiseReason.SeriesFilter, taken[1].Result.Reason);
    }

    /// <summary>Three slices, of which the second is called a dose report.</summary>
    private static IEnumerable<TestObject> Objects(string comments, int study = 1) =>
        TestObject.Study1(3, study: study, comments: comments).Select(o => o.Instance == 2 ? o with { Change = d => d.SetText(DicomTags.SeriesDescription, "Dose Report") } : o);

    private static IReadOnlyList<IngestReceipt> Push(TestStore test, IngestOrigin origin, IEnumerable<TestObject> objects, IngestOptions? options = null)
    {
        using var ingest = new TestIngest(test.Admin, options);
        return ingest.Push(origin, objects);
    }

    private static PrearchiveEntry Entry(TestStore test)
    {
        var book = new PrearchiveBook(test.Admin);
        book.BuildIdle(CancellationToken.None);
        return Assert.Single(book.List());
    }

    /// <summary>Cut within the value of (0028,0004).</summary>
    private static byte[] Damaged(byte[] bytes) => bytes[..(bytes.AsSpan().IndexOf("MONOCHROME2"u8) + 4)];
}
