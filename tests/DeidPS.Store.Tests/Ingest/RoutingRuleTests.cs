using System.Text;
using DeidPS.Deid.DicomEdit;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using DeidPS.Store.Ingest;
using static DeidPS.Store.Tests.Ingest.RoutingBench;

namespace DeidPS.Store.Tests.Ingest;

/// <summary>Rule lines and files: workflow section 5, R1 and R3.</summary>
public sealed class RoutingRuleTests
{
    [Theory]
    [InlineData(@"(0008,1030):Project:\s*(\w+)", "Project: LUNG", "LUNG")]
    [InlineData(@"(0008,1030):Project:\s*(\w+)", "project: LUNG", null)]
    [InlineData(@"(0008,1030):(?i)Project:\s*(\w+)", "PROJECT: LUNG", "LUNG")]
    [InlineData(@"(0008,1030):Project:\s*(\w+)", "x Project: LUNG", null)]
    [InlineData(@"(0008,1030):Project:\s*(\w+)", "Project: LUNG x", null)]
    [InlineData(@"(0008,1030):(?:a|ab)(c?)", "abc", "c")]
    [InlineData(@"(0014,0046):Project:(\w+)\s*Subject:(\w+)\s*Session:(\w+):1", "Project:P Subject:S Session:E", "P")]
    [InlineData(@"(0014,0046):Project:(\w+)\s*Subject:(\w+)\s*Session:(\w+):2", "Project:P Subject:S Session:E", "S")]
    [InlineData(@"(0014,0046):Project:(\w+)\s*Subject:(\w+)\s*Session:(\w+):3", "Project:P Subject:S Session:E", "E")]
    [InlineData(@"(0010,4000):Project:(\w+)\s*Session:(\w+):2", "Project:P Session:E", "E")]
    [InlineData(@"(0010,4000):Project:(\w+)\s*Session:(\w+):0", "Project:P Session:E", "Project:P Session:E")]
    [InlineData(@"(F215,1050):Project:(\w+):1", "Project:P", "P")]
    [InlineData(@"(f215,1050):Project:(\w+):1", "Project:P", "P")]
    [InlineData(@"(0010,0010):^(.*)$:1 t:^(.*)$ r:Hotel", "Any^One", "Hotel")]
    [InlineData("(0020,000E):(.*):1 t:.+ r:LUNG", "1.2.3", "LUNG")]
    [InlineData("(0010,4000):Project:(\\w+)\\s*Subject:(\\w+)\\s*Session:(\\w+):2 t:.+ r:sitewide\"", "Project:P Subject:S Session:E", "sitewide\"")]
    [InlineData(@"(0008,1030):(.*) t:[^0-9] r:", "a1-b2", "12")]
    [InlineData(@"(0008,1030):(.*) t:(\d)(\d) r:$2\$$1", "x12", "x2$1")]
    [InlineData(@"(0008,1030):(.*) t:(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k) r:$11$1", "abcdefghijk", "ka")]
    [InlineData(@"(0008,1030):(.*) t:(a) r:$11", "a", "a1")]
    [InlineData(@"(0008,1030):(.*) t:(x)?a r:[$1]", "a", "[]")]
    [InlineData("(0008,1030):(.*) t:b* r:-", "abc", "-a--c-")]
    [InlineData("(0008,1030):(.*) t:a r:b t:c r:d", "a r:b t:c", "d")]
    [InlineData(@"(0008,1030):(.*):x", "a:x", "a")]
    [InlineData(@"(0008,1030):(.)", "\u00E9", "\u00E9")]
    [InlineData(@"(0008,1030):(\w)", "\u00E9", null)]
    [InlineData(@"(0008,1030):(?<who>\w+)-(\w+):2", "a-b", "b")]
    [InlineData("  \t(0008,1030):(a)  ", "a", "a")]
    public void A_line_takes_what_XNAT_takes(string line, string value, string? expected)
    {
        var rule = Assert.Single(Rules(RoutingTarget.Project, line));
        Assert.Equal(expected is null ? [] : [expected], rule.Extract(value));
    }

    [Fact]
    public void A_line_keeps_its_tag_and_its_text()
    {
        var rule = Assert.Single(Rules(RoutingTarget.Project, " (F215,10aB):(x):1 "));
        Assert.Equal((RoutingSource.Custom, new DicomTag(0xF21510AB), "(F215,10aB):(x):1"), (rule.Source, rule.Tag, rule.Text));
    }

    [Theory]
    [InlineData("nonsense", 1, RoutingRuleIds.RuleSyntax)]
    [InlineData("  0008,1030:(x)", 3, RoutingRuleIds.RuleSyntax)]
    [InlineData("(0008,103):(x)", 1, RoutingRuleIds.RuleSyntax)]
    [InlineData("(0008,103G):(x)", 1, RoutingRuleIds.RuleSyntax)]
    [InlineData("(0008, 1030):(x)", 1, RoutingRuleIds.RuleSyntax)]
    [InlineData("(0008,1030)(x)", 1, RoutingRuleIds.RuleSyntax)]
    [InlineData("(0008,1030):", 13, RoutingRuleIds.RuleSyntax)]
    [InlineData("(\u0660\u0660\u0660\u0668,1030):(x)", 1, RoutingRuleIds.RuleSyntax)]
    [InlineData("(0008,1030):(x", 13, RoutingRuleIds.RulePattern)]
    [InlineData("  (0008,1030):x)|(y", 15, RoutingRuleIds.RulePattern)]
    [InlineData("(0008,1030):(x)|(?:y)|z)|(?:u", 13, RoutingRuleIds.RulePattern)]
    [InlineData("(0008,1030):x++(y)", 13, RoutingRuleIds.RulePattern)]
    [InlineData("(0008,1030):x", 13, RoutingRuleIds.RuleGroup)]
    [InlineData("(0008,1030):(x):2", 17, RoutingRuleIds.RuleGroup)]
    [InlineData("(0008,1030):(x):99999999999", 17, RoutingRuleIds.RuleGroup)]
    [InlineData("(0008,1030):(x) t:( r:y", 19, RoutingRuleIds.RuleReplacement)]
    [InlineData("(0008,1030):(x) t:x r:$1", 23, RoutingRuleIds.RuleReplacement)]
    [InlineData("(0008,1030):(x) t:x r:$", 23, RoutingRuleIds.RuleReplacement)]
    [InlineData("(0008,1030):(x) t:x r:${a}", 23, RoutingRuleIds.RuleReplacement)]
    [InlineData("(0008,1030):(x) t:x r:y\\", 23, RoutingRuleIds.RuleReplacement)]
    public void A_bad_line_is_an_error_with_line_and_column(string line, int column, string id)
    {
        var file = RoutingRuleFile.Parse("# first\n\n(0008,1030):(good)\n" + line + "\n(0008,1030):(good)", RoutingTarget.Project, "rules.txt");
        var finding = Assert.Single(file.Findings);
        Assert.Equal((ScriptSeverity.Error, id, 4, column), (finding.Finding.Severity, finding.Finding.Id, finding.Finding.Line, finding.Finding.Column));
        Assert.Equal("rules.txt", finding.Source);
        Assert.True(file.HasErrors);
        Assert.Empty(file.Rules);
        var error = Assert.Throws<StoreException>(() => file.Demand());
        Assert.Equal(StoreException.StoreValueInvalid, error.ErrorId);
        Assert.Contains("line 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blank_lines_comments_marks_and_all_line_breaks_are_tolerated()
    {
        var file = RoutingRuleFile.Parse("\uFEFF# note\r\n\r\n(0008,1030):(a)\r(0008,0050):(b)\n   # (0008,0050):((((\n \t \n", RoutingTarget.Project, "x");
        Assert.Empty(file.Findings);
        Assert.Equal([0x00081030u, 0x00080050u], file.Rules.Select(r => r.Tag.Value));
    }

    [Fact]
    public void Rules_that_make_labels_of_a_patients_name_and_half_replacements_are_warned_of()
    {
        var subject = RoutingRuleFile.Parse("(0010,0010):(.*)\n(0014,0046):(.*):1 t:abc\n", RoutingTarget.Subject, "x");
        Assert.Equal(
            [(RoutingRuleIds.RuleReadsIdentity, 1, 1), (RoutingRuleIds.RuleHalfReplacement, 2, 19)],
            subject.Findings.Select(f => (f.Finding.Id, f.Finding.Line, f.Finding.Column)));
        Assert.False(subject.HasErrors);
        Assert.Equal(2, subject.Rules.Count);
        Assert.Empty(RoutingRuleFile.Parse("(0008,0050):(.*)", RoutingTarget.Project, "x").Findings);
    }

    [Fact]
    public void Too_many_rules_and_too_long_lines_are_errors()
    {
        var many = string.Join('\n', Enumerable.Repeat("(0008,1030):(a)", RoutingRuleFile.MaximumRules + 1));
        var finding = Assert.Single(RoutingRuleFile.Parse(many, RoutingTarget.Project, "x").Findings).Finding;
        Assert.Equal((RoutingRuleIds.TooManyRules, RoutingRuleFile.MaximumRules + 1), (finding.Id, finding.Line));
        var line = "(0008,1030):(" + new string('a', 2000) + ")";
        Assert.Equal(RoutingRuleIds.LineTooLong, Assert.Single(RoutingRuleFile.Parse(line, RoutingTarget.Project, "x").Findings).Finding.Id);
        var bad = RoutingRuleFile.Parse(string.Join('\n', Enumerable.Repeat("(0010,0010):(a)", 200).Append("bad")), RoutingTarget.Subject, "x");
        Assert.Equal(100, bad.Findings.Count);
        Assert.Contains("line 201", Assert.Throws<StoreException>(() => bad.Demand()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_read_as_UTF8_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var good = folder.File("good.txt");
        File.WriteAllText(good, "(0008,1030):Größe (\\w+)\r\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal(["L"], Assert.Single(RoutingRuleFile.Load(good, RoutingTarget.Project).Rules).Extract("Größe L")!);
        var latin = folder.File("latin.txt");
        File.WriteAllBytes(latin, Encoding.Latin1.GetBytes("(0008,1030):Größe (\\w+)\n"));
        Assert.Equal(RoutingRuleIds.FileNotText, Assert.Single(RoutingRuleFile.Load(latin, RoutingTarget.Project).Findings).Finding.Id);
        var large = folder.File("large.txt");
        File.WriteAllBytes(large, new byte[RoutingRuleFile.MaximumSize + 1]);
        Assert.Equal(RoutingRuleIds.FileTooLarge, Assert.Single(RoutingRuleFile.Load(large, RoutingTarget.Project).Findings).Finding.Id);
        Assert.Throws<FileNotFoundException>(() => RoutingRuleFile.Load(folder.File("none.txt"), RoutingTarget.Project));
        Assert.Throws<ArgumentOutOfRangeException>(() => RoutingRuleFile.Parse(string.Empty, RoutingTarget.AutoArchive, "x"));
    }
}
