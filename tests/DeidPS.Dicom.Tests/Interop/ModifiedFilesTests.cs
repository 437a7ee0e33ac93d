using Xunit.Abstractions;

namespace DeidPS.Dicom.Tests.Interop;

/// <summary>Changed files are read by the programs of others, and their pixel data are what they were.</summary>
public sealed class ModifiedFilesTests(ITestOutputHelper output)
{
    private static readonly DicomTag s_patientName = new(0x0010, 0x0010);

    [Fact]
    public void Changed_files_reopen_everywhere_with_the_same_pixel_data()
    {
        using var folder = new TemporaryFolder();
        var written = new List<(string Source, string Copy)>();
        foreach (var path in Corpus.FilesToRead(folder, output))
        {
            if (IsDirectory(path))
            {
                // Its records point at byte offsets (PS3.3 F.3.2.2); changing one by hand is not something the product does.
                continue;
            }

            var copy = folder.File($"out/{written.Count:0000}-{Path.GetFileName(path)}");
            using (var file = DicomFile.Open(path))
            {
                Change(file.Dataset);
                file.Save(copy);
            }

            using var before = DicomFile.Open(path);
            using var after = DicomFile.Open(copy);
            Assert.Equal("ZZNEW^NAME", after.Dataset.GetText(s_patientName));
            Assert.Equal(Pixels(before), Pixels(after));
            Assert.DoesNotContain(after.Dataset, e => e.Tag.IsPrivate && !e.Tag.IsGroupLength);
            Assert.Equal(Paths(before.Dataset).Where(p => p != "(0010,0010)"), Paths(after.Dataset).Where(p => p != "(0010,0010)"));
            written.Add((path, copy));
        }

        output.WriteLine($"{written.Count} files");
        Reopen(written);
    }

    private void Reopen(List<(string Source, string Copy)> files)
    {
        foreach (var program in new[] { ExternalProgram.DcmDump, ExternalProgram.GdcmDump })
        {
            if (program is null)
            {
                output.WriteLine("dcmdump or gdcmdump is not installed.");
                continue;
            }

            // GDCM 3.0.21 knows no High-Throughput JPEG 2000: what it refuses before a change it may refuse after.
            var failed = files.Where(f => program.Run(f.Copy).ExitCode != 0 && program.Run(f.Source).ExitCode == 0).Select(f => Path.GetFileName(f.Copy)).ToList();
            Assert.True(failed.Count == 0, $"{program.Path} refuses {string.Join(", ", failed)}");
        }

        if (ExternalProgram.PythonWithPydicom is not { } python)
        {
            output.WriteLine("pydicom is not installed.");
            return;
        }

        const string Script = """
            import sys, warnings, pydicom
            warnings.simplefilter('ignore')
            for path in sys.stdin.read().splitlines():
                try:
                    d = pydicom.dcmread(path, force=True)
                    d.walk(lambda dataset, element: None)
                    assert str(d.PatientName) == 'ZZNEW^NAME'
                except Exception as e:
                    print(path, type(e).__name__, e)
            """;
        var result = python.Run(string.Join('\n', files.Select(f => f.Copy)), ["-c", Script]);
        Assert.True(result.ExitCode == 0 && result.Output.Length == 0, result.Output + result.Error);
    }

    /// <summary>A name at the top and inside the first sequence's first item; everything private gone, at every depth.</summary>
    private static void Change(DicomDataset dataset)
    {
        RemovePrivate(dataset);
        dataset.SetText(s_patientName, "ZZNEW^NAME", DicomVR.PN);
        dataset.FirstOrDefault(e => e.Items.Count > 0)?.Items[0].SetText(s_patientName, "ZZINNER^NAME", DicomVR.PN);
    }

    private static void RemovePrivate(DicomDataset dataset)
    {
        dataset.RemoveWhere(e => e.Tag.IsPrivate);
        foreach (var item in dataset.SelectMany(e => e.Items))
        {
            RemovePrivate(item);
        }
    }

    private static bool IsDirectory(string path)
    {
        using var file = DicomFile.Open(path);
        return file.FileMeta?.GetText(DicomTags.MediaStorageSOPClassUID) == "1.2.840.10008.1.3.10";
    }

    private static string Pixels(DicomFile file)
    {
        var element = file.Dataset.Find(DicomTags.PixelData);
        if (element is null)
        {
            return "none";
        }

        var bytes = new byte[element.ValueLength];
        element.Source!.Read(element.ValueStart, bytes);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes));
    }

    /// <summary>Tag paths of all that is not private.</summary>
    private static IEnumerable<string> Paths(DicomDataset dataset, string above = "")
    {
        foreach (var element in dataset.Where(e => !e.Tag.IsPrivate))
        {
            if (above.Length == 0 || element.Tag != s_patientName)
            {
                yield return above + element.Tag;
            }

            foreach (var inner in element.Items.SelectMany((item, i) => Paths(item, $"{above}{element.Tag}[{i}]")))
            {
                yield return inner;
            }
        }
    }
}
