using System.IO.Compression;
using System.Security.Cryptography;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Projects;

/// <summary>What leaves the store is what was archived, whole, and on record.</summary>
public sealed class SessionExporterTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Folder_and_zip_hold_every_instance_byte_for_byte(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        var session = Fill(test, series: 2);
        var exporter = new SessionExporter(test.Admin);
        var folder = exporter.Export("lung", "s1_1", To(test), CancellationToken.None);
        Assert.Equal((ExportStatus.Exported, 4), (folder.Status, folder.Instances));
        Assert.Equal(Path.Combine(test.Beside, "out", "LUNG", "S1", "S1_1"), folder.Destination);
        foreach (var line in File.ReadAllLines(Path.Combine(folder.Destination, "checksums.sha256")))
        {
            var path = line[66..];
            Assert.Equal(line[..64], Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder.Destination, path)))));
            Assert.Equal(File.ReadAllBytes(Path.Combine(session.Folder, path)), File.ReadAllBytes(Path.Combine(folder.Destination, path)));
        }

        var zip = exporter.Export("LUNG", "S1_1", To(test) with { IsZip = true }, CancellationToken.None);
        ZipFile.ExtractToDirectory(zip.Destination, Path.Combine(test.Beside, "unzipped"));
        Assert.Equal(StoreFiles.Objects(folder.Destination), StoreFiles.Objects(Path.Combine(test.Beside, "unzipped")));
        Assert.Equal(File.ReadAllText(Path.Combine(folder.Destination, "manifest.json")), File.ReadAllText(Path.Combine(test.Beside, "unzipped", "manifest.json")));
        Assert.DoesNotContain("\"key\"", File.ReadAllText(Path.Combine(folder.Destination, "manifest.json")), StringComparison.Ordinal);

        // The same again is the same, and costs nothing.
        Assert.Equal(ExportStatus.AlreadyThere, exporter.Export("LUNG", "S1_1", To(test), CancellationToken.None).Status);
        var before = File.ReadAllBytes(zip.Destination);
        Assert.Equal(ExportStatus.Exported, exporter.Export("LUNG", "S1_1", To(test, "other") with { IsZip = true }, CancellationToken.None).Status);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(test.Beside, "other", "LUNG_S1_S1_1.zip")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Some_series_can_be_chosen(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        Fill(test, series: 2);
        var asked = new List<(string, string?)>();
        var result = new SessionExporter(test.Admin).Export("LUNG", "S1_1", To(test) with { Series = (m, d) => { asked.Add((m, d)); return asked.Count == 1; } }, CancellationToken.None);
        Assert.Equal((ExportStatus.Exported, 2), (result.Status, result.Instances));
        Assert.Equal(2, asked.Count);
        Assert.Contains("\"allSeries\": false", File.ReadAllText(Path.Combine(result.Destination, "manifest.json")), StringComparison.Ordinal);
        Assert.Equal(ExportStatus.NothingSelected, new SessionExporter(test.Admin).Export("LUNG", "S1_1", To(test, "none") with { Series = (_, _) => false }, CancellationToken.None).Status);
        Assert.False(Directory.Exists(Path.Combine(test.Beside, "none")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_damaged_file_leaves_no_export_under_its_name(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        var session = Fill(test);
        var file = Directory.GetFiles(session.Folder, "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        foreach (var isZip in (bool[])[false, true])
        {
            var error = Assert.Throws<StoreException>(() => new SessionExporter(test.Admin).Export("LUNG", "S1_1", To(test) with { IsZip = isZip }, CancellationToken.None));
            Assert.Equal(StoreException.StoreUnusable, error.ErrorId);
            Assert.Contains("scans/001/DICOM/000002.dcm", error.Message, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(Path.Combine(test.Beside, "out", "LUNG", "S1", "S1_1")));
        Assert.False(File.Exists(Path.Combine(test.Beside, "out", "LUNG_S1_S1_1.zip")));

        // With the file mended, the same command ends the work; what was copied is kept.
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Equal(ExportStatus.Exported, new SessionExporter(test.Admin).Export("LUNG", "S1_1", To(test), CancellationToken.None).Status);
        Assert.Empty(Directory.GetDirectories(Path.Combine(test.Beside, "out"), ".deidps*"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Who_loses_the_role_meanwhile_gets_nothing(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        Fill(test);
        new ProjectBook(test.Admin).Grant("LUNG", "reader", ProjectRole.Collaborator);
        using var reader = test.As("reader");
        var exporter = new SessionExporter(reader) { OnProgress = (done, _) => { if (done == 1) { new ProjectBook(test.Admin).Revoke("LUNG", "reader"); } } };
        Assert.Throws<AccessDeniedException>(() => exporter.Export("LUNG", "S1_1", To(test), CancellationToken.None));
        Assert.False(Directory.Exists(Path.Combine(test.Beside, "out", "LUNG", "S1", "S1_1")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_share_that_ends_meanwhile_gives_nothing(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        Fill(test);
        test.Project("HEART");
        new ShareBook(test.Admin).Share("LUNG", "S1_1", "HEART");
        new ProjectBook(test.Admin).Grant("HEART", "reader", ProjectRole.Collaborator);
        using var reader = test.As("reader");
        Assert.Equal(ExportStatus.Exported, new SessionExporter(reader).Export("HEART", "S1_1", To(test, "before"), CancellationToken.None).Status);
        var exporter = new SessionExporter(reader) { OnProgress = (done, _) => { if (done == 1) { new ShareBook(test.Admin).Unshare("LUNG", "S1_1", "HEART"); } } };
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<StoreException>(() => exporter.Export("HEART", "S1_1", To(test), CancellationToken.None)).ErrorId);
        Assert.False(Directory.Exists(Path.Combine(test.Beside, "out", "HEART", "S1", "S1_1")));
    }

    [Fact]
    public void A_replacement_that_was_interrupted_is_gone_on_with()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        var session = Fill(test);
        var exporter = new SessionExporter(test.Admin);
        var exported = exporter.Export("LUNG", "S1_1", To(test), CancellationToken.None).Destination;

        // As after a kill between the two renames, and then a second replacement.
        Directory.Move(exported, Path.Combine(test.Beside, "out", $".deidps-export-{session.Id}-old"));
        Assert.Equal(ExportStatus.Exported, exporter.Export("LUNG", "S1_1", To(test), CancellationToken.None).Status);
        Directory.CreateDirectory(Path.Combine(test.Beside, "out", $".deidps-export-{session.Id}-old"));
        File.AppendAllText(Path.Combine(exported, "manifest.json"), " ");
        Assert.Equal(ExportStatus.Exported, exporter.Export("LUNG", "S1_1", To(test) with { Force = true }, CancellationToken.None).Status);
        Assert.Empty(Directory.GetDirectories(Path.Combine(test.Beside, "out"), ".deidps*"));
    }

    private static ExportRequest To(TestStore test, string folder = "out") => new() { Destination = Path.Combine(test.Beside, folder) };

    private static DeidSession Fill(TestStore test, int series = 1)
    {
        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        var book = new PrearchiveBook(test.Admin);
        ingest.Push(TestIngest.Origin(), TestObject.Study1(instances: 2, series: series));
        book.BuildIdle(CancellationToken.None);
        new Archiver(test.Admin, ingest.Policies).Archive(book.List().Single().Id, new ArchiveRequest { Project = "LUNG", Subject = "S1", Session = "S1_1" }, CancellationToken.None);
        return new SessionBook(test.Admin).Get("LUNG", "S1_1");
    }
}
