using System.Text;
using System.Text.RegularExpressions;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Dictionary;
using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Profile;

/// <summary>The statement is complete, and what it says is what a run does.</summary>
public sealed partial class ConformanceStatementTests
{
    private const ProfileOptions SiteWide = ProfileOptions.RetainPatientCharacteristics | ProfileOptions.RetainModifiedDates;
    private const ProfileOptions Other = ProfileOptions.RetainDeviceIdentity | ProfileOptions.RetainUids | ProfileOptions.RetainFullDates | ProfileOptions.CleanDescriptors;

    [Theory]
    [InlineData(ProfileOptions.None)]
    [InlineData(SiteWide)]
    [InlineData(Other)]
    public void Every_row_of_the_table_has_one_row_of_the_statement(ProfileOptions options)
    {
        var rows = Rows(Statement(options));
        var table = ProfileTable.Standard.Concat(ProfileTable.Beyond).Where(r => r.IsExact).Select(r => new DicomTag(r.Value).ToString());
        Assert.Equal(table.Order(StringComparer.Ordinal), rows.Keys.Where(k => !k.Contains('x', StringComparison.Ordinal) && k != "(gggg,eeee)").Order(StringComparer.Ordinal));
        Assert.All(["(50xx,xxxx)", "(60xx,xxxx)", "(gggg,eeee)"], key => Assert.Contains(key, rows.Keys));
    }

    [Theory]
    [InlineData(ProfileOptions.None, "1.2.840.10008.5.1.4.1.1.2")]
    [InlineData(SiteWide, "1.2.840.10008.5.1.4.1.1.2")]
    [InlineData(SiteWide, "1.2.840.10008.5.1.4.1.1.88.11")]
    [InlineData(SiteWide, "1.2.3.4")]
    [InlineData(Other, "1.2.840.10008.5.1.4.1.1.481.5")]
    public void What_it_says_of_an_attribute_is_what_a_run_does(ProfileOptions options, string sopClass)
    {
        var rows = Rows(Statement(options));
        var planted = new Planted();
        var tags = ProfileTable.Standard.Concat(ProfileTable.Beyond).Where(r => r.IsExact).Select(r => new DicomTag(r.Value)).Where(t => t.Group is >= 8 and < 0xFFFA).ToList();
        tags.ForEach(t => planted.Plant(t.Value));
        planted.Put(0x00080016, DicomVR.UI, Encoding.ASCII.GetBytes(sopClass.Length % 2 == 0 ? sopClass : sopClass + '\0'));
        var bytes = planted.Encode(isExplicit: true, hideSequences: false, static _ => false).File();
        using var before = DicomFile.Open(bytes);
        using var input = DicomFile.Open(bytes);
        using var after = ProfileRun.Apply(input, Settings(options));
        var place = IodDefinition.For(sopClass).Root;

        // It goes with the document, which is replaced as a whole.
        tags.Remove(new DicomTag(0x0040E001));
        var wrong = tags.Select(t => Disagreement(t, rows[t.ToString()], place.TypeOf(t), before.Dataset.Find(t)!, after.Dataset.Find(t))).OfType<string>().ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Claims_are_those_the_step_makes()
    {
        var step = new ProfileStep(new ProfileSettings { Options = SiteWide });
        Assert.Equal(step.Claims, Claimed(ConformanceStatement.Lines(new DeidPolicy("x", step))));
        var keeps = new ProfileStep(new ProfileSettings { Overrides = new Dictionary<DicomTag, AttributeAction> { [new(0x00100010)] = AttributeAction.Keep } });
        var lines = ConformanceStatement.Lines(new DeidPolicy("x", keeps));
        Assert.Empty(Claimed(lines));
        Assert.Contains(lines, l => l.StartsWith("This policy adds no claim", StringComparison.Ordinal));
        Assert.StartsWith("K |", Rows(lines)["(0010,0010)"], StringComparison.Ordinal);
    }

    [Fact]
    public void Dummies_are_named()
    {
        var lines = Statement(ProfileOptions.None);
        foreach (var (vr, dummy) in new[] { ("DA", "19000101"), ("TM", "000000"), ("LO", "ANONYMIZED"), ("PN", "ANONYMOUS"), ("CS", "COERCE") })
        {
            Assert.Contains(lines, l => l.StartsWith($"| {vr} | `{dummy}` |", StringComparison.Ordinal));
        }

        Assert.Contains(lines, l => l.Contains("CodeValue = 121106", StringComparison.Ordinal) && l.Contains("(0040,A730)", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_bring_their_sections()
    {
        Assert.DoesNotContain(Statement(ProfileOptions.None), l => l == "## Descriptors" || l == "## Patient characteristics" || l.StartsWith("| `GEMS_ACQU_01`", StringComparison.Ordinal));
        var all = Statement(SiteWide | ProfileOptions.RetainSafePrivate);
        Assert.Contains("## Patient characteristics", all);
        Assert.Contains(all, l => l.Contains($"{DescriptorWords.Shipped.Count} words", StringComparison.Ordinal) && l.Contains(DescriptorWords.Shipped.Digest, StringComparison.Ordinal));
        Assert.Contains(all, l => l.StartsWith("| `GEMS_ACQU_01`", StringComparison.Ordinal) && l.Contains("(0019,xx23)", StringComparison.Ordinal));
        Assert.Contains(all, l => l.Contains("-3650 to -1 days", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("site-wide", "113100 113107 113108")]
    [InlineData("project-level", "")]
    public void Shipped_policies_have_one(string name, string claims)
    {
        var policy = PolicyLibrary.Compile(new PolicyLibrary(Path.Combine(RepositoryPath.Root, "module", "policies")).Find(name), new DicomEditCompileOptions(), out _)!;
        var lines = ConformanceStatement.Lines(policy);
        Assert.Contains(lines, l => l.Contains(policy.Label, StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains(ProfileTable.Digest, StringComparison.Ordinal));
        Assert.Equal(claims, string.Join(' ', Claimed(lines)));
        Assert.All(lines, l => Assert.Equal(l.TrimEnd(), l));
    }

    [Fact]
    public void Script_is_named_by_its_digest_and_its_text_is_not_told()
    {
        var script = DicomEditScript.Compile("version \"6.7\"\n(0010,0010) = \"ZZNAME\" ? (0010,0010) := \"A\"\n", "x", new DicomEditCompileOptions()).Script!;
        var lines = ConformanceStatement.Lines(new DeidPolicy("x", script));
        Assert.Contains(lines, l => l.Contains(script.Hash, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("ZZNAME", StringComparison.Ordinal));
        Assert.Empty(Claimed(lines));
    }

    private static ProfileSettings Settings(ProfileOptions options) => new() { Options = options, Labels = new Dictionary<DicomTag, LabelSource>() };

    private static IReadOnlyList<string> Statement(ProfileOptions options) => ConformanceStatement.Lines(new DeidPolicy("x", new ProfileStep(Settings(options))));

    /// <summary>Action and what stands behind it, by tag.</summary>
    private static Dictionary<string, string> Rows(IEnumerable<string> lines) => lines.SkipWhile(l => !l.StartsWith("## Attributes", StringComparison.Ordinal)).Skip(1)
        .TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal)).Where(l => l.StartsWith("| (", StringComparison.Ordinal))
        .Select(l => l.Split(" | ", 4)).ToDictionary(c => c[0][2..], c => c[3], StringComparer.Ordinal);

    private static IEnumerable<string> Claimed(IEnumerable<string> lines) =>
        lines.Where(l => l.EndsWith("| Yes | Yes | Yes |", StringComparison.Ordinal)).Select(l => l.Split('|')[2].Trim());

    private static string? Disagreement(DicomTag tag, string row, AttributeType type, DicomElement before, DicomElement? after)
    {
        var said = row.Split(" | ")[0];
        var cleaned = said.StartsWith("C, else ", StringComparison.Ordinal);
        var expected = Resolve(cleaned ? said["C, else ".Length..] : said, type);
        var isTemporal = before.VR is DicomVR.DA or DicomVR.DT or DicomVR.TM || tag.Value == 0x00080201;
        if (cleaned && isTemporal)
        {
            expected = before.VR is DicomVR.DA or DicomVR.DT ? "changed" : "K";
        }

        var seen = Seen(before, after);
        var agrees = expected switch
        {
            "D" => seen == "D" || (before.VR == DicomVR.UI && seen == "U"),
            "changed" => seen == "D",
            "C" => seen is "D" or "C",
            _ => seen == expected,
        };
        return agrees || (cleaned && IsFrame(before, after)) ? null : $"{tag} Type {type}: '{said}' is said, {seen} was seen";
    }

    /// <summary>A sequence that stays while the profile cleans what is inside.</summary>
    private static bool IsFrame(DicomElement before, DicomElement? after) => before.IsSequence && after?.Items.SingleOrDefault()?.Contains(new DicomTag(0x00081150)) == true;

    private static string Resolve(string said, AttributeType type)
    {
        var number = type is AttributeType.None ? "none" : type.ToString()[4..5];
        foreach (Match match in ByType().Matches(said))
        {
            if (match.Groups[2].Value == "else" || match.Groups[2].Value.Contains(number, StringComparison.Ordinal))
            {
                return match.Groups[1].Value;
            }
        }

        return said;
    }

    private static string Seen(DicomElement before, DicomElement? after)
    {
        if (after is null)
        {
            return "X";
        }

        if (after.IsSequence)
        {
            return after.Items.Count == 0 ? "Z" : after.Items[0].GetText(new DicomTag(0x00080104)) == "ZZPLANTED" ? "K" : "D";
        }

        return after.IsEmpty ? "Z"
            : before.Bytes.Span.SequenceEqual(after.Bytes.Span) ? "K"
            : after.VR == DicomVR.UI && after.Text == ProfileRun.Pseudonymiser.Uid(before.Text!) ? "U"
            : "D";
    }

    [GeneratedRegex(@"([A-Z]) \((?:Type )?([^)]*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex ByType();
}
