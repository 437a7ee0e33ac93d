using System.Text;
using DeidPS.Deid.DicomEdit;
using DeidPS.Dicom;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace DeidPS.Deid.Tests.DicomEdit;

/// <summary>Applying scripts: what is recorded, what is refused, and that many threads share one script.</summary>
public sealed class ApplyTests
{
    private static readonly string[] s_deletes =
    [
        "-(0010,0010)", "-*/(0008,0050)", "-+/(0008,1155)", "-(0008,1110)", "-(0008,1110)[0]", "-(0008,1110)[1]/(0008,1155)", "-(0040,0275)/(0008,1110)[%]", "-./(0008,0050)",
        "-*/(0029,{ACME}10)", "-(0029,{ACME}XX)", "-(0010,00X0)", "-*/(00@8,1###)", "-(0040,0275)[0]", "-(0002,0013)", "-(0008,1110)/*/(0008,0050)",
    ];

    private static readonly string[] s_elements =
    [
        "(0010,0010)=A", "(0010,0020)=B", "(0008,0050)=C", "(0029,0010)=ACME", "(0029,1010)=x", "(0029,0011)=OTHER", "(0029,1110)=y",
        "(0008,1110)[0]/(0008,1155)=1.2", "(0008,1110)[0]/(0008,0050)=D", "(0008,1110)[1]/(0008,1155)=1.3", "(0008,1110)[2]/(0008,1155)=1.4",
        "(0040,0275)[0]/(0008,0050)=E", "(0040,0275)[0]/(0008,1110)[0]/(0008,1155)=1.5", "(0040,0275)[1]/(0008,1110)[0]/(0008,0050)=F", "(0040,0275)[1]/(0029,0010)=ACME", "(0040,0275)[1]/(0029,1010)=z",
    ];

    [Property(DisplayName = "§6.5 a run of deletes does what its statements do one by one, in any order", MaxTest = 200)]
    [Rule("6.5")]
    public Property RunsOfDeletes()
    {
        var runs = Gen.ListOf(Gen.Elements(s_deletes)).Select(l => l.Take(8).ToArray()).ToArbitrary();
        return Prop.ForAll(runs, run =>
        {
            var merged = Deleted(string.Join('\n', run));
            var separate = Deleted(string.Join("\nv := \"between\"\n", run));
            var reversed = Deleted(string.Join('\n', run.Reverse()));
            return merged.SequenceEqual(separate) && merged.SequenceEqual(reversed);
        });
    }

    [Fact(DisplayName = "§6.3, §6.5 duplicates of a tag are all removed and all replaced")]
    [Rule("6.3")]
    [Rule("6.5")]
    public void Duplicates()
    {
        using var removed = DicomFile.Open(WithDuplicateNames());
        Assert.Equal(2, removed.Dataset.Count(e => e.Tag == new DicomTag(0x00100010)));
        CaseRunner.Compile("-(0010,0010)").Apply(removed, new DicomEditContext());
        Assert.False(removed.Dataset.Contains(new DicomTag(0x00100010)));
        foreach (var script in new[] { "(0010,0010) := \"Z\"", "(0010,0010) ?= \"Z\"" })
        {
            using var assigned = DicomFile.Open(WithDuplicateNames());
            CaseRunner.Compile(script).Apply(assigned, new DicomEditContext());
            Assert.Equal(["Z"], assigned.Dataset.Where(e => e.Tag == new DicomTag(0x00100010)).Select(e => e.Text));
        }
    }

    [Fact(DisplayName = "§4.3 a sequence that was encoded as UN is a sequence")]
    [Rule("4.3")]
    public void UnknownSequence()
    {
        // (0008,1110) as UN of undefined length: items in implicit VR little endian (PS3.5 6.2.2).
        byte[] sequence =
        [
            0x08, 0x00, 0x10, 0x11, (byte)'U', (byte)'N', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0x0C, 0, 0, 0,
            0x08, 0x00, 0x50, 0x00, 0x04, 0, 0, 0, (byte)'A', (byte)'B', (byte)'C', (byte)'D', 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0,
        ];
        using var plain = Objects.File();
        using var stream = new MemoryStream();
        plain.WriteTo(stream);
        using var file = DicomFile.Open(stream.ToArray().Concat(sequence).ToArray());
        Assert.Equal("ABCD", Objects.Find(file, "(0008,1110)[0]/(0008,0050)")!.Text);
        CaseRunner.Compile("*/(0008,0050) ?= \"Z\"").Apply(file, new DicomEditContext());
        using var written = Objects.Reopened(file);
        Assert.Equal("Z", Objects.Find(written, "(0008,1110)[0]/(0008,0050)")!.Text);
    }

    [Fact(DisplayName = "§6.9 every change is recorded once, with what was before and after")]
    [Rule("6.9")]
    public void Changes()
    {
        var sink = new Sink();
        using var file = Objects.File("(0010,0010)=A", "(0010,0020)=B", "(0008,0050)=C", "(0040,0275)[0]/(0008,0050)=D", "(0029,0010)=ACME", "(0029,1010)=x");
        CaseRunner.Compile("(0010,0010) := \"Z\"\n(0010,0020) := \"\"\n(0010,4000) := \"new\"\n-*/(0008,0050)\nremoveAllPrivateTags").Apply(file, new DicomEditContext { Changes = sink });
        Assert.Equal(
            ["Changed (0010,0010)", "Emptied (0010,0020)", "Added (0010,4000)", "Removed (0008,0050)", "Removed (0008,0050)", "Removed (0029,0010)", "Removed (0029,1010)"],
            sink.Records);
    }

    [Fact(DisplayName = "§6.3 a skipped assignment names element, path and place")]
    [Rule("6.3")]
    public void SkippedAssignment()
    {
        var warnings = new List<ScriptWarning>();
        using var file = Objects.File("(0040,0275)[0]/(0008,0050)=A");
        CaseRunner.Compile("version \"6.7\"\n  (0040,0275)[0]/(0008,0050) := (0008,0032)\n(0008,0050) := (0008,0032)")
            .Apply(file, new DicomEditContext { OnWarning = warnings.Add });
        Assert.Equal(2, warnings.Count);
        Assert.Equal(("(0040,0275)[0]/(0008,0050)", true, 2, 3), (warnings[0].Path, warnings[0].IsPresent, warnings[0].Line, warnings[0].Column));
        Assert.Equal((new DicomTag(0x00080050), false, 3), (warnings[1].Tag, warnings[1].IsPresent, warnings[1].Line));
    }

    [Theory(DisplayName = "§14 a warning names the element whose value is missing")]
    [Rule("14")]
    [InlineData("(0010,4000) := concatenate[subject, (0008,0032)]", "(0008,0032)")]
    [InlineData("(0010,4000) := substring[(0040,0275)[0]/(0008,0050), 0, 1]", "(0040,0275)[0]/(0008,0050)")]
    [InlineData("(0008,0020) := shiftDateByIncrement[(0008,0020), 1]", "(0008,0020)")]
    public void MissingNames(string script, string path)
    {
        var warnings = new List<ScriptWarning>();
        using var file = Objects.File("(0010,0010)=A");
        CaseRunner.Compile("version \"6.3\"\n" + script).Apply(file, new DicomEditContext { Variables = CaseRunner.Variables, OnWarning = warnings.Add });
        Assert.Equal([ScriptWarningKind.MissingValue, ScriptWarningKind.AssignmentSkipped], warnings.Select(w => w.Kind));
        Assert.Equal(path, warnings[0].Path);
        Assert.EndsWith(warnings[0].Tag.ToString(), path, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "§6.3 strict mode makes a skipped assignment an error")]
    [Rule("6.3")]
    [Rule("14")]
    public void Strict()
    {
        using var file = Objects.File("(0010,0010)=A");
        var error = Assert.Throws<DicomEditException>(() => CaseRunner.Compile("(0010,0010) := (0008,0032)").Apply(file, new DicomEditContext { Strict = true }));
        Assert.Equal(("ProfileRuleInvalid", 2), (error.ErrorId, error.Line));
    }

    [Theory(DisplayName = "§6.9 no message holds a value")]
    [Rule("6.9")]
    [InlineData("(0028,0010) := (0010,0010)")]
    [InlineData("(0008,0020) := shiftDateTimeByIncrement[(0008,0020), 1]")]
    [InlineData("(0010,4000) := substring[(0010,0010), 0, 99]")]
    [InlineData("(0010,4000) := shiftDateByIncrement[\"20200101\", (0010,0010)]")]
    [InlineData("(0010,0010) ~ (0010,0020) ? -(0010,0010)")]
    [InlineData("delete[(0010,0010)]")]
    [InlineData("v := (0010,0010)\ndelete[v]")]
    [InlineData("v := (0010,0010)\nremoveTags[v]")]
    [InlineData("v := (0010,0010)\n(0010,4000) := mapUID[(0010,0020), v]")]
    [InlineData("v := (0010,0010)\nalterPixels[\"rectangle\", v, \"solid\", \"v=0\"]")]
    [InlineData("(0010,4000) := format[(0010,0020), \"x\"]")]
    [InlineData("(0010,0010) := \"\u0416\"")]
    public void NoValues(string script)
    {
        var compilation = DicomEditScript.Compile("version \"6.7\"\n" + script, "t");
        if (compilation.Script is null)
        {
            return;
        }

        using var file = Objects.File("(0010,0010)=ZZNAME", "(0010,0020)=ZZID{(", "(0008,0020)=20201399");
        var error = Assert.ThrowsAny<DeidException>(() => compilation.Script.Apply(file, new DicomEditContext { Key = CaseRunner.Key }));
        Assert.DoesNotContain("ZZ", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("20201399", error.ToString(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "§7.2 newUID is random, short and a UUID")]
    [Rule("7.2")]
    public void NewUid()
    {
        var script = CaseRunner.Compile("(0020,000D) := newUID[]\n(0020,000E) := newUID[]");
        using var file = Objects.File();
        script.Apply(file, new DicomEditContext());
        var study = Objects.Find(file, "(0020,000D)")!.Text!;
        Assert.NotEqual(study, Objects.Find(file, "(0020,000E)")!.Text);
        Assert.Matches(@"\A2\.25\.[1-9][0-9]{20,38}\z", study);
    }

    [Fact(DisplayName = "§7.2 mapUID depends on value, prefix and key, and on nothing else")]
    [Rule("7.2")]
    public void MapUid()
    {
        string Map(string uid, string prefix, byte[] key)
        {
            using var file = Objects.File("(0020,000D)=" + uid);
            CaseRunner.Compile($"(0020,000D) := mapUID[(0020,000D), \"{prefix}\"]").Apply(file, new DicomEditContext { Key = key });
            return Objects.Find(file, "(0020,000D)")!.Text!;
        }

        var first = Map("1.2.3", "1.2.826.0.1", CaseRunner.Key);
        Assert.StartsWith("1.2.826.0.1.", first, StringComparison.Ordinal);
        Assert.Equal(first, Map("1.2.3", "1.2.826.0.1", CaseRunner.Key));
        Assert.NotEqual(first, Map("1.2.4", "1.2.826.0.1", CaseRunner.Key));
        Assert.NotEqual(first[11..], Map("1.2.3", "1.2.826.0.2", CaseRunner.Key)[11..]);
        Assert.NotEqual(first, Map("1.2.3", "1.2.826.0.1", [.. CaseRunner.Key.Reverse()]));
        var longest = Map("1.2.3", "1.2.826.0.1.1234567890.1234567890.123456789", CaseRunner.Key);
        Assert.InRange(longest.Length, 45, 64);
        Assert.Throws<DicomEditException>(() => Map("1.2.3", "1.2", []));
    }

    [Fact(DisplayName = "§7.2 mapReferencedUIDs keeps references together")]
    [Rule("7.2")]
    public void MapReferenced()
    {
        using var file = Objects.File("(0008,0058)=1.2.3.4.5\\9.9", "(0008,1110)[0]/(0008,1155)=1.2.3.4.5", "(0029,0010)=ACME", "(0029,1010)[0]/(0008,1155)=9.9");
        CaseRunner.Compile("p := \"1.2.826\"\nmapReferencedUIDs[p, \"(0008,0018)\", \"(0008,0058)\", \"(0008,1110)/(0008,1155)\", \"(0029,{ACME}10)/(0008,1155)\"]")
            .Apply(file, new DicomEditContext { Key = CaseRunner.Key });
        var uid = Objects.Find(file, "(0008,0018)")!.Text!;
        var pair = Objects.Find(file, "(0008,0058)")!.Text!.Split('\\');
        Assert.Equal(uid, pair[0]);
        Assert.Equal(uid, Objects.Find(file, "(0008,1110)[0]/(0008,1155)")!.Text);
        Assert.Equal(pair[1], Objects.Find(file, "(0029,1010)[0]/(0008,1155)")!.Text);
        Assert.Equal(uid, Objects.Find(file, "(0002,0003)")!.Text);
    }

    [Fact(DisplayName = "§6.8 echo speaks only when it was allowed")]
    [Rule("6.8")]
    public void Echo()
    {
        var lines = new List<string>();
        using var file = Objects.File("(0010,0010)=A");
        const string Script = "version \"6.7\"\necho (0010,0010)\necho (0008,0050)";
        DicomEditScript.Compile(Script, "t").Script!.Apply(file, new DicomEditContext { Echo = lines.Add });
        Assert.Empty(lines);
        DicomEditScript.Compile(Script, "t", new DicomEditCompileOptions { AllowEcho = true }).Script!.Apply(file, new DicomEditContext { Echo = lines.Add });
        Assert.Equal(["A", "null"], lines);
    }

    [Fact(DisplayName = "§8 one script serves many threads and gives the same result each time")]
    [Rule("8")]
    public void Threads()
    {
        var script = CaseRunner.Compile("removeAllPrivateTags\n-*/(0008,0050)\nhashUIDList[*/(0008,1155), */(0008,0018)]\nv := concatenate[subject, \"-\", (0010,0020)]\n(0010,0020) := v\n(0010,0010) ~ \"A\\\\d+\" ? (0010,0010) := uppercase[v]");
        Parallel.For(0, 200, i =>
        {
            using var file = Objects.File($"(0010,0010)=A{i}", $"(0010,0020)=p{i}", "(0008,1110)[0]/(0008,1155)=1.2.3.4.5", "(0008,1110)[0]/(0008,0050)=x");
            script.Apply(file, new DicomEditContext { Variables = CaseRunner.Variables });
            Assert.Equal($"S1-p{i}", Objects.Find(file, "(0010,0020)")!.Text);
            Assert.Equal($"S1-P{i}", Objects.Find(file, "(0010,0010)")!.Text);
            Assert.Equal(Objects.Find(file, "(0008,0018)")!.Text, Objects.Find(file, "(0008,1110)[0]/(0008,1155)")!.Text);
        });
    }

    [Fact(DisplayName = "§8 applying a script that names what it makes gives the same object twice")]
    [Rule("8")]
    public void Twice()
    {
        var script = CaseRunner.Compile("(0010,0010) := subject\n(0010,0020) := subject\n(0008,0050) := session\nproject != \"Unassigned\" ? (0008,1030) := project\n-*/(0008,0080)\nremoveAllPrivateTags");
        using var file = Objects.File(s_elements);
        script.Apply(file, new DicomEditContext { Variables = CaseRunner.Variables });
        var once = Bytes(file);
        script.Apply(file, new DicomEditContext { Variables = CaseRunner.Variables });
        Assert.Equal(once, Bytes(file));
    }

    [Fact(DisplayName = "§6.3 what no statement names is written byte for byte")]
    [Rule("6.3")]
    public void Untouched()
    {
        using var file = Objects.File(s_elements);
        var before = Bytes(file);
        CaseRunner.Compile("-(0010,4000)\n(0008,0051) ?= \"\"\nhashUIDList[*/(0088,0140)]\nremoveTags[\"*/(4008,0040)\"]").Apply(file, new DicomEditContext());
        Assert.False(file.IsModified);
        Assert.Equal(before, Bytes(file));
    }

    [Fact(DisplayName = "Deletes that match nothing cost no memory for each element")]
    public void Allocation()
    {
        var script = CaseRunner.Compile(string.Join('\n', Enumerable.Range(0, 200).Select(i => $"-*/(0010,{0x2000 + i:X4})")));
        using var file = Objects.File([.. s_elements, .. Enumerable.Range(0, 300).Select(i => $"(0008,1140)[{i}]/(0008,1155)=1.2.{i}")]);
        var context = new DicomEditContext();
        script.Apply(file, context);
        var before = GC.GetAllocatedBytesForCurrentThread();
        script.Apply(file, context);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }

    private static List<string> Deleted(string script)
    {
        using var file = Objects.File(s_elements);
        CaseRunner.Compile(script).Apply(file, new DicomEditContext());
        var lines = new List<string>();
        Describe(file.FileMeta!, string.Empty, lines);
        Describe(file.Dataset, string.Empty, lines);
        return lines;
    }

    private static void Describe(DicomDataset dataset, string path, List<string> lines)
    {
        foreach (var element in dataset)
        {
            lines.Add($"{path}{element.Tag}={element.Text}#{element.Items.Count}");
            for (var i = 0; i < element.Items.Count; i++)
            {
                Describe(element.Items[i], $"{path}{element.Tag}[{i}]/", lines);
            }
        }
    }

    private static byte[] Bytes(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        return stream.ToArray();
    }

    private static byte[] WithDuplicateNames()
    {
        using var file = Objects.File("(0010,0010)=AA");
        var bytes = Bytes(file);
        return [.. bytes, 0x10, 0x00, 0x10, 0x00, (byte)'P', (byte)'N', 4, 0, .. Encoding.ASCII.GetBytes("BBBB")];
    }

    private sealed class Sink : IChangeSink
    {
        public List<string> Records { get; } = [];

        public void Record(ChangeAction action, DicomDataset dataset, DicomTag tag, DicomElement? before, DicomElement? after)
        {
            Assert.Equal(action == ChangeAction.Added, before is null);
            Assert.Equal(action == ChangeAction.Removed, after is null);
            Records.Add($"{action} {tag}");
        }
    }
}
