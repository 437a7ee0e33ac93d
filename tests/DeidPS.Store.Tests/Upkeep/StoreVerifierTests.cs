using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using DeidPS.Store.Upkeep;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Upkeep;

/// <summary>Whatever goes wrong between catalogue and folders is found, and nothing else is.</summary>
public sealed class StoreVerifierTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    /// <summary>What is done to a whole store, what has to be found then, and whether reading every file is needed for it.</summary>
    private static readonly (string Name, Action<TestStore, DeidSession, PrearchiveEntry> Damage, StoreFindingKind Expected, string Place, bool NeedsChecksums)[] s_damages =
    [
        ("a byte of an instance", (_, s, _) => Flip(First(s.Folder, "*.dcm")), StoreFindingKind.FileChanged, "archive/LUNG/S1/S1_1/scans/", true),
        ("the end of an instance", (_, s, _) => Cut(First(s.Folder, "*.dcm")), StoreFindingKind.FileChanged, "archive/LUNG/S1/S1_1/scans/", false),
        ("an instance", (_, s, _) => File.Delete(First(s.Folder, "*.dcm")), StoreFindingKind.FileMissing, "archive/LUNG/S1/S1_1/scans/", false),
        ("a session's folder", (_, s, _) => Directory.Delete(s.Folder, recursive: true), StoreFindingKind.FolderMissing, "archive/LUNG/S1/S1_1", false),
        ("a manifest", (_, s, _) => File.WriteAllText(Path.Combine(s.Folder, "session.json"), "{"), StoreFindingKind.ManifestInvalid, "archive/LUNG/S1/S1_1/session.json", false),
        ("a stray file in a session", (_, s, _) => File.WriteAllText(Path.Combine(s.Folder, "scans", "note.txt"), "x"), StoreFindingKind.Unlisted, "archive/LUNG/S1/S1_1/scans/note.txt", false),
        ("a stray session", (t, _, _) => Directory.CreateDirectory(Path.Combine(t.Root, "archive", "LUNG", "S9", "S9_1")), StoreFindingKind.Unlisted, "archive/LUNG/S9/S9_1", false),
        ("a stray file beside the projects", (t, _, _) => File.WriteAllText(Path.Combine(t.Root, "archive", "x.txt"), "x"), StoreFindingKind.Unlisted, "archive/x.txt", false),
        ("an object of an entry", (t, _, e) => File.Delete(First(Path.Combine(t.Root, "prearchive"), "*.dcm")), StoreFindingKind.CountDiffers, "prearchive/", false),
        ("an entry's folder", (t, _, e) => Directory.Delete(Directory.GetDirectories(Path.Combine(t.Root, "prearchive", "_unassigned", e.Id)).Single(), recursive: true), StoreFindingKind.FolderMissing, "prearchive/_unassigned/", false),
        ("a row's count", (t, s, _) => t.Admin.Catalog.Write(tx => tx.Execute("update session set instances = 99 where id = @Id", s)), StoreFindingKind.CatalogInvalid, "catalogue", false),
        ("a row's subject", (t, s, _) => t.Admin.Catalog.Write(tx => tx.Execute("update subject set project = 'NONE'", s)), StoreFindingKind.CatalogInvalid, "catalogue", false),
        ("a stray original", (t, _, _) => File.WriteAllText(Path.Combine(t.Root, "identified", "hold", "ab.held"), "x"), StoreFindingKind.Unlisted, "identified/hold/ab.held", false),
    ];

    public static TheoryData<CatalogKind, string> Damages
    {
        get
        {
            var data = new TheoryData<CatalogKind, string>();
            foreach (var kind in Enum.GetValues<CatalogKind>())
            {
                foreach (var damage in s_damages)
                {
                    data.Add(kind, damage.Name);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damage_is_found(CatalogKind kind, string name)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        var (session, entry) = Fill(test);
        var (_, damage, expected, place, needsChecksums) = s_damages.Single(d => d.Name == name);
        Assert.Empty(new StoreVerifier(test.Admin).Verify(checksums: true, CancellationToken.None));
        damage(test, session, entry);
        var quick = new StoreVerifier(test.Admin).Verify(checksums: false, CancellationToken.None).ToList();
        var thorough = new StoreVerifier(test.Admin).Verify(checksums: true, CancellationToken.None).ToList();
        Assert.Contains(thorough, f => f.Kind == expected && f.Place.StartsWith(place, StringComparison.Ordinal));
        Assert.Equal(needsChecksums, quick.Count == 0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Only_administrators_verify(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using var owner = test.As("owner");
        Assert.Equal(StoreException.AccessDenied, Assert.Throws<AccessDeniedException>(() => new StoreVerifier(owner).Verify(checksums: false, CancellationToken.None)).ErrorId);
    }

    /// <summary>A session S1_1 in LUNG, and an entry that waits.</summary>
    internal static (DeidSession Session, PrearchiveEntry Entry) Fill(TestStore test)
    {
        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        var book = new PrearchiveBook(test.Admin);
        ingest.Push(TestIngest.Origin(1), TestObject.Study1(instances: 2));
        book.BuildIdle(CancellationToken.None);
        new Archiver(test.Admin, ingest.Policies).Archive(book.List().Single().Id, new ArchiveRequest { Project = "LUNG", Subject = "S1", Session = "S1_1" }, CancellationToken.None);
        ingest.Push(TestIngest.Origin(2), TestObject.Study1(instances: 2, patient: "2"));
        book.BuildIdle(CancellationToken.None);
        return (new SessionBook(test.Admin).Get("LUNG", "S1_1"), book.List().Single());
    }

    private static string First(string folder, string pattern) => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static void Cut(string path)
    {
        using var stream = new FileStream(path, FileMode.Open);
        stream.SetLength(stream.Length - 2);
    }
}
