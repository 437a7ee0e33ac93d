using System.Text;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Files;

/// <summary>The walk of one file: exactly one result, nothing half written, nothing under a name that tells.</summary>
public sealed class FileAnonymiserTests : IDisposable
{
    private const string Rename = """
        version "6.7"
        (0010,0010) := subject
        (0010,0020) := subject
        -*/(0008,0050)
        hashUIDList[(0008,0018), (0020,000D), (0020,000E)]
        removeAllPrivateTags
        """;

    /// <summary>The kinds among the samples that the gate holds back: what these tests ask of them comes after it.</summary>
    private static readonly HashSet<HeldCase> s_samples = [HeldCase.BurnedInAnnotation, HeldCase.Ultrasound, HeldCase.SecondaryCapture, HeldCase.StructuredReport];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_sample_is_written_once_under_its_new_UID()
    {
        using var study = SampleStudy.Create(7);
        var inputs = Save(study);
        var anonymiser = Anonymiser(Rename);
        var results = inputs.Select((path, i) => anonymiser.Process(path, string.Empty, i, WriteMode.Write, default)).ToList();
        Assert.All(results, r => Assert.Equal((AnonymiseStatus.Written, AnonymiseReason.None), (r.Status, r.Reason)));
        Assert.Equal(inputs.Count, results.Select(r => r.Destination).Distinct().Count());
        Assert.All(results, r => Assert.Equal(r.SOPInstanceUID + ".dcm", Path.GetFileName(r.Destination)));
        Assert.All(results, r => Assert.Equal(new FileInfo(r.Destination!).Length, r.BytesWritten));
        Assert.Empty(Directory.EnumerateFiles(_folder.File("out"), "*deidps-tmp*", SearchOption.AllDirectories));
        foreach (var result in results)
        {
            using var file = DicomFile.Open(result.Destination!);
            Assert.False(file.IsSuspect);
            Assert.Equal("S1", file.Dataset.GetText(new DicomTag(0x00100010)));
            Assert.Equal(result.SOPInstanceUID, file.FileMeta!.GetText(DicomTags.MediaStorageSOPInstanceUID));
            Assert.Equal(DicomImplementation.ClassUid, file.FileMeta.GetText(DicomTags.ImplementationClassUID));
            Assert.DoesNotContain(file.Dataset, e => e.Tag.IsPrivate);
        }
    }

    [Fact]
    public void What_was_applied_is_recorded_once_even_when_it_is_applied_twice()
    {
        using var study = SampleStudy.Create(7, kinds: ["CT"]);
        var first = Anonymiser(Rename).Process(Save(study)[0], string.Empty, 0, WriteMode.Write, default);
        var second = Anonymiser(Rename, "again").Process(first.Destination!, string.Empty, 0, WriteMode.Write, default);
        using var file = DicomFile.Open(second.Destination!);
        var methods = file.Dataset.Find(DicomTags.DeidentificationMethod)!.Values;
        Assert.Equal(["DeidPS/" + first.Policies[0]], methods);
        var item = Assert.Single(file.Dataset.Find(DicomTags.DeidentificationMethodCodeSequence)!.Items);
        Assert.Equal("99DEIDPS", item.GetText(new DicomTag(0x00080102)));
        Assert.Equal(first.Policies[0].Split('@')[1], item.GetText(new DicomTag(0x00080100)));
    }

    [Theory]
    [InlineData("-(0010,0030)", "NO")]
    [InlineData("-*/(0010,XXXX)\n-*/(0008,XXXX)\n-*/(0018,XXXX)\n-*/(0020,XXXX)\n-*/(0040,XXXX)\n-*/(0032,XXXX)\n-*/(0012,XXXX)\n(0008,0016) := \"1.2.840.10008.5.1.4.1.1.2\"\n(0008,0008) := \"ORIGINAL\"\n(0008,0018) := \"2.25.1\"\nremoveAllPrivateTags", "YES")]
    public void A_script_that_leaves_an_identifying_attribute_cannot_claim_the_identity_removed(string rules, string expected)
    {
        using var study = SampleStudy.Create(7, kinds: ["CT"]);
        var result = Anonymiser($"version \"6.7\"\n{rules}\n").Process(Save(study)[0], string.Empty, 0, WriteMode.Write, default);
        using var file = DicomFile.Open(result.Destination!);
        Assert.Equal(expected, file.Dataset.GetText(DicomTags.PatientIdentityRemoved));
    }

    [Fact]
    public void Identity_is_not_said_to_be_removed_while_pixels_may_show_it()
    {
        using var study = SampleStudy.Create(7, kinds: ["US"]);
        var result = Anonymiser(Rename).Process(Save(study)[0], string.Empty, 0, WriteMode.Write, default);
        using var file = DicomFile.Open(result.Destination!);
        Assert.Equal("NO", file.Dataset.GetText(DicomTags.PatientIdentityRemoved));
    }

    [Fact]
    public void An_empty_policy_copies_the_file_byte_for_byte()
    {
        using var study = SampleStudy.Create(7);
        var anonymiser = Anonymiser("version \"6.7\"\n");
        foreach (var path in Save(study))
        {
            var result = anonymiser.Process(path, string.Empty, 0, WriteMode.Write, default);
            Assert.Equal(AnonymiseStatus.Written, result.Status);
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(result.Destination!));
        }
    }

    [Fact]
    public void Rejected_missing_foreign_and_directory_files_each_have_their_own_result()
    {
        using var study = SampleStudy.Create(7, kinds: ["CT"]);
        var ct = Save(study)[0];
        File.WriteAllText(_folder.File("notes.txt"), "Not an image, but long enough to be looked at: " + new string('x', 300));
        File.WriteAllBytes(_folder.File("empty.dcm"), []);
        var dicomdir = new DicomDataset();
        dicomdir.SetText(DicomTags.SOPClassUID, "1.2.840.10008.1.3.10");
        DicomFile.Create(dicomdir, DicomTransferSyntax.ExplicitLittleEndian).Save(_folder.File("DICOMDIR"));

        Assert.Equal((AnonymiseStatus.Skipped, AnonymiseReason.Rejected), Run("version \"6.7\"\n(0008,0060) = \"CT\" ? reject[]", ct));
        Assert.Equal((AnonymiseStatus.Skipped, AnonymiseReason.NotDicom), Run(Rename, _folder.File("notes.txt")));
        Assert.Equal((AnonymiseStatus.Skipped, AnonymiseReason.NotDicom), Run(Rename, _folder.File("empty.dcm")));
        Assert.Equal((AnonymiseStatus.Skipped, AnonymiseReason.Dicomdir), Run(Rename, _folder.File("DICOMDIR")));
        Assert.Equal((AnonymiseStatus.Failed, AnonymiseReason.Unreadable), Run(Rename, _folder.File("missing.dcm")));
        Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.ScriptError), Run("version \"6.7\"\n(0010,0010) := substring[(0010,0020), 500, 600]", ct));
        Assert.False(Directory.Exists(_folder.File("out")) && Directory.EnumerateFiles(_folder.File("out"), "*", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public void A_file_cut_short_is_quarantined_wherever_it_is_cut()
    {
        using var study = SampleStudy.Create(7, kinds: ["CT"]);
        var bytes = File.ReadAllBytes(Save(study)[0]);
        foreach (var length in new[] { 200, bytes.Length / 3, bytes.Length - 100, bytes.Length - 1 })
        {
            var path = _folder.File("cut.dcm");
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.Damaged), Run(Rename, path));
        }
    }

    [Fact]
    public void An_identifier_that_a_rule_left_in_place_quarantines_the_object()
    {
        using var study = SampleStudy.Create(7, kinds: ["CT"]);
        var path = Save(study)[0];
        var left = "version \"6.7\"\n(0010,0010) := (0008,9999)";
        var script = "version \"6.3\"\n(0010,0010) := (0040,0260)[0]/(0008,0100)\n(0010,0020) := \"S1\"";
        Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.Review), Run(script, path));
        Assert.NotEqual(AnonymiseStatus.Written, Run(left, path).Item1);

        // Removing it afterwards settles the matter.
        Assert.Equal((AnonymiseStatus.Written, AnonymiseReason.None), Run(script + "\n(0010,0010) := \"S1\"", path));
    }

    [Fact]
    public void An_attribute_nobody_knows_quarantines_the_object_unless_a_rule_removes_it()
    {
        using var study = SampleStudy.Create(7, kinds: ["CT"]);
        var file = study.Objects[0].File;
        file.Dataset[file.Dataset.Count - 1].Dataset!.Set(DicomElement.CreateText(new DicomTag(0x00060010), DicomVR.LO, "ZZHIDDEN", DicomCharacterSet.Default));
        file.Save(_folder.File("u.dcm"));
        var result = Anonymiser(Rename).Process(_folder.File("u.dcm"), string.Empty, 0, WriteMode.Write, default);
        Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.Held), (result.Status, result.Reason));
        Assert.Equal([HeldCase.UnknownAttribute], result.HeldCases);
        Assert.Equal("ResidualIdentifier", result.ErrorId);
        Assert.Contains("(0006,0010)", result.Message, StringComparison.Ordinal);
        Assert.Equal(AnonymiseStatus.Written, Run(Rename + "\n-*/(0006,0010)", _folder.File("u.dcm")).Item1);
    }

    [Fact]
    public void A_file_costs_memory_by_its_header_and_not_by_its_pixels()
    {
        var path = _folder.File("big.dcm");
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.2.1");
        dataset.SetText(DicomTags.SOPInstanceUID, "2.25.1");
        using (var stream = File.Create(path))
        {
            DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian).WriteTo(stream);
            stream.Write([0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W', 0, 0, 0, 0, 0, 4]);
            stream.SetLength(stream.Position + (64L << 20));
        }

        var anonymiser = Anonymiser(Rename, overwrite: true);
        Assert.Equal(AnonymiseStatus.Written, anonymiser.Process(path, string.Empty, 0, WriteMode.Write, default).Status);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(AnonymiseStatus.Written, anonymiser.Process(path, string.Empty, 0, WriteMode.Write, default).Status);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 200_000, $"{allocated} bytes for 64 MiB of pixels");
    }

    [Fact]
    public void Who_limits_the_work_is_told_once_all_is_written_and_before_the_copy_has_its_name()
    {
        using var study = SampleStudy.Create(7, kinds: ["CT"]);
        var path = Save(study)[0];
        var seen = new List<string>();
        var options = new AnonymiseOptions
        {
            Destination = _folder.File("out"), Overwrite = true, BeforeWaiting = () => seen.AddRange(Directory.EnumerateFiles(_folder.File("out"), "*", SearchOption.AllDirectories)),
        };
        AnonymiseResult Process(AnonymiseOptions with) => new FileAnonymiser(Runner(Rename, new PolicyContext { Variables = new Dictionary<string, string> { ["subject"] = "S1" }, Accepts = s_samples }), with).Process(path, string.Empty, 0, WriteMode.Write, default);
        Assert.Equal(AnonymiseStatus.Written, Process(options).Status);
        Assert.Empty(seen);
        File.Delete(Directory.EnumerateFiles(options.Destination, "*.dcm", SearchOption.AllDirectories).Single());
        var result = Process(options with { Durable = true });
        Assert.Equal(AnonymiseStatus.Written, result.Status);
        Assert.EndsWith("deidps-tmp", Assert.Single(seen), StringComparison.Ordinal);
    }

    [Fact]
    public void Existing_copies_are_left_unless_overwriting_is_asked_for()
    {
        using var study = SampleStudy.Create(7, kinds: ["CT"]);
        var path = Save(study)[0];
        Assert.Equal(AnonymiseStatus.Written, Run(Rename, path).Item1);
        Assert.Equal((AnonymiseStatus.Skipped, AnonymiseReason.AlreadyExists), Run(Rename, path));
        Assert.Equal(AnonymiseStatus.Written, Anonymiser(Rename, overwrite: true).Process(path, string.Empty, 0, WriteMode.Write, default).Status);
    }

    [Fact]
    public void Two_inputs_that_become_one_instance_are_not_merged_silently()
    {
        using var study = SampleStudy.Create(7, kinds: ["CT"]);
        var path = Save(study)[0];
        File.Copy(path, _folder.File("copy.dcm"));
        var anonymiser = Anonymiser(Rename, overwrite: true);
        Assert.Equal(AnonymiseStatus.Written, anonymiser.Process(path, string.Empty, 0, WriteMode.Write, default).Status);
        Assert.Equal(AnonymiseReason.DuplicateInstance, anonymiser.Process(_folder.File("copy.dcm"), string.Empty, 1, WriteMode.Write, default).Reason);
    }

    [Fact]
    public void A_trial_has_the_result_and_no_file()
    {
        using var study = SampleStudy.Create(7, kinds: ["CT"]);
        var result = Anonymiser(Rename).Process(Save(study)[0], string.Empty, 0, WriteMode.Trial, default);
        Assert.Equal((AnonymiseStatus.Skipped, AnonymiseReason.WhatIf), (result.Status, result.Reason));
        Assert.NotNull(result.Destination);
        Assert.True(result.Replaced > 0);
        Assert.False(File.Exists(result.Destination));
    }

    [Fact]
    public void Folders_that_name_the_patient_get_a_UID_instead()
    {
        using var study = SampleStudy.Create(7, kinds: ["CT"]);
        var path = Save(study)[0];
        string name, id, birth;
        using (var file = DicomFile.Open(path))
        {
            name = file.Dataset.GetText(new DicomTag(0x00100010))!.Split('^')[0];
            id = file.Dataset.GetText(new DicomTag(0x00100020))!;
            birth = file.Dataset.GetText(new DicomTag(0x00100030))!;
        }

        var telling = new[] { $"ct of {name.ToLowerInvariant()}", id, $"{birth[6..]}.{birth[4..6]}.{birth[..4]}" };
        foreach (var folder in telling)
        {
            var result = Anonymiser(Rename, overwrite: true).Process(path, Path.Combine("ward", folder, "slices"), 0, WriteMode.Trial, default);
            var relative = Path.GetRelativePath(_folder.File("out"), result.Destination!);
            Assert.StartsWith(Path.Combine("ward", "2.25."), relative, StringComparison.Ordinal);
            Assert.Equal("slices", Path.GetFileName(Path.GetDirectoryName(relative)));
            Assert.DoesNotContain(folder, relative, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("98892003", true)]
    [InlineData("2024-01-05", true)]
    [InlineData("scan of 943 476 5919", true)]
    [InlineData("00012345", true)]
    [InlineData("ST000001", false)]
    [InlineData("1234 axial 5678", false)]
    [InlineData("series 1234", false)]
    [InlineData("t2_3mm", false)]
    public void Folders_with_a_long_number_get_a_UID_whether_the_object_has_it_or_not(string folder, bool isReplaced)
    {
        using var study = SampleStudy.Create(7, kinds: ["CT"]);
        var result = Anonymiser(Rename).Process(Save(study)[0], Path.Combine("ward", folder), 0, WriteMode.Trial, default);
        Assert.Equal(!isReplaced, Path.GetRelativePath(_folder.File("out"), result.Destination!).StartsWith(Path.Combine("ward", folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal));
    }

    [Fact]
    public void A_hostile_UID_cannot_name_a_path()
    {
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7");
        dataset.Set(DicomElement.Create(DicomTags.SOPInstanceUID, DicomVR.UI, "../../etc/x\0"u8.ToArray()));
        DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian).Save(_folder.File("h.dcm"));
        var result = Anonymiser("version \"6.7\"\n-(0010,0010)").Process(_folder.File("h.dcm"), string.Empty, 41, WriteMode.Write, default);
        Assert.Equal(Path.Combine(_folder.File("out"), "no-uid-000041.dcm"), result.Destination);
    }

    [Fact]
    public void No_result_holds_a_planted_value()
    {
        using var study = SampleStudy.Create(7);
        var anonymiser = Anonymiser("version \"6.7\"\n(0010,0010) := substring[(0010,0020), 0, 900]");
        var text = new StringBuilder();
        foreach (var path in Save(study))
        {
            var result = anonymiser.Process(path, string.Empty, 0, WriteMode.Write, default);
            Assert.Equal(AnonymiseReason.ScriptError, result.Reason);
            text.Append(result);
        }

        Assert.All(study.Identifiers, value => Assert.DoesNotContain(value, text.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Serial_parallel_and_shuffled_runs_write_the_same_bytes()
    {
        using var study = SampleStudy.Create(11);
        var inputs = Save(study);
        var serial = Bytes("serial", (run, list) => { foreach (var (p, i) in list) { run(p, i); } });
        var parallel = Bytes("parallel", (run, list) => Parallel.ForEach(list, x => run(x.Path, x.Index)));
        var shuffled = Bytes("shuffled", (run, list) => { foreach (var (p, i) in list.Reverse()) { run(p, i); } });
        Assert.Equal(serial, parallel);
        Assert.Equal(serial, shuffled);

        Dictionary<string, string> Bytes(string name, Action<Action<string, int>, IReadOnlyList<(string Path, int Index)>> run)
        {
            var anonymiser = Anonymiser(Rename, name);
            run((p, i) => Assert.Equal(AnonymiseStatus.Written, anonymiser.Process(p, string.Empty, i, WriteMode.Write, default).Status), [.. inputs.Select((p, i) => (p, i))]);
            return Directory.EnumerateFiles(_folder.File(name)).ToDictionary(f => Path.GetFileName(f)!, f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))));
        }
    }

    [Fact]
    public void Requirements_are_checked_before_any_file()
    {
        var missing = Assert.Throws<PolicyException>(() => Runner("version \"6.7\"\n(0010,0010) := session", new PolicyContext()));
        Assert.Contains("session", missing.Message, StringComparison.Ordinal);
        Assert.Equal("KeyMissing", Assert.Throws<PolicyException>(() => Runner("version \"6.7\"\n(0020,000D) := mapUID[(0020,000D), \"1.2.3\"]", new PolicyContext())).ErrorId);
        Assert.Throws<PolicyException>(() => Runner("version \"6.7\"\n(0010,0010) := lookup[\"pid\", (0010,0020)]", new PolicyContext()));
    }

    private static PolicyRunner Runner(string script, PolicyContext context)
    {
        var compilation = DicomEditScript.Compile(script, "test");
        Assert.True(compilation.Script is not null, string.Join('\n', compilation.Diagnostics.Select(d => d.Message)));
        return new PolicyRunner([new DeidPolicy("test", compilation.Script)], context);
    }

    private FileAnonymiser Anonymiser(string script, string output = "out", bool overwrite = false) => new(
        Runner(script, new PolicyContext { Variables = new Dictionary<string, string> { ["subject"] = "S1", ["session"] = "S1_1", ["project"] = "P" }, Accepts = s_samples }),
        new AnonymiseOptions { Destination = _folder.File(output), Overwrite = overwrite });

    private (AnonymiseStatus, AnonymiseReason) Run(string script, string path)
    {
        var result = Anonymiser(script).Process(path, string.Empty, 0, WriteMode.Write, default);
        return (result.Status, result.Reason);
    }

    private List<string> Save(SampleStudy study)
    {
        return [.. study.Objects.Select((o, i) =>
        {
            var path = _folder.File(Path.Combine("in", $"{i:D3}"));
            o.File.Save(path, overwrite: true);
            return path;
        })];
    }
}
