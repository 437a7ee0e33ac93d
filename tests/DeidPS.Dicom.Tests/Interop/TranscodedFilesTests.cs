using DeidPS.Dicom.Tests.Files;
using Xunit.Abstractions;

namespace DeidPS.Dicom.Tests.Interop;

/// <summary>Data sets encoded anew are what dcmconv makes of the same files, and what dcmdump and pydicom read as the same values.</summary>
public sealed class TranscodedFilesTests(ITestOutputHelper output) : IDisposable
{
    private static readonly (DicomTransferSyntax Syntax, string Option)[] s_targets =
    [
        (DicomTransferSyntax.ImplicitLittleEndian, "+ti"), (DicomTransferSyntax.ExplicitLittleEndian, "+te"),
        (DicomTransferSyntax.ExplicitBigEndian, "+tb"), (DicomTransferSyntax.DeflatedExplicitLittleEndian, "+td"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_native_file_becomes_what_dcmconv_makes_of_it()
    {
        if (ExternalProgram.Find("dcmconv") is not { } dcmconv)
        {
            output.WriteLine("dcmconv (Debian: dcmtk) is not installed.");
            return;
        }

        var unlisted = new List<string>();
        int count = 0, refused = 0, odd = 0, otherVR = 0;
        foreach (var (path, target, option) in Pairs())
        {
            using var file = DicomFile.Open(path);
            if (file.Warnings.Any(w => w.Message.EndsWith("odd length", StringComparison.Ordinal)) || file.Dataset.DistinctBy(e => e.Tag).Count() < file.Dataset.Count)
            {
                // dcmconv writes the length it pads to and not the byte, or trims everything; and it drops the second element of a tag.
                odd++;
                continue;
            }

            // As they stand: by default dcmconv takes padding away.
            var copy = _folder.File("theirs.dcm");
            if (dcmconv.Run("-q", "-dc", option, path, copy).ExitCode != 0)
            {
                refused++;
                continue;
            }

            count++;
            using var ours = Transcoded.Open(file, target);
            using var theirs = DicomFile.Open(copy);
            Assert.Equal(target, theirs.TransferSyntax);

            // Behind a wrong group length dcmconv takes file meta information for the data set.
            var our = Transcoded.Lines(ours.Dataset).Where(l => l.Tag.Group != 2).ToList();
            var their = Transcoded.Lines(theirs.Dataset).Where(l => l.Tag.Group != 2).ToList();
            if (our.Count != their.Count)
            {
                unlisted.Add($"{Path.GetFileName(path)} {option}: {our.Count} and {their.Count} elements");
            }

            foreach (var (one, other) in our.Zip(their).Where(p => p.First != p.Second))
            {
                // Each knows private attributes the other does not.
                if (one.Text == other.Text && one.Tag.IsPrivate && (one.VR == DicomVR.UN || other.VR == DicomVR.UN))
                {
                    otherVR++;
                }
                else
                {
                    unlisted.Add($"{Path.GetFileName(path)} {option}: ours {one} theirs {other}");
                }
            }
        }

        output.WriteLine($"{count} data sets compared, {refused} refused by dcmconv, {odd} with odd lengths or doubled tags left out, {otherVR} private attributes known to one only");
        Assert.True(unlisted.Count == 0, $"{unlisted.Count} differences:\n" + string.Join('\n', unlisted.Take(60)));
        Assert.True(count > 10 * refused);
    }

    [Fact]
    public void Dcmdump_and_pydicom_read_the_values_that_were_there()
    {
        var files = new List<(string Source, string Copy)>();
        foreach (var (path, target, _) in Pairs())
        {
            using var file = DicomFile.Open(path);
            using var ours = Transcoded.Open(file, target);
            ours.EnsureFileMeta();
            var copy = _folder.File($"ours/{files.Count:0000}.dcm");
            ours.Save(copy);
            files.Add((path, copy));
        }

        if (ExternalProgram.DcmDump is { } dcmdump)
        {
            foreach (var some in files.Chunk(50))
            {
                var result = dcmdump.Run(null, ["-q", "+P", "0008,0018", .. some.Select(f => f.Copy)]);
                Assert.True(result.ExitCode == 0, result.Error);
            }
        }
        else
        {
            output.WriteLine("dcmdump (Debian: dcmtk) is not installed.");
        }

        if (ExternalProgram.PythonWithPydicom is not { } python)
        {
            output.WriteLine("pydicom (Debian: python3-pydicom) is not installed.");
            return;
        }

        var answer = python.Run(string.Join('\n', files.Select(f => $"{f.Source}\t{f.Copy}")), ["-c", Script]);
        Assert.True(answer.ExitCode == 0, answer.Error);
        output.WriteLine(answer.Output.Split('\n')[^2]);
        Assert.True(!answer.Output.Contains("differs", StringComparison.Ordinal), string.Join('\n', answer.Output.Split('\n').Take(40)));
    }

    /// <summary>Compares values as pydicom decodes them; byte strings by their length, since it leaves their byte order to its user.</summary>
    private const string Script = """
        import sys, warnings, pydicom
        warnings.simplefilter('ignore')

        # It would read an unknown value in the byte order of the file; an unknown value is little endian in all of them (PS3.5 6.2.2).
        pydicom.config.replace_un_with_known_vr = False
        count = 0
        def same(a, b, path, implicit):
            global count
            tags = [[t for t in d.keys() if t.element != 0] for d in (a, b)]
            if tags[0] != tags[1]:
                print('differs', path, 'tags'); return
            for tag in tags[0]:
                raw = [d.get_item(tag).value or b'' for d in (a, b)]
                try: x = a[tag]
                except Exception: continue
                try: y = b[tag]
                except Exception:
                    # Its own dictionary of private attributes may name a VR the value is none of, which implicit VR cannot contradict.
                    if not tag.is_private: print('differs', path, tag, 'unreadable')
                    continue
                count += 1
                if x.VR != y.VR:
                    # A private attribute, or pixels: byte strings and words are not told apart in implicit VR.
                    if tag.is_private or {x.VR, y.VR} <= {'OB', 'OW', 'US', 'SS', 'UN'}: continue
                    # A VR that is not the dictionary's cannot be said in implicit VR; the bytes can.
                    if not implicit or raw[0] != raw[1]: print('differs', path, tag, x.VR, y.VR)
                    continue
                if x.VR == 'SQ':
                    if len(x.value) != len(y.value): print('differs', path, tag, 'items'); continue
                    for p, q in zip(x.value, y.value): same(p, q, path, implicit)
                elif isinstance(x.value, bytes):
                    if (len(x.value) + 1) // 2 != (len(y.value) + 1) // 2: print('differs', path, tag, x.VR, 'length')
                elif str(x.value) != str(y.value): print('differs', path, tag, x.VR, 'value')
        for line in sys.stdin.read().splitlines():
            source, copy = line.split('\t')
            copied = pydicom.dcmread(copy)
            same(pydicom.dcmread(source, force=True), copied, copy + ' of ' + source, copied.file_meta.TransferSyntaxUID.is_implicit_VR)
        print(count, 'elements compared by pydicom')
        """;

    /// <summary>Files and the syntaxes they can be encoded in, their own left out; large files take time and tell little more.</summary>
    private IEnumerable<(string Path, DicomTransferSyntax Target, string Option)> Pairs()
    {
        foreach (var path in Corpus.FilesToRead(_folder, output))
        {
            using var file = DicomFile.Open(path);
            foreach (var (target, option) in s_targets)
            {
                if (file.TransferSyntax != target && file.FileMeta is not null && file.CanTranscodeTo(target) && file.SourceLength < (target.IsDeflated ? 100_000 : 1_000_000))
                {
                    yield return (path, target, option);
                }
            }
        }
    }
}
