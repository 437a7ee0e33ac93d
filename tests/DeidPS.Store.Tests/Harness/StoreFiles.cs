using System.Security.Cryptography;
using System.Text;
using DeidPS.Dicom;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Tests.Harness;

/// <summary>What lies in a store's folders.</summary>
internal static class StoreFiles
{
    /// <summary>Objects below a folder, relative, forward slashes, in order.</summary>
    public static IReadOnlyList<string> Objects(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.dcm", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal)] : [];

    /// <summary>Digests of all files below a folder.</summary>
    public static SortedDictionary<string, string> Bytes(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(folder, f), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))), StringComparer.Ordinal);

    /// <summary>Study, series and instance UIDs of objects.</summary>
    public static HashSet<string> Uids(string folder)
    {
        var uids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*.dcm", SearchOption.AllDirectories))
        {
            using var file = DicomFile.Open(path);
            uids.Add(file.Dataset.GetText(DicomTags.StudyInstanceUID)!);
            uids.Add(file.Dataset.GetText(DicomTags.SOPInstanceUID)!);
            uids.Add(file.Dataset.GetText(new DicomTag(0x0020000E))!);
        }

        return uids;
    }

    /// <summary>No marker in any file or name of the store.</summary>
    public static void HasNoIdentifier(string root)
    {
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            // SQLite keeps its file open; what is read is what another process would see.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            foreach (var marker in TestObject.Markers)
            {
                Assert.DoesNotContain(marker, path, StringComparison.OrdinalIgnoreCase);
                Assert.True(bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(marker)) < 0, $"{marker} in {path}");
            }
        }
    }

    /// <summary>What no operation may leave: rows of work under way, work folders, temporary files, folders of sessions and entries without rows and rows without folders. An entry that still receives may have none yet.</summary>
    public static IReadOnlyList<string> LeftOvers(TestStore test) => LeftOvers(test.Admin);

    /// <summary>The same of any store.</summary>
    public static IReadOnlyList<string> LeftOvers(DeidStore store)
    {
        var found = new List<string>();
        var layout = store.Layout;
        found.AddRange(store.Catalog.Read(tx => tx.Query<string>("select kind || ' ' || step from operation")));
        found.AddRange(store.Catalog.Read(tx => tx.Query<string>("select 'held session ' || id from session where operation is not null")));
        found.AddRange(Directory.EnumerateFileSystemEntries(layout.Work));
        found.AddRange(Directory.EnumerateFiles(layout.Archive, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".dcm", StringComparison.Ordinal) && Path.GetFileName(f) is not (SessionManifest.FileName or SessionManifest.ChecksumName)));
        found.AddRange(Directory.EnumerateDirectories(layout.Prearchive, "*", SearchOption.AllDirectories).Concat(Directory.EnumerateDirectories(layout.Archive, "*", SearchOption.AllDirectories))
            .Where(d => Path.GetRelativePath(layout.Root, d).Count(c => c == Path.DirectorySeparatorChar) == 2 && !Directory.EnumerateFileSystemEntries(d).Any()).Select(d => "empty: " + d));
        found.AddRange(Held(store));
        foreach (var (table, folder) in new[] { ("entry", layout.Prearchive), ("session", layout.Archive) })
        {
            var rows = store.Catalog.Read(tx => tx.Query<string>($"select folder from {table}")).Select(layout.Full).ToHashSet(StringComparer.Ordinal);
            var folders = Folders(folder, 3).ToHashSet(StringComparer.Ordinal);
            var young = table == "entry" ? store.Catalog.Read(tx => tx.Query<string>("select folder from entry where state = 'Receiving'")).Select(layout.Full).ToHashSet(StringComparer.Ordinal) : [];
            found.AddRange(rows.Except(folders).Except(young).Select(f => "no folder: " + f));
            found.AddRange(folders.Except(rows).Select(f => "no row: " + f));
        }

        return found;
    }

    /// <summary>What is held back without a record, or is on record and not there: each encrypted file lies beside its reason.</summary>
    private static IEnumerable<string> Held(DeidStore store)
    {
        var known = store.Catalog.Read(tx => tx.Query<string>("select distinct path from discard where path is not null")).SelectMany(p => new[] { p, Path.ChangeExtension(p, ".json") }).ToHashSet(StringComparer.Ordinal);
        var files = Directory.EnumerateFiles(store.Layout.Hold).Select(f => Path.GetFileName(f)).ToHashSet(StringComparer.Ordinal);
        return known.Except(files).Select(f => "not held: " + f).Concat(files.Except(known).Select(f => "not on record: " + f));
    }

    private static IEnumerable<string> Folders(string root, int depth) =>
        depth == 0 ? [root] : Directory.Exists(root) ? Directory.EnumerateDirectories(root).SelectMany(d => Folders(d, depth - 1)) : [];
}
