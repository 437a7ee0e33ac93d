using System.Security.Cryptography;
using System.Text.Json;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Tests.DicomEdit;
using DeidPS.Deid.Tests.Policies;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Files;

/// <summary>What is held back lies where nobody else can read it, whole or not at all, with a reason that tells nothing of the patient.</summary>
public sealed class QuarantineFolderTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    private string Held => Path.Combine(_folder.Path, "held");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_held_object_is_copied_as_it_is_under_its_digest_for_this_account_only()
    {
        var input = Save("Mueller/ZZNAME.dcm");
        var bytes = File.ReadAllBytes(input);
        var result = Run(input);
        var name = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
        Assert.Equal(Path.Combine(Held, name + ".dcm"), result.QuarantinePath);
        Assert.Equal(bytes, File.ReadAllBytes(result.QuarantinePath!));
        Assert.Equal(bytes, File.ReadAllBytes(input));
        Assert.Equal([name + ".dcm", name + ".json"], Names());
        Assert.False(File.Exists(_folder.File("out/1.2.3.4.5.dcm")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Held));
            foreach (var file in Directory.EnumerateFiles(Held))
            {
                Assert.Equal(Owner, File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public void The_reason_tells_what_happened_and_no_value()
    {
        var result = Run(Save("ZZNAME.dcm"));
        var text = File.ReadAllText(Path.ChangeExtension(result.QuarantinePath!, ".json"));
        Assert.DoesNotContain("ZZ", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(_folder.Path, text, StringComparison.Ordinal);
        Assert.DoesNotContain("1.2.3.4.5", text, StringComparison.Ordinal);
        var reason = JsonDocument.Parse(text).RootElement;
        Assert.Equal(["status", "reason", "heldCases", "errorId", "message", "recommendedAction", "sopClassUid", "policies"], reason.EnumerateObject().Select(p => p.Name));
        Assert.Equal("Quarantined", reason.GetProperty("status").GetString());
        Assert.Equal("Held", reason.GetProperty("reason").GetString());
        Assert.Equal("SecondaryCapture", Assert.Single(reason.GetProperty("heldCases").EnumerateArray()).GetString());
        Assert.Equal("PixelDataNotCleared", reason.GetProperty("errorId").GetString());
        Assert.Contains("(0008,0016)", reason.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("1.2.840.10008.5.1.4.1.1.7", reason.GetProperty("sopClassUid").GetString());
        Assert.Equal(result.Policies, reason.GetProperty("policies").EnumerateArray().Select(p => p.GetString()));
    }

    [Fact]
    public void Every_reason_to_hold_back_has_its_file_and_no_value()
    {
        using var study = SampleStudy.Create(17);
        var inputs = study.Objects.Select((o, i) =>
        {
            var path = _folder.File($"in/{i:D3}");
            o.File.Save(path);
            return path;
        }).ToList();
        var damaged = _folder.File("in/damaged");
        File.WriteAllBytes(damaged, File.ReadAllBytes(inputs[0])[..^50]);
        var charset = _folder.File("in/charset");
        using (var file = Objects.File("(0008,0016)=1.2.840.10008.5.1.4.1.1.2", "(0010,0010)=" + study.Identifiers[0], "(0008,0005)=" + study.Identifiers[0]))
        {
            file.Save(charset);
        }

        var anonymiser = Anonymiser(PolicyRun.Shipped("site-wide"));
        var results = inputs.Append(damaged).Append(charset).Append(inputs[0] + "-missing").Select((p, i) => anonymiser.Process(p, string.Empty, i, WriteMode.Write, default)).ToList();
        Assert.Equal(inputs.Count + 3, results.Count);
        var held = results.Where(r => r.Status == AnonymiseStatus.Quarantined).ToList();
        Assert.Superset(new HashSet<AnonymiseReason> { AnonymiseReason.Held, AnonymiseReason.Damaged, AnonymiseReason.CharacterSet }, held.Select(r => r.Reason).ToHashSet());
        Assert.All(held, r => Assert.True(File.Exists(r.QuarantinePath) && File.Exists(Path.ChangeExtension(r.QuarantinePath, ".json"))));
        Assert.All(results.Except(held), r => Assert.Null(r.QuarantinePath));
        Assert.Equal(2 * held.Count, Names().Length);
        foreach (var json in Directory.EnumerateFiles(Held, "*.json").Select(File.ReadAllText))
        {
            Assert.All(study.Identifiers, value => Assert.DoesNotContain(value, json, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void The_same_object_twice_lies_there_once()
    {
        var input = Save("a.dcm");
        File.Copy(input, _folder.File("b.dcm"));
        var quarantine = new QuarantineFolder(Held);
        var anonymiser = Anonymiser(PolicyRun.Script("(0010,0010) := \"A\""), quarantine);
        var results = Enumerable.Range(0, 16).AsParallel().Select(i => anonymiser.Process(i % 2 == 0 ? input : _folder.File("b.dcm"), string.Empty, i, WriteMode.Write, default)).ToList();
        Assert.All(results, r => Assert.Equal(AnonymiseStatus.Quarantined, r.Status));
        Assert.Single(results.Select(r => r.QuarantinePath).Distinct());
        Assert.Equal(2, Names().Length);
        Assert.Equal(File.ReadAllBytes(input), File.ReadAllBytes(results[0].QuarantinePath!));
        Assert.Equal(16, quarantine.Count);
    }

    [Fact]
    public void The_folder_can_be_read_again_when_somebody_accepts_what_lies_there()
    {
        var result = Run(Save("a.dcm"));
        var still = Run(result.QuarantinePath!);
        Assert.Equal((AnonymiseStatus.Quarantined, result.QuarantinePath), (still.Status, still.QuarantinePath));
        Assert.Equal(2, Names().Length);
        var accepted = Anonymiser(PolicyRun.Script("(0010,0010) := \"A\"", HeldCase.SecondaryCapture)).Process(result.QuarantinePath!, string.Empty, 0, WriteMode.Write, default);
        Assert.Equal(AnonymiseStatus.Written, accepted.Status);
        Assert.Equal(AnonymiseReason.NotDicom, Run(Path.ChangeExtension(result.QuarantinePath!, ".json")).Reason);
    }

    [Fact]
    public void A_source_that_goes_meanwhile_is_a_failure_and_leaves_nothing()
    {
        var result = new AnonymiseResult { Source = _folder.File("gone.dcm"), Status = AnonymiseStatus.Quarantined, Reason = AnonymiseReason.Held, Message = "Held." };
        Assert.Throws<FileNotFoundException>(() => new QuarantineFolder(Held).Add(result, default));
        Assert.Empty(Names());
        Assert.Equal((AnonymiseStatus.Failed, AnonymiseReason.Unreadable), (Run(_folder.File("gone.dcm")).Status, Run(_folder.File("gone.dcm")).Reason));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_a_failure_and_nothing_is_released()
    {
        var input = Save("a.dcm");
        File.WriteAllText(Held, "in the way");
        var result = Run(input);
        Failed(result);

        // The copy is whole and cannot get its name.
        File.Delete(Held);
        Directory.CreateDirectory(Path.Combine(Held, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(input)))[..16] + ".dcm"));
        Failed(Run(input));
        Assert.Empty(Directory.EnumerateFiles(Held, "*tmp"));

        void Failed(AnonymiseResult failed)
        {
            Assert.Equal((AnonymiseStatus.Failed, AnonymiseReason.WriteFailed, "WriteFailed"), (failed.Status, failed.Reason, failed.ErrorId));
            Assert.Contains("quarantine folder", failed.Message, StringComparison.Ordinal);
            Assert.Empty(failed.HeldCases);
            Assert.Null(failed.QuarantinePath);
            Assert.Null(failed.Destination);
            Assert.False(File.Exists(_folder.File("out/1.2.3.4.5.dcm")));
        }
    }

    [Fact]
    public void Stopping_leaves_no_half_file_and_one_result()
    {
        var input = Save("a.dcm", "(7FE0,0010) OB=" + new string('x', 1_000_000));
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var held = new AnonymiseResult { Source = input, Status = AnonymiseStatus.Quarantined, Reason = AnonymiseReason.Held };
        Assert.Throws<OperationCanceledException>(() => new QuarantineFolder(Held).Add(held, stop.Token));
        Assert.Empty(Names());

        var result = Anonymiser(new DeidPolicy("stops", new Stopping(stop))).Process(input, string.Empty, 0, WriteMode.Write, default);
        Assert.Equal(AnonymiseStatus.Quarantined, result.Status);
        using var late = new CancellationTokenSource();
        var stopped = Anonymiser(new DeidPolicy("stops", new Stopping(late)), new QuarantineFolder(Held + "2")).Process(input, string.Empty, 0, WriteMode.Write, late.Token);
        Assert.Equal((AnonymiseStatus.Failed, AnonymiseReason.Stopped), (stopped.Status, stopped.Reason));
        Assert.Empty(stopped.HeldCases);
        Assert.Empty(Directory.EnumerateFiles(Held + "2"));
    }

    [Fact]
    public void No_object_lies_there_without_its_reason()
    {
        // The reason cannot be written: then the object is not there either, as after a kill between the two.
        var input = Save("a.dcm");
        var name = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(input)))[..16];
        Directory.CreateDirectory(Path.Combine(Held, name + ".json"));
        Assert.Equal(AnonymiseReason.WriteFailed, Run(input).Reason);
        Assert.Empty(Directory.EnumerateFiles(Held));
    }

    [Theory]
    [InlineData(WriteMode.Trial)]
    [InlineData(WriteMode.Declined)]
    public void A_trial_and_a_no_write_nothing(WriteMode mode)
    {
        var result = Anonymiser(PolicyRun.Script("(0010,0010) := \"A\"")).Process(Save("a.dcm"), string.Empty, 0, mode, default);
        Assert.Equal(mode == WriteMode.Trial ? AnonymiseStatus.Quarantined : AnonymiseStatus.Skipped, result.Status);
        Assert.Null(result.QuarantinePath);
        Assert.False(Directory.Exists(Held));
    }

    [Fact]
    public void The_folder_is_made_when_it_is_needed_and_without_one_nothing_is_copied()
    {
        var input = Save("a.dcm");
        Assert.Equal(AnonymiseStatus.Written, Anonymiser(PolicyRun.Script("(0010,0010) := \"A\"", HeldCase.SecondaryCapture)).Process(input, string.Empty, 0, WriteMode.Write, default).Status);
        Assert.False(Directory.Exists(Held));
        var without = new FileAnonymiser(PolicyRun.Runner(PolicyRun.Script("(0010,0010) := \"A\"")), new AnonymiseOptions { Destination = _folder.File("out/") }).Process(input, string.Empty, 0, WriteMode.Write, default);
        Assert.Equal((AnonymiseStatus.Quarantined, null), (without.Status, without.QuarantinePath));
        Assert.False(Directory.Exists(Held));
    }

    private string[] Names() => Directory.Exists(Held) ? [.. Directory.EnumerateFileSystemEntries(Held).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)] : [];

    private AnonymiseResult Run(string input) => Anonymiser(PolicyRun.Script("(0010,0010) := \"A\"")).Process(input, string.Empty, 0, WriteMode.Write, default);

    private FileAnonymiser Anonymiser(DeidPolicy policy, QuarantineFolder? quarantine = null) =>
        new(PolicyRun.Runner(policy), new AnonymiseOptions { Destination = _folder.File("out/"), Quarantine = quarantine ?? new QuarantineFolder(Held), Overwrite = true });

    /// <summary>A secondary capture, which the gate holds.</summary>
    private string Save(string name, params string[] elements)
    {
        using var file = Objects.File(["(0010,0010)=ZZNAME", "(0010,0020)=ZZID", "(0008,103E)=ZZDESC", .. elements]);
        file.Save(_folder.File(name));
        return _folder.File(name);
    }

    /// <summary>A step that has the run stopped while it works, and holds the object.</summary>
    private sealed class Stopping(CancellationTokenSource stop) : IPolicyStep
    {
        public string Digest => new('0', 64);

        public bool IsEmpty => false;

        public bool NeedsKey => false;

        public void Check(string policyName, PolicyContext context)
        {
        }

        public bool Apply(DicomFile file, ObjectContext context)
        {
            stop.Cancel();
            context.Hold(HeldCase.Sound, "Held");
            return true;
        }
    }
}
