using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Projects;

/// <summary>Acceptance scenarios 8, 15, 17 and 18 of workflow section 21, through the store's own methods.</summary>
public sealed class ArrivalScenarioTests(ITestOutputHelper output)
{
    private const uint StudyDate = 0x00080020;
    private const uint AcquisitionDateTime = 0x0008002A;
    private const uint ReferencedSeries = 0x00081115;
    private const uint ReferencedInstance = 0x00081155;

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_image_that_comes_while_its_study_is_archived_becomes_an_entry_of_its_own(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        var book = new PrearchiveBook(test.Admin);
        var objects = TestObject.Study1(5, comments: "Project:LUNG Subject:S1 Session:S1_1").ToList();
        ingest.Push(TestIngest.Origin(1), objects[..3]);
        book.BuildIdle(CancellationToken.None);
        var first = Assert.Single(book.List());
        test.Admin.OnStep = step =>
        {
            if (step == "archive.staged")
            {
                ingest.Push(TestIngest.Origin(2), objects[3..]);
            }
        };
        var result = new Archiver(test.Admin, ingest.Policies).Archive(first.Id, new ArchiveRequest(), CancellationToken.None);
        test.Admin.OnStep = null;
        Assert.Equal((ArchiveStatus.Archived, 3), (result.Status, result.Archived));
        book.BuildIdle(CancellationToken.None);
        var late = Assert.Single(book.List());
        Assert.Equal((2L, first.Id, true), (late.Instances, late.LateFor, late.Flags.HasFlag(EntryFlags.Late)));
        Assert.Equal(["C02"], late.Conflicts);
        Assert.Equal(3L, new SessionBook(test.Admin).Get("LUNG", "S1_1").Instances);
        Assert.Equal(5, new Archiver(test.Admin, ingest.Policies).Archive(late.Id, new ArchiveRequest { Append = true }, CancellationToken.None) is { Archived: 2 } ? StoreFiles.Objects(new SessionBook(test.Admin).Get("LUNG", "S1_1").Folder).Count : 0);
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Dates_move_together_and_references_resolve_after_both_levels(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        ingest.Push(TestIngest.Origin(), TestObject.Study1(2, comments: "Project:LUNG Subject:S1 Session:S1_1").Select(o => o with { Change = d => Plant(d, 3 - o.Instance) }));
        var book = new PrearchiveBook(test.Admin);
        book.BuildIdle(CancellationToken.None);
        new Archiver(test.Admin, ingest.Policies).Archive(Assert.Single(book.List()).Id, new ArchiveRequest(), CancellationToken.None);
        var folder = new SessionBook(test.Admin).Get("LUNG", "S1_1").Folder;
        var uids = new HashSet<string>(StringComparer.Ordinal);
        var references = new HashSet<string>(StringComparer.Ordinal);
        var days = new HashSet<int>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.dcm", SearchOption.AllDirectories))
        {
            using var file = DicomFile.Open(path);
            var dataset = file.Dataset;
            uids.Add(dataset.GetText(DicomTags.SOPInstanceUID)!);
            var item = Assert.Single(dataset.Find(new DicomTag(ReferencedSeries))!.Items);
            references.Add(item.GetText(new DicomTag(ReferencedInstance))!);
            days.Add(DaysFrom(dataset.GetText(new DicomTag(StudyDate))!, "20240115"));
            days.Add(DaysFrom(dataset.GetText(new DicomTag(AcquisitionDateTime))![..8], "20240115"));
            days.Add(DaysFrom(item.GetText(new DicomTag(StudyDate))!, "20231231"));
            Assert.Equal(("F", "054Y", "1.7", "63.5"), (dataset.GetText(new DicomTag(0x00100040)), dataset.GetText(new DicomTag(0x00101010)), dataset.GetText(new DicomTag(0x00101020)), dataset.GetText(new DicomTag(0x00101030))));
        }

        Assert.NotEqual(0, Assert.Single(days));
        Assert.Equal(2, uids.Count);
        Assert.True(uids.SetEquals(references));
        StoreFiles.HasNoIdentifier(test.Root);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_a_policy_filters_is_answered_with_success_counted_and_not_kept(CatalogKind kind)
    {
        using var folder = new Dicom.Tests.Interop.TemporaryFolder();
        var script = folder.File("site.das");
        File.WriteAllText(script, "version \"6.7\"\n(0008,0060) = \"SR\" ? reject[]\n(0010,0010) := \"anonymous\"\n(0010,0020) := \"anonymous\"\n-(0008,0050)\n-(0010,0030)\n");
        using var test = TestStore.Create(kind, output, new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 0, Policy = script });
        if (test is null)
        {
            return;
        }

        using var ingest = new TestIngest(test.Admin);
        var receipts = ingest.Push(TestIngest.Origin(), TestObject.Study1(3).Select(o => o.Instance == 2 ? o with { Modality = "SR" } : o));
        Assert.All(receipts, r => Assert.Equal(DimseStatus.Success, r.Answer.Status));
        Assert.Equal([AnonymiseStatus.Written, AnonymiseStatus.Skipped, AnonymiseStatus.Written], receipts.Select(r => r.Result.Status));
        var book = new PrearchiveBook(test.Admin);
        book.BuildIdle(CancellationToken.None);
        var entry = Assert.Single(book.List());
        Assert.Equal((2L, 1L, 0L), (entry.Instances, entry.Filtered, entry.Held));
        Assert.Equal(2, StoreFiles.Objects(test.Admin.Layout.Prearchive).Count);
        Assert.Empty(Directory.EnumerateFiles(test.Admin.Layout.Hold));
        Assert.Equal("Filtered Rejected", test.Admin.Catalog.Read(tx => tx.Find<string>("select kind || ' ' || reason from discard")));
    }

    [Fact]
    public void Nothing_is_archived_of_an_entry_without_instances()
    {
        using var folder = new Dicom.Tests.Interop.TemporaryFolder();
        var script = folder.File("site.das");
        File.WriteAllText(script, "version \"6.7\"\n(0008,0060) = \"SR\" ? reject[]\n(0010,0010) := \"anonymous\"\n");
        using var test = TestStore.Create(CatalogKind.Sqlite, output, new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 0, Policy = script })!;
        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        ingest.Push(TestIngest.Origin(), TestObject.Study1(1, comments: "Project:Unassigned Subject:S1 Session:S1_1").Select(o => o with { Modality = "SR" }));
        var book = new PrearchiveBook(test.Admin);
        book.BuildIdle(CancellationToken.None);
        var entry = Assert.Single(book.List());
        Assert.Equal((EntryState.Review, 0L, 1L), (entry.State, entry.Instances, entry.Filtered));
        Assert.Equal("LUNG", book.Assign(entry.Id, "LUNG").Project);
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => new Archiver(test.Admin, ingest.Policies).Archive(entry.Id, new ArchiveRequest(), CancellationToken.None)).ErrorId);
        Assert.Empty(new SessionBook(test.Admin).List("LUNG"));
        book.Remove(entry.Id, "empty");
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    private static void Plant(DicomDataset dataset, int other)
    {
        dataset.SetText(new DicomTag(AcquisitionDateTime), "20240115101500", DicomVR.DT);
        dataset.SetText(new DicomTag(0x00101010), "054Y", DicomVR.AS);
        dataset.SetText(new DicomTag(0x00101020), "1.7", DicomVR.DS);
        dataset.SetText(new DicomTag(0x00101030), "63.5", DicomVR.DS);
        var item = new DicomDataset();
        item.SetText(new DicomTag(StudyDate), "20231231", DicomVR.DA);
        item.SetText(new DicomTag(0x00081150), "1.2.840.10008.5.1.4.1.1.2", DicomVR.UI);
        item.SetText(new DicomTag(ReferencedInstance), $"1.2.826.0.1.3680043.9.1.1.1.{other}", DicomVR.UI);
        dataset.Set(DicomElement.CreateSequence(new DicomTag(ReferencedSeries), item));
    }

    private static int DaysFrom(string date, string original)
    {
        static DateOnly Parse(string text) => DateOnly.ParseExact(text, "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        return Parse(date).DayNumber - Parse(original).DayNumber;
    }
}
