using DeidPS.Deid.Proof;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Deid.Tests.Proof;

public sealed class PatternSearchTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("NHS 943 476 5919", FindingRule.NhsNumber)]
    [InlineData("943-476-5919", FindingRule.NhsNumber)]
    [InlineData("9434765919", FindingRule.NhsNumber)]
    [InlineData("xNHS9434765919x", FindingRule.NhsNumber)]
    [InlineData("lives at SE1 7EH now", FindingRule.Postcode)]
    [InlineData("EC1A 1BB", FindingRule.Postcode)]
    [InlineData("m11ae", FindingRule.Postcode)]
    [InlineData("tel 020 7946 0123", FindingRule.PhoneNumber)]
    [InlineData("(01632) 960123 or 01632 960123", FindingRule.PhoneNumber)]
    [InlineData("+1 (202) 555-0143", FindingRule.PhoneNumber)]
    [InlineData("a.b+c@trust.nhs.uk", FindingRule.Email)]
    [InlineData("see https://pacs/x", FindingRule.Url)]
    [InlineData(@"\\server\share", FindingRule.Url)]
    [InlineData(@"C:\Users\x", FindingRule.Url)]
    [InlineData("seen 20190304", FindingRule.DateInText)]
    [InlineData("seen 2019-03-04.", FindingRule.DateInText)]
    [InlineData("seen 4 March 2019", FindingRule.DateInText)]
    [InlineData("04/03/2019", FindingRule.DateInText)]
    [InlineData("12/31/2019", FindingRule.DateInText)]
    public void Identifiers_are_found_by_their_form(string text, FindingRule rule) => Assert.Contains(rule, Rules(text));

    [Theory]
    [InlineData("943 476 5918")]
    [InlineData("94347659190")]
    [InlineData("1111111111")]
    [InlineData("T1 SE2 3D")]
    [InlineData("ZZ1 7EH")]
    [InlineData("0.1234567890")]
    [InlineData("version 1.2.3")]
    [InlineData("20191399")]
    [InlineData("19000101")]
    [InlineData("a@b")]
    [InlineData("3/4 of 2019")]
    [InlineData("T2* TSE 512x512 TR 4000")]
    [InlineData("MPRAGE 1mm iso p2 32ch")]
    [InlineData("")]
    public void Ordinary_text_is_left_alone(string text) => Assert.Empty(Rules(text));

    /// <summary>Values that no header of the public corpus should hold: what is found there was looked at and is real or a sample's.</summary>
    [Fact]
    public void Patterns_are_rare_in_headers_of_the_corpus()
    {
        using var folder = new TemporaryFolder();
        var files = Corpus.GeneratedFiles(folder);
        var scan = new ResidualScan(null, new ScanOptions { Conformance = false });
        var real = Corpus.Readable;
        var byRule = new SortedDictionary<FindingRule, int>();
        foreach (var path in real.Concat(files))
        {
            var findings = scan.Scan(path, "x.dcm");
            foreach (var rule in findings.Select(f => f.Rule).Distinct())
            {
                byRule[rule] = byRule.GetValueOrDefault(rule) + 1;
            }
        }

        output.WriteLine($"{real.Count + files.Count} files, with a finding by form: {string.Join(", ", byRule.Select(r => $"{r.Key} {r.Value}"))}");
        Assert.InRange(byRule.GetValueOrDefault(FindingRule.NhsNumber), 0, 2 + (real.Count / 50));
        Assert.InRange(byRule.GetValueOrDefault(FindingRule.Postcode), 0, 2 + (real.Count / 50));
        Assert.InRange(byRule.GetValueOrDefault(FindingRule.Email), 0, 2 + (real.Count / 50));
    }

    [Fact]
    public void Time_grows_with_the_text()
    {
        foreach (var text in new[] { "0", "1 ", "@", "a@", "+1", "9434765919", "SE1 7", @"\", "4 Jan " })
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            PatternSearch.Search(string.Concat(Enumerable.Repeat(text, 2_000_000 / text.Length)), true, (_, _, _) => { });
            Assert.InRange(clock.ElapsedMilliseconds, 0, 3000);
        }
    }

    private static HashSet<FindingRule> Rules(string text)
    {
        var rules = new HashSet<FindingRule>();
        PatternSearch.Search(text, hasPaths: true, (rule, _, _) => rules.Add(rule));
        return rules;
    }
}
