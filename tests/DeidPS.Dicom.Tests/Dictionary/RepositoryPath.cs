namespace DeidPS.Dicom.Tests.Dictionary;

/// <summary>Finds the repository's root from the running test assembly.</summary>
internal static class RepositoryPath
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static string DictionaryFolder => Path.Combine(Root, "src", "DeidPS.Dicom", "Dictionary");

    /// <summary>The rows of a table below the header line, split into cells.</summary>
    public static string[][] Rows(string table) =>
        [.. File.ReadLines(Path.Combine(DictionaryFolder, "Data", table)).Skip(1).Select(line => line.Split('\t'))];

    private static string FindRoot(string start)
    {
        var folder = new DirectoryInfo(start);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run from inside the repository.");
    }
}
