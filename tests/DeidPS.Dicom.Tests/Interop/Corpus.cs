using DeidPS.Dicom.Tests.Dictionary;

namespace DeidPS.Dicom.Tests.Interop;

/// <summary>
/// The corpus of real files beside the repository (DEIDPS_CORPUS, else ../shared/dicom). It is no part of the repository, so
/// tests that use it say so and pass when it is not there; <see cref="GeneratedFiles"/> stand in for it.
/// </summary>
internal static class Corpus
{
    public static string? Folder { get; } = FindFolder();

    public static IReadOnlyList<string> Readable => Rows("no");

    public static IReadOnlyList<string> Malformed => Rows("yes");

    /// <summary>The sample study written to a folder: what the tests run on in any clone.</summary>
    public static IReadOnlyList<string> GeneratedFiles(TemporaryFolder folder)
    {
        using var study = SampleStudy.Create(20240229);
        var files = new List<string>();
        foreach (var item in study.Objects)
        {
            var path = folder.File(item.RelativePath);
            item.File.Save(path);
            files.Add(path);
        }

        return files;
    }

    /// <summary>Readable corpus files and the generated ones; a line in the output when the corpus is missing.</summary>
    public static IReadOnlyList<string> FilesToRead(TemporaryFolder folder, Xunit.Abstractions.ITestOutputHelper output)
    {
        if (Folder is null)
        {
            output.WriteLine("The corpus of real files is not here; only the generated sample study is tested.");
        }

        return [.. Readable, .. GeneratedFiles(folder)];
    }

    private static string? FindFolder()
    {
        var folder = Environment.GetEnvironmentVariable("DEIDPS_CORPUS");
        folder = string.IsNullOrEmpty(folder) ? Path.Combine(RepositoryPath.Root, "..", "shared", "dicom") : folder;
        return File.Exists(Path.Combine(folder, "manifest.tsv")) ? Path.GetFullPath(folder) : null;
    }

    private static List<string> Rows(string malformed)
    {
        if (Folder is null)
        {
            return [];
        }

        var lines = File.ReadAllLines(Path.Combine(Folder, "manifest.tsv"));
        var column = Array.IndexOf(lines[0].Split('\t'), "malformed");
        return [.. lines.Skip(1).Select(l => l.Split('\t')).Where(c => c[column] == malformed).Select(c => Path.Combine(Folder, c[0]))];
    }
}
