using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Dictionary;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Deid.Tests.Corpora;

/// <summary>The shipped policies over every readable file: judged by programs of other makers, not by our own writer.</summary>
public sealed class ShippedPoliciesTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_shipped_policies_have_no_findings()
    {
        foreach (var name in new[] { "site-wide", "project-level" })
        {
            Assert.NotNull(Load(name, out var findings));
            Assert.True(findings.Count == 0, string.Join('\n', findings.Select(f => $"{f.Source} {f.Finding.Line}:{f.Finding.Column} {f.Finding.Message}")));
        }
    }

    [Fact]
    public void Other_programs_read_what_the_site_wide_policy_wrote_and_pixels_are_identical()
    {
        var results = Run(["site-wide"]);
        var written = results.Where(r => r.Status == AnonymiseStatus.Written).ToList();
        foreach (var group in results.GroupBy(r => (r.Status, r.Reason)).OrderByDescending(g => g.Count()))
        {
            output.WriteLine($"{group.Count(),4} {group.Key.Status} {group.Key.Reason}");
        }

        Assert.DoesNotContain(results, r => r.Status == AnonymiseStatus.Failed);
        Assert.True(written.Count > results.Count / 2);
        CheckDumps(written, ExternalProgram.DcmDump, ["-q"]);
        CheckDumps(written, ExternalProgram.GdcmDump, []);
        PixelComparison.Check(written, output);
    }

    [Fact]
    public void Both_policies_leave_no_identifier_of_the_samples_in_the_bytes()
    {
        using var study = SampleStudy.Create(21);
        var inputs = study.Objects.Select((o, i) =>
        {
            var path = _folder.File($"in/{i:D3}");
            o.File.Save(path);
            return path;
        }).ToList();
        var anonymiser = Anonymiser(["site-wide", "project-level"]);
        var results = inputs.Select((p, i) => anonymiser.Process(p, string.Empty, i, WriteMode.Write, default)).ToList();
        Assert.DoesNotContain(results, r => r.Status == AnonymiseStatus.Failed);
        var written = results.Where(r => r.Status == AnonymiseStatus.Written).ToList();
        Assert.NotEmpty(written);
        foreach (var result in written)
        {
            using var file = DicomFile.Open(result.Destination!);
            var bytes = Uncompressed(file);
            foreach (var value in study.Identifiers.Concat(study.Uids))
            {
                foreach (var encoding in new[] { System.Text.Encoding.Latin1, System.Text.Encoding.UTF8, System.Text.Encoding.Unicode, System.Text.CodePagesEncodingProvider.Instance.GetEncoding(50220)!, System.Text.CodePagesEncodingProvider.Instance.GetEncoding(20932)! })
                {
                    Assert.True(bytes.AsSpan().IndexOf(encoding.GetBytes(value)) < 0, $"A planted identifier ({value.Length} characters) is in {result.SOPClassUID}.");
                }
            }
        }
    }

    private static byte[] Uncompressed(DicomFile file)
    {
        using var stream = new MemoryStream();
        if (file.TransferSyntax.IsDeflated)
        {
            // Read every value instead: what is deflated cannot be searched as it stands.
            Collect(file.Dataset, stream);
        }
        else
        {
            file.WriteTo(stream);
        }

        return stream.ToArray();
    }

    private static void Collect(DicomDataset dataset, MemoryStream stream)
    {
        foreach (var element in dataset)
        {
            foreach (var item in element.Items)
            {
                Collect(item, stream);
            }

            if (!element.IsSequence && !element.IsEncapsulated)
            {
                stream.Write(element.LoadBytes().Span);
            }
        }
    }

    private static DeidPolicy? Load(string name, out IReadOnlyList<PolicyDiagnostic> findings)
    {
        var library = new PolicyLibrary(Path.Combine(RepositoryPath.Root, "module", "policies"));
        return PolicyLibrary.Compile(library.Find(name), new DicomEditCompileOptions { Strict = true }, out findings);
    }

    private static void CheckDumps(IReadOnlyList<AnonymiseResult> written, ExternalProgram? program, string[] options)
    {
        if (program is null)
        {
            return;
        }

        foreach (var result in written)
        {
            if (program.Run([.. options, result.Destination!]).ExitCode != 0)
            {
                Assert.True(program.Run([.. options, result.Source]).ExitCode != 0, $"{Path.GetFileName(program.Path)} reads {result.Source} and not what became of it.");
            }
        }
    }

    private List<AnonymiseResult> Run(string[] policies)
    {
        var anonymiser = Anonymiser(policies);
        return [.. Corpus.FilesToRead(_folder, output).Select((path, i) => anonymiser.Process(path, $"f{i}", i, WriteMode.Write, default))];
    }

    private FileAnonymiser Anonymiser(string[] policies) => new(
        new PolicyRunner(
            [.. policies.Select(p => Load(p, out _)!)],
            new PolicyContext { Variables = new Dictionary<string, string> { ["subject"] = "subj001", ["session"] = "subj001_s1", ["project"] = "LUNG" }, Key = new DeidKey("0123456789abcdef0123456789abcdef"u8) }),
        new AnonymiseOptions { Destination = _folder.File("out") });
}
