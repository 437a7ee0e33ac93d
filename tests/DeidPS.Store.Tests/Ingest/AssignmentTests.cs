using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DeidPS.Dicom;
using DeidPS.Store.Ingest;
using static DeidPS.Store.Tests.Ingest.RoutingBench;

namespace DeidPS.Store.Tests.Ingest;

/// <summary>Texts in comments: workflow section 5, R2 and R4.</summary>
public sealed class AssignmentTests
{
    private static readonly string[] s_pieces =
        ["Project", "project", "PROJECT", ":", ":", ":", " ", " ", ",", ";", "A", "B", "a-b", "x_1", ".", "Subject", "my", "\t", "é", "="];

    [Theory]
    [InlineData(Stamp, "Unassigned")]
    [InlineData("x Project:A,Project:B", "B")]
    [InlineData("project : a-b", "a-b")]
    [InlineData("Project:A;Subject:S", "A")]
    [InlineData("Project:A.B", null)]
    [InlineData("myProject:A", null)]
    [InlineData("Project: Subject:x", null)]
    [InlineData("Project:", null)]
    [InlineData("Project:A Project:", "A")]
    [InlineData("first line\r\nProject:A\r\nlast line", "A")]
    [InlineData("Project:A\nProject:B\nProject:C", "C")]
    [InlineData("Project\n:\nA", "A")]
    [InlineData("Project:A,Project:B", "B")]
    [InlineData("PROJECT:A", "A")]
    [InlineData("Project:\u212A", null)]
    [InlineData("Project:é", null)]
    [InlineData("", null)]
    public void The_last_text_that_stands_alone_counts(string text, string? expected) => Assert.Equal(expected, Last(text));

    /// <summary>
    /// XNAT takes the first value where the text begins with the word, because its pattern tries the start of the text before it looks for the
    /// last place; here it is the last one always (R2), and where the two differ the object is ambiguous.
    /// </summary>
    [Fact]
    public void It_finds_what_XNAT_finds_or_the_object_is_ambiguous()
    {
        var xnat = new Regex(@"\A(?:(?:\A|(?:.*[ \t,;]))Project[ \t]*\:[ \t]*([A-Za-z0-9_\-]*)(?:(?:[ \t,;].*\z)|\z))\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        var random = new Random(20240501);
        var (same, other) = (0, 0);
        for (var i = 0; i < 50_000; i++)
        {
            var pieces = Enumerable.Range(0, random.Next(1, 13)).Select(_ => s_pieces[random.Next(s_pieces.Length)]);
            var text = (random.Next(2) > 0 ? "x " : string.Empty) + string.Concat(pieces);
            var match = xnat.Match(text);
            var theirs = match.Success ? match.Groups[1].Value : null;
            var ours = All(text);
            if (theirs == ours.LastOrDefault())
            {
                same += theirs is null ? 0 : 1;
            }
            else if (theirs is { Length: > 0 })
            {
                other++;
                Assert.StartsWith("project", text, StringComparison.OrdinalIgnoreCase);
                Assert.Equal($"{text} -> {theirs}", $"{text} -> {ours[0]}");
                Assert.True(ours.Distinct(StringComparer.Ordinal).Count() > 1, text);
            }
            else
            {
                // Nothing between the marks.
                Assert.True(theirs is not null, text);
            }
        }

        Assert.InRange(same, 500, 50_000);
        Assert.InRange(other, 1, 50_000);
    }

    [Fact]
    public void Comments_are_asked_in_the_order_of_XNAT()
    {
        var bench = new RoutingBench();
        Assert.Equal("LUNG", bench.Decide((History, "Project:LUNG")).Project);
        var decision = bench.Decide((PatientComments, "Subject:S1"), (StudyComments, "Subject:S2 Session:E2"), (History, "Subject:S3 Session:E3 AA:true"));
        Assert.Equal("S1", decision.Subject?.Text);
        Assert.Equal("E2", decision.Session?.Text);
        Assert.True(decision.AutoArchive);
        Assert.Equal([RoutingTarget.Subject, RoutingTarget.Session], decision.Ambiguous);
        Assert.True(decision.NeedsReview);
    }

    [Theory]
    [InlineData("Subject:S1 Subject:S2", "S2", true)]
    [InlineData("Subject:S1 Subject:s1", "s1", false)]
    [InlineData("Subject:S1 Subject:", "S1", false)]
    public void Different_values_in_one_comment_are_ambiguous(string text, string expected, bool isAmbiguous)
    {
        var decision = new RoutingBench().Decide((PatientComments, text));
        Assert.Equal(expected, decision.Subject?.Text);
        Assert.Equal(isAmbiguous, decision.IsAmbiguous);
    }

    [Fact]
    public void Two_names_of_one_project_are_no_contradiction()
    {
        var bench = new RoutingBench();
        Assert.False(bench.Decide((PatientComments, "Project:lung"), (StudyComments, "Project:LUNG-Study")).IsAmbiguous);
        Assert.True(bench.Decide((PatientComments, "Project:lung"), (StudyComments, "Project:HEART")).IsAmbiguous);
    }

    [Theory]
    [InlineData("AA:true", true)]
    [InlineData("aa : TRUE;", true)]
    [InlineData("AA:false", false)]
    [InlineData("AA:yes", null)]
    [InlineData("AA:", null)]
    [InlineData("AAA:true", null)]
    public void Automatic_archiving_is_true_false_or_not_given(string text, bool? expected) =>
        Assert.Equal(expected, new RoutingBench().Decide((PatientComments, text)).AutoArchive);

    [Fact]
    public void Values_are_decoded_by_their_character_set_and_padding_does_not_count()
    {
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SpecificCharacterSet, "ISO_IR 144");
        var cyrillic = CodePagesEncodingProvider.Instance.GetEncoding(28595)!;
        dataset.Set(DicomElement.Create(new DicomTag(PatientComments), DicomVR.LT, cyrillic.GetBytes("Проект,Project:LUNG \0\0 ")));
        var rules = new RoutingRuleSet { Subject = Rules(RoutingTarget.Subject, @"(0010,4000):Проект,Project:(\w+)") };
        var decision = new RoutingBench { Site = rules }.Router.Decide(dataset, new RoutingBench());
        Assert.Equal("LUNG", decision.Project);
        Assert.Equal("LUNG", decision.Subject?.Text);
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void The_culture_of_the_machine_does_not_matter(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            var rules = new RoutingRuleSet { Subject = Rules(RoutingTarget.Subject, "(0014,0046):(?i)title:(.+)") };
            var bench = new RoutingBench { Site = rules };
            var decision = bench.Decide((PatientComments, "SESSION:I1 session:i1 PROJECT:lung"), (MaterialNotes, "TITLE:I"));
            Assert.Equal("LUNG", decision.Project);
            Assert.Equal("i1", decision.Session?.Text);
            Assert.False(decision.IsAmbiguous);
            Assert.Equal("I", decision.Subject?.Text);
            Assert.Equal(ProjectReason.Unassigned, bench.Decide((PatientComments, "Project:UNASSIGNED")).ProjectReason);
            Assert.Null(LabelText.Clean("UNASSIGNED"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string? Last(string text) => All(text).LastOrDefault();

    private static IReadOnlyList<string> All(string text) => RoutingRule.Assignment(new DicomTag(PatientComments), RoutingTarget.Project).Extract(text)!;
}
