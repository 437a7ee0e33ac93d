using DeidPS.Deid.Proof;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Deid.Tests.Proof;

public sealed class ResidualScanTests(ITestOutputHelper output)
{
    /// <summary>Rules by which a plant of a kind may be found; a text can be several things at once.</summary>
    private static readonly Dictionary<PlantKind, FindingRule[]> s_rules = new()
    {
        [PlantKind.Name] = [FindingRule.PatientName],
        [PlantKind.Staff] = [FindingRule.PersonName],
        [PlantKind.PatientId] = [FindingRule.PatientId],
        [PlantKind.Order] = [FindingRule.OrderNumber],
        [PlantKind.Date] = [FindingRule.Date, FindingRule.BirthDate],
        [PlantKind.Uid] = [FindingRule.Uid],
        [PlantKind.Institution] = [FindingRule.Institution],
        [PlantKind.Address] = [FindingRule.Address],
        [PlantKind.Telephone] = [FindingRule.Telephone],
        [PlantKind.NhsNumber] = [FindingRule.NhsNumber],
        [PlantKind.Postcode] = [FindingRule.Postcode],
        [PlantKind.Email] = [FindingRule.Email],
        [PlantKind.Url] = [FindingRule.Url],
    };

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Every_plant_of_an_undeidentified_copy_is_found(int seed)
    {
        var study = PlantedStudy.Create(seed);
        using var folder = new TemporaryFolder();
        study.WriteTo(folder.Path);
        var findings = ScanFolder(folder.Path, Originals(folder.Path));
        var found = findings.Select(f => (Path.GetRelativePath(folder.Path, f.Source).Replace('\\', '/'), f.Path, f.Rule)).ToHashSet();
        var missed = study.Plants.Where(p => !s_rules[p.Kind].Any(rule => found.Contains((p.File, p.Place, rule)))).ToList();
        output.WriteLine($"{study.Plants.Count} plants, {study.Plants.Count - missed.Count} found, {findings.Count} findings");
        foreach (var plant in missed)
        {
            output.WriteLine(plant.ToString());
        }

        Assert.Empty(missed);
    }

    [Fact]
    public void No_finding_shows_more_than_the_first_character()
    {
        var study = PlantedStudy.Create(21);
        using var folder = new TemporaryFolder();
        study.WriteTo(folder.Path);
        var needles = study.Plants.Select(p => p.Needle).Distinct().ToList();
        Assert.All(ScanFolder(folder.Path, Originals(folder.Path)), f =>
        {
            Assert.True(f.Masked.Length == 0 || (f.Masked.Length == 4 && f.Masked.EndsWith("***", StringComparison.Ordinal)));
            Assert.DoesNotContain(needles, n => (f.Path + f.Recommendation).Contains(n, StringComparison.OrdinalIgnoreCase));
        });
    }

    /// <summary>
    /// Files of nobody who was planted, searched for 1,200 originals of 1,200 other patients. A certain finding is a false alarm; so is a
    /// possible one that is no date. Dates of other patients do coincide, which is why they are only possible: they are counted apart.
    /// </summary>
    [Fact]
    public void Clean_files_give_few_findings_against_other_patients()
    {
        using var others = new TemporaryFolder();
        for (var seed = 100; seed < 200; seed++)
        {
            PlantedStudy.Create(seed).WriteTo(Path.Combine(others.Path, seed.ToString()));
        }

        var originals = Originals(others.Path);
        using var generated = new TemporaryFolder();
        var files = Corpus.FilesToRead(generated, output);
        var scan = new ResidualScan(originals, new ScanOptions { Conformance = false, Patterns = false });
        int alarmed = 0, dated = 0;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var file in files)
        {
            var findings = scan.Scan(file, "x.dcm");
            var alarms = findings.Where(f => f.Confidence == FindingConfidence.Certain || f.Rule is not (FindingRule.Date or FindingRule.BirthDate)).ToList();
            alarmed += alarms.Count > 0 ? 1 : 0;
            dated += findings.Count > alarms.Count ? 1 : 0;
            foreach (var finding in alarms)
            {
                output.WriteLine($"{Path.GetFileName(file)} {finding.Path} {finding.Rule} {finding.Confidence} {finding.Masked}");
            }
        }

        output.WriteLine($"{originals.FileCount} originals with {originals.Count} needles; of {files.Count} clean files {alarmed} with a false alarm ({100.0 * alarmed / files.Count:F1} %), {dated} with a date that another patient has too; {clock.ElapsedMilliseconds} ms, {files.Sum(f => new FileInfo(f).Length) >> 20} MB");
        Assert.InRange(alarmed, 0, files.Count / 50);
        Assert.InRange(dated, 0, files.Count / 4);
    }

    internal static OriginalIdentifiers Originals(string folder)
    {
        var originals = new OriginalIdentifiers();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var file = DicomFile.Open(path);
            originals.Add(file);
        }

        return originals;
    }

    internal static List<DeidFinding> ScanFolder(string folder, OriginalIdentifiers? originals, ScanOptions? options = null)
    {
        var scan = new ResidualScan(originals, options ?? new ScanOptions());
        var findings = new List<DeidFinding>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            findings.AddRange(scan.Scan(path, Path.GetRelativePath(folder, path)));
        }

        findings.AddRange(scan.Finish());
        return findings;
    }
}
