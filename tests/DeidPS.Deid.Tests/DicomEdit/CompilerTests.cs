using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using DeidPS.Deid.DicomEdit;

namespace DeidPS.Deid.Tests.DicomEdit;

/// <summary>What the checker says, and where.</summary>
public sealed class CompilerTests
{
    [Fact(DisplayName = "§3.1 several errors are reported at once, each at its place")]
    [Rule("3.1")]
    public void SeveralErrors()
    {
        var found = Findings("version \"6.7\"\n(0010,0010) := 'A'\n-(0010,0020)\n(0010,0030) := lowercas[\"a\"]\n  (0008,0020) := shiftDateByIncrement[\"20200101\", \"XX\"]\n");
        Assert.Equal(
            [(2, 16, ScriptDiagnosticIds.WrongQuotes), (4, 16, ScriptDiagnosticIds.UnknownFunction), (5, 51, ScriptDiagnosticIds.InvalidIncrement)],
            found.Select(d => (d.Line, d.Column, d.Id)));
        Assert.All(found, d => Assert.False(string.IsNullOrEmpty(d.Remedy)));
        Assert.Contains("lowercase", found[1].Remedy, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "§2 line and column are those of the original text after joining and comments")]
    [Rule("2")]
    public void OriginalPlaces()
    {
        var found = Findings("version \"6.7\" // first\n// note\n(0010,0010) \\\n  := \\\n    nothing[] // end\n\"unclosed\n");
        Assert.Equal((5, 5, ScriptDiagnosticIds.UnknownFunction), (found[0].Line, found[0].Column, found[0].Id));
        Assert.Equal((6, 1, ScriptDiagnosticIds.UnterminatedString), (found[1].Line, found[1].Column, found[1].Id));
    }

    [Fact(DisplayName = "§1.1 a DicomEdit 4 script is recognised and its differences are named")]
    [Rule("1.1")]
    public void DicomEdit4()
    {
        var found = Findings("(0008,103E) = \"x\" : (0010,0010) := \"y\"\n-(0029,1019)\n(0020,000D) := new UID\n");
        Assert.Contains(found, d => d.Id == ScriptDiagnosticIds.DicomEdit4 && d.Message.Contains("DicomEdit 4 script", StringComparison.Ordinal) && !d.Message.Contains("would load", StringComparison.Ordinal));
        Assert.Contains(found, d => d.Id == ScriptDiagnosticIds.DicomEdit4Style && d.Line == 1);
        Assert.Contains(found, d => d.Id == ScriptDiagnosticIds.DicomEdit4Style && d.Line == 2);
        Assert.Contains(found, d => d.Id == ScriptDiagnosticIds.DicomEdit4Style && d.Line == 3);
        var sound = Findings("-(0010,0010)\n");
        Assert.Contains("would load as 6", Assert.Single(sound).Message, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "§5 nesting to any depth gives a finding, not a crash")]
    [Rule("5")]
    [InlineData("if (\"a\" = \"a\") { ")]
    [InlineData("(0010,0010) := concatenate[")]
    [InlineData("v := {")]
    [InlineData("if (concatenate[")]
    public void DeepNesting(string open)
    {
        var nested = open.StartsWith('(') ? open + string.Concat(Enumerable.Repeat("concatenate[", 100_000))
            : open.StartsWith('v') ? "v := " + new string('{', 100_000)
            : string.Concat(Enumerable.Repeat(open, 100_000));
        var watch = Stopwatch.StartNew();
        Assert.NotEmpty(Findings("version \"6.7\"\n" + nested));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), watch.Elapsed.ToString());
    }

    [Fact(DisplayName = "§5 a hundred levels of blocks are fine, one more is not")]
    [Rule("5")]
    public void DepthLimit()
    {
        static string Nested(int depth) => "version \"6.7\"\n" + string.Concat(Enumerable.Repeat("if (\"a\" = \"a\") {\n", depth)) + string.Concat(Enumerable.Repeat("}\n", depth));
        Assert.Empty(Findings(Nested(100)));
        Assert.Equal(ScriptDiagnosticIds.NestingTooDeep, Assert.Single(Findings(Nested(101))).Id);
    }

    [Fact(DisplayName = "§5 a long chain of elseif is not nesting")]
    [Rule("5")]
    public void LongChain()
    {
        var script = "version \"6.7\"\nif (\"a\" = \"b\") {}" + string.Concat(Enumerable.Repeat(" elseif (\"a\" = \"b\") {}", 5_000)) + " else { (0010,0010) := \"Z\" }";
        var compiled = CaseRunner.Compile(script);
        using var file = Objects.File("(0010,0010)=A");
        compiled.Apply(file, new DicomEditContext());
        Assert.Equal("Z", Objects.Find(file, "(0010,0010)")!.Text);
    }

    [Fact(DisplayName = "§5 a broken condition does not hide the errors of its block, nor add others")]
    [Rule("5")]
    public void BrokenCondition()
    {
        var found = Findings("version \"6.7\"\nif ((0010,0010) == \"A\") {\n  nothing[]\n} else {\n  -(0010,0010)\n}\n");
        Assert.Equal([ScriptDiagnosticIds.SyntaxError, ScriptDiagnosticIds.UnknownFunction], found.Select(d => d.Id));
    }

    [Fact(DisplayName = "§3.1 a hostile script gives a bounded number of findings")]
    [Rule("3.1")]
    public void ManyErrors()
    {
        var found = Findings("version \"6.7\"\n" + string.Concat(Enumerable.Repeat("'x'\n", 50_000)));
        Assert.InRange(found.Count, 100, 300);
        Assert.Equal(ScriptDiagnosticIds.TooManyFindings, found[^1].Id);
    }

    [Fact(DisplayName = "A script too large is refused unread")]
    public void TooLarge() =>
        Assert.Equal(ScriptDiagnosticIds.ScriptTooLarge, Assert.Single(Findings(new string(' ', 5_000_000))).Id);

    [Fact(DisplayName = "§9 the hash is that of the normalised text")]
    [Rule("9")]
    public void Hash()
    {
        var windows = CaseRunner.Compile("\uFEFFversion \"6.7\"\r\n-(0010,0010)\r\n");
        var expected = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("version \"6.7\"\n-(0010,0010)\n")));
        Assert.Equal(expected, windows.Hash);
        Assert.Equal(expected, CaseRunner.Compile("version \"6.7\"\n-(0010,0010)\n").Hash);
        Assert.Equal("test", windows.Name);
    }

    [Fact(DisplayName = "IsEmpty, NeedsKey and NeedsLookupTable describe the script")]
    public void Description()
    {
        var empty = CaseRunner.Compile("version \"6.7\"\n// nothing\ndescribe a \"b\"\nexport a \"c\"");
        Assert.True(empty.IsEmpty);
        Assert.False(empty.NeedsKey);
        Assert.False(empty.NeedsLookupTable);
        var full = CaseRunner.Compile("(0020,000D) := mapUID[(0020,000D), \"1.2\"]\nif (false[]) { (0010,0010) := lookup[\"a\", \"b\"] }");
        Assert.False(full.IsEmpty);
        Assert.True(full.NeedsKey);
        Assert.True(full.NeedsLookupTable);
    }

    [Fact(DisplayName = "§6.2 the variables a caller must supply are known, and missing ones stop before the object is touched")]
    [Rule("6.2")]
    public void RequiredVariables()
    {
        var compilation = DicomEditScript.Compile("version \"6.7\"\n(0010,0010) := \"gone\"\nown := \"a\"\n(0010,0020) := concatenate[own, site]\n(0010,4000) := subject", "t");
        Assert.Equal(["site", "subject"], compilation.Script!.RequiredVariables.Order());
        var finding = Assert.Single(compilation.Diagnostics);
        Assert.Equal((ScriptDiagnosticIds.VariableNeverSet, 4), (finding.Id, finding.Line));
        using var file = Objects.File("(0010,0010)=A");
        var error = Assert.Throws<DicomEditException>(() => compilation.Script.Apply(file, new DicomEditContext { Variables = CaseRunner.Variables }));
        Assert.Contains("'site'", error.Message, StringComparison.Ordinal);
        Assert.Equal("A", Objects.Find(file, "(0010,0010)")!.Text);
    }

    [Fact(DisplayName = "§6.2 describe and the caller's list declare external variables")]
    [Rule("6.2")]
    public void DeclaredVariables()
    {
        Assert.Empty(Findings("version \"6.7\"\ndescribe site \"the site\"\n(0010,4000) := site"));
        Assert.Empty(DicomEditScript.Compile("version \"6.7\"\n(0010,4000) := site", "t", new DicomEditCompileOptions { ExternalVariables = ["site"] }).Diagnostics);
    }

    [Fact(DisplayName = "§12 and §14 the strict switch turns warnings into errors")]
    [Rule("12")]
    [Rule("14")]
    public void Strict()
    {
        const string Script = "version \"6.3\"\ndelete[\"(2001,10C8)\"]";
        Assert.NotNull(DicomEditScript.Compile(Script, "t").Script);
        var strict = DicomEditScript.Compile(Script, "t", new DicomEditCompileOptions { Strict = true });
        Assert.Null(strict.Script);
        Assert.Equal(ScriptSeverity.Error, Assert.Single(strict.Diagnostics).Severity);
    }

    [Fact(DisplayName = "§12 a guard takes the warning about a missing element away")]
    [Rule("12")]
    public void Guards()
    {
        Assert.Equal(ScriptDiagnosticIds.MaybeMissing, Assert.Single(Findings("version \"6.7\"\n(0010,0010) := (0008,0050)")).Id);
        Assert.Empty(Findings("version \"6.7\"\nisPresent[(0008,0050)] ? (0010,0010) := (0008,0050)"));
        Assert.Empty(Findings("version \"6.7\"\nif ((0008,0050) ~ \"A.*\") { (0010,0010) := substring[(0008,0050), 0, 1] }"));
        Assert.Empty(Findings("version \"6.7\"\n(0008,0050) := session\n(0010,0010) := (0008,0050)"));
        Assert.Single(Findings("version \"6.7\"\nisPresent[(0008,0050)] ? (0010,0010) := \"A\" : (0010,0010) := (0008,0050)"));
    }

    [Fact(DisplayName = "§7.1 a lookup table names the line that is wrong")]
    [Rule("7.1")]
    public void LookupErrors()
    {
        Assert.Equal(3, Assert.Throws<DicomEditException>(() => LookupTable.Parse("a/b = c\n\nno sign\n")).Line);
        Assert.Equal(1, Assert.Throws<DicomEditException>(() => LookupTable.Parse("a = b = c")).Line);
        Assert.Equal(2, Assert.Throws<DicomEditException>(() => LookupTable.Parse("a/b = c\na/b = d")).Line);
        var table = LookupTable.Parse("// only\na/b = c // rest\r\n");
        Assert.Equal(1, table.Count);
        Assert.Equal("c", table.Find("a", "b"));
        Assert.Null(table.Find("a", "c"));
    }

    [Fact(DisplayName = "§10 the reference site's scripts load with warnings once the increment is filled in")]
    [Rule("10")]
    [Rule("14")]
    public void ReferenceSite()
    {
        var folder = Environment.GetEnvironmentVariable("DEIDPS_GSTT_SCRIPTS");
        if (string.IsNullOrEmpty(folder))
        {
            // Scripts of our own with the same quirks stand in MeaningCases, sections 10 and 14.
            return;
        }

        // Site-wide before project: the project script cuts digits out of what the site script made.
        using var file = Objects.File("(0010,0010)=Name", "(0010,0020)=Number", "(0008,0032)=101010", "(0008,0020)=20200310", "(0008,002A)=20200310101010", "(0029,0010)=ACME", "(0029,1010)=x");
        foreach (var path in Directory.EnumerateFiles(folder, "*.txt").OrderDescending(StringComparer.OrdinalIgnoreCase))
        {
            var text = File.ReadAllText(path);
            if (text.Contains("\"XX\"", StringComparison.Ordinal))
            {
                Assert.Null(DicomEditScript.Compile(text, "t").Script);
            }

            var compilation = DicomEditScript.Compile(text.Replace("\"XX\"", "\"-30\"", StringComparison.Ordinal), path);
            Assert.True(compilation.Script is not null, path + "\n" + string.Join('\n', compilation.Diagnostics));
            Assert.NotEmpty(compilation.Diagnostics);
            Assert.Equal(ScriptOutcome.Applied, compilation.Script!.Apply(file, new DicomEditContext { Variables = CaseRunner.Variables }));
        }

        Assert.Equal("S1", Objects.Find(file, "(0010,0010)")!.Text);
        Assert.Equal(10, Objects.Find(file, "(0010,0020)")!.Text!.Length);
        Assert.Null(Objects.Find(file, "(0029,1010)"));
    }

    private static IReadOnlyList<ScriptDiagnostic> Findings(string script) => DicomEditScript.Compile(script, "test").Diagnostics;
}
