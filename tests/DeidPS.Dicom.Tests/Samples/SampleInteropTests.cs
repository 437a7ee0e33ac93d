using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Dicom.Tests.Samples;

/// <summary>Programs of other makers take the samples for sound objects.</summary>
public sealed class SampleInteropTests(ITestOutputHelper output)
{
    [Fact]
    public void Dump_programs_read_every_object_without_a_complaint()
    {
        using var folder = new TemporaryFolder();
        var files = Corpus.GeneratedFiles(folder);
        foreach (var program in new[] { ExternalProgram.DcmDump, ExternalProgram.GdcmDump })
        {
            foreach (var file in program is null ? [] : files)
            {
                var result = program!.Run(file);
                Assert.True(result.ExitCode == 0 && result.Error.Length == 0, program.Path + ": " + result.Error);
            }

            output.WriteLine(program is null ? "dcmdump or gdcmdump is not installed." : $"{program.Path} read all");
        }
    }

    [Fact]
    public void Pydicom_reads_names_and_decodes_pixels()
    {
        if (ExternalProgram.PythonWithPydicom is not { } python)
        {
            output.WriteLine("pydicom is not installed.");
            return;
        }

        if (python.Run("-c", "import numpy").ExitCode != 0)
        {
            output.WriteLine("missing: package python3-numpy, which pydicom decodes pixels with");
            return;
        }

        const string Script = """
            import sys, pydicom
            for path in sys.argv[1:]:
                d = pydicom.dcmread(path)
                str(d)
                d.decode()
                shape = d.pixel_array.shape if 'PixelData' in d else ()
                print(d.Modality, ascii(str(d.PatientName)), *shape)
            """;
        using var folder = new TemporaryFolder();
        var files = Corpus.GeneratedFiles(folder);
        var result = python.Run(["-W", "error", "-c", Script, .. files]);
        Assert.True(result.ExitCode == 0, result.Error);
        var expected = files.Select(Line).ToList();
        Assert.Equal(expected, result.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Dciodvfy_finds_no_error()
    {
        if (ExternalProgram.Dciodvfy is not { } verifier)
        {
            output.WriteLine("dciodvfy is not installed.");
            return;
        }

        using var folder = new TemporaryFolder();
        using var study = SampleStudy.Create(20240229);
        foreach (var item in study.Objects)
        {
            // dciodvfy cannot inflate; the object itself is judged in explicit VR little endian.
            using var plain = item.File.TransferSyntax.IsDeflated ? DicomFile.Create(item.File.Dataset, DicomTransferSyntax.ExplicitLittleEndian) : item.File;
            var path = folder.File(item.RelativePath);
            plain.Save(path);
            var result = verifier.Run(path);
            Assert.DoesNotContain((result.Output + result.Error).Split('\n'), line => line.Contains("Error", StringComparison.Ordinal));
        }
    }

    private static string Line(string path)
    {
        using var file = DicomFile.Open(path);
        var dataset = file.Dataset;
        var name = string.Concat(dataset.GetText(new DicomTag(0x00100010))!.Select(Escape));
        string[] shape = [dataset.GetText(new DicomTag(0x00280008)) ?? "", dataset.GetText(new DicomTag(0x00280010)) ?? "", dataset.GetText(new DicomTag(0x00280011)) ?? "", dataset.GetText(new DicomTag(0x00280002)) == "3" ? "3" : ""];
        return string.Join(' ', new[] { dataset.GetText(new DicomTag(0x00080060))!, $"'{name}'" }.Concat(shape.Where(s => s.Length > 0)));
    }

    private static string Escape(char c) => c < 0x80 ? c.ToString() : c < 0x100 ? $"\\x{(int)c:x2}" : $"\\u{(int)c:x4}";
}
