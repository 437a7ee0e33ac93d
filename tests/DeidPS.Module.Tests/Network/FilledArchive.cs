using DeidPS.Dicom;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Module.Tests.Network;

/// <summary>An archive that others wrote, with a study in it.</summary>
internal static class FilledArchive
{
    /// <summary>An archive with the images of one invented study that dcmtk sends without decoding.</summary>
    public static async Task<(DcmtkArchive Archive, string Study, int Count)> StartAsync(string folder, int listener)
    {
        using var sample = SampleStudy.Create(20240229);
        var files = new List<string>();
        foreach (var item in sample.Objects.Where(o => !o.File.TransferSyntax.IsEncapsulated))
        {
            var path = Path.Combine(folder, "originals", item.RelativePath);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            item.File.Save(path);
            files.Add(path);
        }

        var instances = files.Select(f => CorpusInstance.Read(f)!).ToList();
        var archive = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Destinations = new Dictionary<string, int> { ["DEIDPS"] = listener }, Instances = instances });
        var sent = await archive.StoreAsync(instances);
        Assert.True(sent.ExitCode == 0, sent.Output + sent.Error);
        var study = instances.GroupBy(StudyOf, StringComparer.Ordinal).OrderByDescending(g => g.Count()).First().ToList() is { } most ? (Key: StudyOf(most[0]), Count: most.Count) : default;
        Directory.Delete(Path.Combine(folder, "originals"), recursive: true);
        return (archive, study.Key, study.Count);
    }

    private static string StudyOf(CorpusInstance instance)
    {
        using var file = DicomFile.Open(instance.Path);
        return file.Dataset.GetText(DicomTags.StudyInstanceUID)!;
    }
}
