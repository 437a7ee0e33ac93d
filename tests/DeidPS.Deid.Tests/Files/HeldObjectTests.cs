using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Deid.Tests.DicomEdit;
using DeidPS.Deid.Tests.Policies;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Files;

/// <summary>Objects from memory take the walk of files, and what is held back of them is on the disk encrypted or not at all.</summary>
public sealed class HeldObjectTests : IDisposable
{
    private const string Name = "STORE 3/17";
    private const string Rename = "(0010,0010) := \"A\"\n(0010,0020) := \"B\"\n-(0008,103E)\nhashUIDList[(0008,0018), (0020,000D), (0020,000E)]";
    private const int HeaderLength = 56;
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    private string Folder => Path.Combine(_folder.Path, "held");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_object_in_memory_becomes_what_the_file_becomes_in_folders_of_UIDs()
    {
        var bytes = Secondary();
        File.WriteAllBytes(_folder.File("in.dcm"), bytes);
        var fromFile = Anonymiser(HeldCase.SecondaryCapture).Process(_folder.File("in.dcm"), "ward", 0, WriteMode.Write, default);
        var result = Anonymiser(HeldCase.SecondaryCapture).Process(Memory(bytes), 0, WriteMode.Write, default);
        Assert.Equal((AnonymiseStatus.Written, Name, Name), (result.Status, result.Source, result.SourceName));
        Assert.Equal("ward", Path.GetFileName(Path.GetDirectoryName(fromFile.Destination)));
        using (var copy = DicomFile.Open(result.Destination!))
        {
            var folders = Path.Combine(copy.Dataset.GetText(DicomTags.StudyInstanceUID)!, copy.Dataset.GetText(DicomTags.SeriesInstanceUID)!);
            Assert.Equal(Path.Combine(_folder.File("out"), folders, result.SOPInstanceUID + ".dcm"), result.Destination);
        }

        Assert.Equal(File.ReadAllBytes(fromFile.Destination!), File.ReadAllBytes(result.Destination!));
        var flat = Anonymiser(HeldCase.SecondaryCapture, layout: OutputLayout.Relative).Process(Memory(bytes), 0, WriteMode.Write, default);
        Assert.Equal(_folder.File("out"), Path.GetDirectoryName(flat.Destination));
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void What_is_held_is_encrypted_as_it_came_and_tells_nothing()
    {
        var bytes = Secondary("(7FE0,0010) OB=" + new string('x', 200_000));
        var result = Hold(bytes);
        Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.Held), (result.Status, result.Reason));
        var name = Path.GetFileNameWithoutExtension(result.QuarantinePath!);
        Assert.Equal([name + ".held", name + ".json"], Names());
        Assert.Matches("^[0-9a-f]{32}$", name);
        Assert.NotEqual(Convert.ToHexStringLower(SHA256.HashData(bytes))[..32], name);
        foreach (var file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories))
        {
            var text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.All(new[] { "ZZNAME", "ZZDESC", "1.2.3.4.5", "xxxxxxxx", "DICM" }, value => Assert.DoesNotContain(value, text, StringComparison.Ordinal));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(Owner, File.GetUnixFileMode(file));
            }
        }

        var reason = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(result.QuarantinePath!, ".json"))).RootElement;
        Assert.Equal("SecondaryCapture", Assert.Single(reason.GetProperty("heldCases").EnumerateArray()).GetString());
        Assert.Equal("Held", reason.GetProperty("reason").GetString());

        // The policy had changed it in memory when it was held.
        Assert.Equal(bytes, Exported(result.QuarantinePath!));
        using var open = HeldFile.Open(result.QuarantinePath!, PolicyRun.Key);
        Assert.Equal("ZZNAME", open.Dataset.GetText(new DicomTag(0x00100010)));
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.2")]
    public void A_bare_data_set_is_held_as_a_file_that_needs_no_guessing(string syntax)
    {
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7");
        dataset.SetText(DicomTags.SOPInstanceUID, "1.2.3.4.5");
        dataset.SetText(new DicomTag(0x00100010), "ZZNAME");
        byte[] whole;
        using (var file = DicomFile.Create(dataset, DicomTransferSyntax.Find(syntax)!))
        {
            whole = PolicyRun.Bytes(file);
        }

        var bare = whole[(132 + 12 + BitConverter.ToInt32(whole, 132 + 8))..];
        var result = Hold(bare);
        Assert.Equal(AnonymiseReason.Held, result.Reason);
        var exported = Exported(result.QuarantinePath!);
        Assert.Equal(bare, exported[^bare.Length..]);
        using var again = DicomFile.Open(exported);
        Assert.Empty(again.Warnings);
        Assert.Equal(syntax, again.FileMeta!.GetText(DicomTags.TransferSyntaxUID));
        Assert.Equal("1.2.3.4.5", again.FileMeta.GetText(DicomTags.MediaStorageSOPInstanceUID));
        Assert.Equal("1.2.840.10008.5.1.4.1.1.7", again.FileMeta.GetText(DicomTags.MediaStorageSOPClassUID));
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2", 1_000_000)]
    [InlineData("1.2.840.10008.1.2.1", 1_000_000)]
    [InlineData("1.2.840.10008.1.2.1", 100)]
    [InlineData("1.2.840.10008.1.2.1.99", 1_000_000)]
    public void A_data_set_off_the_network_is_held_byte_for_byte(string syntax, int budget)
    {
        // Bytes 128 to 131 say DICM, which in a bare data set means nothing.
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7");
        dataset.SetText(DicomTags.SOPInstanceUID, "1.2.3.4.5");
        dataset.SetText(new DicomTag(0x00084000), string.Concat(Enumerable.Repeat("DICM", 30)));
        dataset.SetText(new DicomTag(0x00100010), "ZZNAME");
        using var made = DicomFile.Create(dataset, DicomTransferSyntax.Find(syntax)!);
        var whole = PolicyRun.Bytes(made);
        var bare = whole[(132 + 12 + BitConverter.ToInt32(whole, 132 + 8))..];
        Assert.True(made.TransferSyntax.IsDeflated || bare.AsSpan(128, 4).SequenceEqual("DICM"u8));

        var result = Anonymiser().Process(Received(bare, syntax, budget), 0, WriteMode.Write, default);
        Assert.Equal(AnonymiseReason.Held, result.Reason);
        var exported = Exported(result.QuarantinePath!);
        Assert.Equal(bare, exported[^bare.Length..]);
        using var again = DicomFile.Open(exported);
        Assert.Empty(again.Warnings);
        Assert.Equal(syntax, again.FileMeta!.GetText(DicomTags.TransferSyntaxUID));
        Assert.Equal("1.2.3.4.5", again.FileMeta.GetText(DicomTags.MediaStorageSOPInstanceUID));
        Assert.Equal("ZZNAME", again.Dataset.GetText(new DicomTag(0x00100010)));

        // Damage at the very first element, or in the compressed stream, loses nothing either.
        byte[] damaged = [0xFF, 0xFF, 0xFF, 0xFF, .. bare[4..]];
        var broken = Anonymiser().Process(Received(damaged, syntax, budget), 1, WriteMode.Write, default);
        Assert.Equal(AnonymiseStatus.Quarantined, broken.Status);
        Assert.Equal(damaged, Exported(broken.QuarantinePath!)[^damaged.Length..]);
    }

    [Fact]
    public void A_damaged_object_is_held_too_when_its_beginning_could_be_read()
    {
        var cut = Secondary("(7FE0,0010) OB=" + new string('x', 1000))[..^50];
        var result = Hold(cut);
        Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.Damaged, "DicomTruncated"), (result.Status, result.Reason, result.ErrorId));
        Assert.Equal(cut, Exported(result.QuarantinePath!));

        var strict = Anonymiser().Process(new MemoryInput(Name, () => DicomFile.Open(cut)), 0, WriteMode.Write, default);
        Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.Damaged, null), (strict.Status, strict.Reason, strict.QuarantinePath));
        Assert.Contains("Nothing of it was kept", strict.Message, StringComparison.Ordinal);

        var none = Anonymiser().Process(new MemoryInput(Name, () => DicomFile.Open(new byte[300])), 0, WriteMode.Write, default);
        Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.Damaged), (none.Status, none.Reason));
    }

    [Fact]
    public void Without_a_key_or_a_folder_nothing_is_kept_and_the_result_says_so()
    {
        foreach (var folder in (QuarantineFolder?[])[new QuarantineFolder(Folder), null])
        {
            var result = Anonymiser(folder: folder, noFolder: true).Process(Memory(Secondary()), 0, WriteMode.Write, default);
            Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.Held, null, null), (result.Status, result.Reason, result.QuarantinePath, result.Destination));
            Assert.Contains("not kept", result.Message, StringComparison.Ordinal);
            Assert.Contains("-KeyPath", result.RecommendedAction, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData(WriteMode.Trial)]
    [InlineData(WriteMode.Declined)]
    public void A_trial_and_a_no_write_nothing(WriteMode mode)
    {
        var result = Anonymiser().Process(Memory(Secondary()), 0, mode, default);
        Assert.Null(result.QuarantinePath);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_policy_that_does_nothing_releases_nothing_from_memory()
    {
        var anonymiser = new FileAnonymiser(PolicyRun.Runner(PolicyRun.Script(string.Empty, HeldCase.SecondaryCapture)), Options(new QuarantineFolder(Folder, PolicyRun.Key)));
        var result = anonymiser.Process(Memory(Secondary()), 0, WriteMode.Write, default);
        Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.NotDeidentified), (result.Status, result.Reason));
        Assert.EndsWith(HeldFile.Extension, result.QuarantinePath, StringComparison.Ordinal);
        var again = anonymiser.Process(new HeldInput(result.QuarantinePath!, string.Empty, PolicyRun.Key), 1, WriteMode.Write, default);
        Assert.Equal((AnonymiseReason.NotDeidentified, result.QuarantinePath), (again.Reason, again.QuarantinePath));
        Assert.False(Directory.Exists(_folder.File("out")) && Directory.EnumerateFiles(_folder.File("out"), "*", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public void A_held_object_is_read_again_and_stays_where_it_is()
    {
        var bytes = Secondary();
        var held = Hold(bytes).QuarantinePath!;
        var stored = File.ReadAllBytes(held);
        var still = Anonymiser(folder: new QuarantineFolder(_folder.File("other/held"), PolicyRun.Key)).Process(new HeldInput(held, string.Empty, PolicyRun.Key), 0, WriteMode.Write, default);
        Assert.Equal((AnonymiseStatus.Quarantined, held), (still.Status, still.QuarantinePath));
        Assert.False(Directory.Exists(_folder.File("other/held")));

        var accepted = Anonymiser(HeldCase.SecondaryCapture).Process(new HeldInput(held, string.Empty, PolicyRun.Key), 0, WriteMode.Write, default);
        Assert.Equal(AnonymiseStatus.Written, accepted.Status);
        File.WriteAllBytes(_folder.File("in.dcm"), bytes);
        var fromFile = Anonymiser(HeldCase.SecondaryCapture, output: "out2").Process(_folder.File("in.dcm"), string.Empty, 0, WriteMode.Write, default);
        Assert.Equal(File.ReadAllBytes(fromFile.Destination!), File.ReadAllBytes(accepted.Destination!));
        Assert.Equal(stored, File.ReadAllBytes(held));
    }

    [Fact]
    public void Another_key_and_no_key_are_errors_that_say_so()
    {
        var held = Hold(Secondary()).QuarantinePath!;
        Assert.Equal("KeyMissing", Assert.Throws<HeldFileException>(() => HeldFile.Open(held, null)).ErrorId);
        var other = Assert.Throws<HeldFileException>(() => HeldFile.Open(held, PolicyRun.OtherKey));
        Assert.Equal("KeyUnreadable", other.ErrorId);
        Assert.Contains(PolicyRun.Key.Fingerprint, other.Message, StringComparison.Ordinal);
        foreach (var key in (DeidKey?[])[null, PolicyRun.OtherKey])
        {
            var result = Anonymiser().Process(new HeldInput(held, string.Empty, key), 0, WriteMode.Write, default);
            Assert.Equal((AnonymiseStatus.Failed, AnonymiseReason.Unreadable, key is null ? "KeyMissing" : "KeyUnreadable"), (result.Status, result.Reason, result.ErrorId));
        }
    }

    [Fact]
    public void Whatever_is_changed_in_the_file_is_noticed()
    {
        var held = Hold(Secondary("(7FE0,0010) OB=" + new string('x', 100_000))).QuarantinePath!;
        var stored = File.ReadAllBytes(held);
        foreach (var at in new[] { 0, 30, HeaderLength, HeaderLength + 70_000, stored.Length - 1 })
        {
            Changed(b => b[at] ^= 1);
        }

        foreach (var length in new[] { 0, 15, HeaderLength - 1, HeaderLength, HeaderLength + 65_552, stored.Length - 1 })
        {
            Changed(b => b, length);
        }

        void Changed(Func<byte[], object> change, int? length = null)
        {
            var bytes = stored.ToArray();
            change(bytes);
            File.WriteAllBytes(held, length is null ? bytes : bytes[..length.Value]);
            Assert.Throws<DicomParseException>(() => HeldFile.Export(held, PolicyRun.Key, _folder.File("x.dcm"), overwrite: true, default));
            Assert.Empty(Directory.EnumerateFiles(_folder.Path));
            var result = Anonymiser(HeldCase.SecondaryCapture).Process(new HeldInput(held, string.Empty, PolicyRun.Key), 0, WriteMode.Write, default);
            Assert.NotEqual(AnonymiseStatus.Written, result.Status);
            Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.dcm*", SearchOption.AllDirectories));
        }
    }

    [Fact]
    public void The_same_object_lies_there_once_and_never_under_the_same_bytes()
    {
        var bytes = Secondary();
        var quarantine = new QuarantineFolder(Folder, PolicyRun.Key);
        var anonymiser = Anonymiser(folder: quarantine);
        var results = Enumerable.Range(0, 16).AsParallel().Select(i => anonymiser.Process(Memory(bytes), i, WriteMode.Write, default)).ToList();
        Assert.Single(results.Select(r => r.QuarantinePath).Distinct());
        Assert.Equal(2, Names().Length);
        Assert.Equal((16, 16), (quarantine.Count, quarantine.HeldCount));
        Assert.Equal(bytes, Exported(results[0].QuarantinePath!));
        var stored = File.ReadAllBytes(results[0].QuarantinePath!);
        Assert.Equal(results[0].QuarantinePath, Hold(bytes).QuarantinePath);
        Assert.NotEqual(stored, File.ReadAllBytes(results[0].QuarantinePath!));
        var other = Anonymiser(folder: new QuarantineFolder(Folder, PolicyRun.OtherKey)).Process(Memory(bytes), 0, WriteMode.Write, default);
        Assert.NotEqual(results[0].QuarantinePath, other.QuarantinePath);
    }

    [Fact]
    public void An_export_is_for_this_account_and_replaces_only_when_asked()
    {
        var held = Hold(Secondary()).QuarantinePath!;
        var target = _folder.File("look.dcm");
        Assert.Equal(Secondary().Length, HeldFile.Export(held, PolicyRun.Key, target, overwrite: false, default));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(Owner, File.GetUnixFileMode(target));
        }

        Assert.Equal("DestinationExists", Assert.Throws<DestinationException>(() => HeldFile.Export(held, PolicyRun.Key, target, overwrite: false, default)).ErrorId);
        HeldFile.Export(held, PolicyRun.Key, target, overwrite: true, default);
        Assert.Equal("WriteFailed", Assert.Throws<DestinationException>(() => HeldFile.Export(held, PolicyRun.Key, Path.Combine(target, "x.dcm"), overwrite: true, default)).ErrorId);
        Assert.Throws<OperationCanceledException>(() => HeldFile.Export(held, PolicyRun.Key, target, overwrite: true, new CancellationToken(canceled: true)));
        Assert.Equal([target], Directory.EnumerateFiles(_folder.Path));
    }

    [Fact]
    public void Stopping_and_a_folder_that_cannot_be_written_leave_nothing_and_release_nothing()
    {
        using var stop = new CancellationTokenSource();
        var input = new MemoryInput(Name, () =>
        {
            stop.Cancel();
            return DicomFile.Open(Secondary("(7FE0,0010) OB=" + new string('x', 1_000_000)));
        });
        var stopped = Anonymiser().Process(input, 0, WriteMode.Write, stop.Token);
        Assert.Equal((AnonymiseStatus.Failed, AnonymiseReason.Stopped), (stopped.Status, stopped.Reason));
        Assert.Empty(Names());

        Directory.Delete(Folder, recursive: true);
        File.WriteAllText(Folder, "in the way");
        var failed = Hold(Secondary());
        Assert.Equal((AnonymiseStatus.Failed, AnonymiseReason.WriteFailed, null), (failed.Status, failed.Reason, failed.QuarantinePath));
    }

    [Fact]
    public void The_object_is_closed_after_its_walk_whatever_became_of_it()
    {
        var path = _folder.File("in.dcm");
        File.WriteAllBytes(path, Secondary("(7FE0,0010) OB=" + new string('x', 1_000_000)));
        DicomFile? opened = null;
        foreach (var accepts in (HeldCase[][])[[], [HeldCase.SecondaryCapture]])
        {
            Anonymiser(accepts).Process(new MemoryInput(Name, () => opened = DicomFile.Open(path)), 0, WriteMode.Write, default);
            Assert.Throws<ObjectDisposedException>(() => opened!.WriteTo(Stream.Null));
        }
    }

    private static MemoryInput Memory(byte[] bytes) => new(Name, () => DicomFile.Open(bytes, DicomReadOptions.Inspect));

    private MemoryInput Received(byte[] dataset, string syntax, int budget) => new(Name, () =>
    {
        var buffer = new DatasetBuffer(new MemoryBudget(budget), Path.GetDirectoryName(_folder.File("spill/x")));
        buffer.Append(dataset);
        return DicomFile.OpenDataset(buffer, DicomTransferSyntax.Find(syntax)!, DicomReadOptions.Inspect);
    });

    /// <summary>A secondary capture, which the gate holds.</summary>
    private static byte[] Secondary(params string[] elements)
    {
        using var file = Objects.File(["(0010,0010)=ZZNAME", "(0010,0020)=ZZID", "(0008,103E)=ZZDESC", "(0020,000D)=1.2.3.4.5.6", "(0020,000E)=1.2.3.4.5.7", .. elements]);
        return PolicyRun.Bytes(file);
    }

    private AnonymiseResult Hold(byte[] bytes) => Anonymiser().Process(Memory(bytes), 0, WriteMode.Write, default);

    private FileAnonymiser Anonymiser(params HeldCase[] accepts) => Anonymiser(accepts, null);

    private FileAnonymiser Anonymiser(HeldCase accepts, OutputLayout? layout = null, string output = "out") =>
        new(PolicyRun.Runner(PolicyRun.Script(Rename, accepts)), Options(new QuarantineFolder(Folder, PolicyRun.Key)) with { Layout = layout, Destination = _folder.File(output) });

    private FileAnonymiser Anonymiser(QuarantineFolder? folder, bool noFolder = false) => Anonymiser([], folder, noFolder);

    private FileAnonymiser Anonymiser(HeldCase[] accepts, QuarantineFolder? folder, bool noFolder = false) =>
        new(PolicyRun.Runner(PolicyRun.Script(Rename, accepts)), Options(noFolder ? folder : folder ?? new QuarantineFolder(Folder, PolicyRun.Key)));

    private AnonymiseOptions Options(QuarantineFolder? folder) => new() { Destination = _folder.File("out"), Quarantine = folder, Overwrite = true };

    private byte[] Exported(string held)
    {
        var target = _folder.File("exported.dcm");
        HeldFile.Export(held, PolicyRun.Key, target, overwrite: true, default);
        var bytes = File.ReadAllBytes(target);
        File.Delete(target);
        return bytes;
    }

    private string[] Names() => [.. Directory.EnumerateFileSystemEntries(Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
}
