using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Store.Ingest;
using static DeidPS.Store.Tests.Ingest.RoutingBench;

namespace DeidPS.Store.Tests.Ingest;

/// <summary>Where objects go: workflow section 5 and section 4, P8 and P9.</summary>
public sealed class RouterTests
{
    private const string Name = "ZZNAME^ZZGIVEN";

    [Fact]
    public void Unassigned_ends_the_search_although_the_description_is_a_project()
    {
        var decision = new RoutingBench { Options = new RoutingOptions { DefaultProject = "HEART" } }
            .Decide((PatientComments, Stamp), (StudyComments, Stamp), (StudyDescription, "LUNG"), (AccessionNumber, "HEART"));
        Assert.Null(decision.Project);
        Assert.Equal(ProjectReason.Unassigned, decision.ProjectReason);
        Assert.False(decision.IsAmbiguous);
        Assert.Equal("subj001", decision.Subject?.Text);
        Assert.Equal("subj001_sess001", decision.Session?.Text);
        Assert.True(decision.LabelIsDefault);
        Assert.DoesNotContain(decision.Steps, s => s.Source is RoutingSource.WholeValue or RoutingSource.Default);
    }

    [Theory]
    [InlineData("LUNG", "", "LUNG")]
    [InlineData(" lung ", "", "LUNG")]
    [InlineData("lung-study", "HEART", "LUNG")]
    [InlineData("CT of the LUNG", "HEART", "HEART")]
    [InlineData("", "heart", "HEART")]
    [InlineData("Project:LUNG", "", null)]
    public void Whole_values_count_when_they_are_a_project(string description, string accession, string? expected)
    {
        var decision = new RoutingBench().Decide((StudyDescription, description), (AccessionNumber, accession));
        Assert.Equal(expected, decision.Project);
        Assert.Equal(expected is null ? ProjectReason.NotGiven : ProjectReason.Routed, decision.ProjectReason);
        Assert.Equal(expected is null ? null : RoutingSource.WholeValue, decision.ProjectSource);
    }

    [Theory]
    [InlineData("Project:NOSUCH", ProjectReason.UnknownProject)]
    [InlineData("Project:SECRET", ProjectReason.NotAllowed)]
    [InlineData("Project:", ProjectReason.NotGiven)]
    public void A_project_that_cannot_be_is_none_and_the_reason_says_why(string text, ProjectReason reason)
    {
        var decision = new RoutingBench().Decide((PatientComments, text));
        Assert.Null(decision.Project);
        Assert.Equal(reason, decision.ProjectReason);
        Assert.False(decision.IsAmbiguous);
    }

    [Theory]
    [InlineData("Project:NOSUCH")]
    [InlineData("Project:SECRET")]
    public void Where_another_rule_decides_instead_a_person_looks(string text)
    {
        var decision = new RoutingBench().Decide((PatientComments, text), (StudyDescription, "HEART"));
        Assert.Equal("HEART", decision.Project);
        Assert.Equal([RoutingTarget.Project], decision.Ambiguous);
    }

    [Fact]
    public void The_default_project_takes_what_names_none()
    {
        var bench = new RoutingBench { Options = new RoutingOptions { DefaultProject = "lung" } };
        Assert.Equal("LUNG", bench.Decide((StudyDescription, "CT thorax")).Project);
        Assert.Equal(RoutingSource.Default, bench.Decide().ProjectSource);
        Assert.Equal(ProjectReason.UnknownProject, bench.Decide((PatientComments, "Project:NOSUCH")).ProjectReason);
        var unknown = new RoutingBench { Options = new RoutingOptions { DefaultProject = "gone" } }.Decide();
        Assert.Equal(ProjectReason.UnknownProject, unknown.ProjectReason);
    }

    [Fact]
    public void Names_and_numbers_give_keyed_pseudonyms_and_never_their_text()
    {
        var original = Object((PatientName, Name), (PatientId, "ZZ4711"), (StudyId, "ZZSTUDY"), (AccessionNumber, "ZZACC"), (StudyDescription, "ZZDESC"));
        var label = Keyed.For(PatientIdentity.Of(original)).Label;
        var bench = new RoutingBench();
        var decision = bench.Router.Decide(original, bench);
        Assert.Equal(label, decision.Subject?.Text);
        Assert.Equal(label, decision.Session?.Text);
        Assert.Equal(RoutingSource.Pseudonym, decision.Session?.Source);
        Assert.Equal(label, decision.Subject?.Original);
        Assert.False(decision.Subject!.IsCleaned);
        var other = new RoutingBench { Fallback = SessionFallback.StudyIdThenAccessionNumber };
        Assert.Equal(Keyed.StudyId("ZZSTUDY"), other.Router.Decide(original, other).Session?.Text);
        original.Remove(new DicomTag(StudyId));
        Assert.Equal(Keyed.AccessionNumber("ZZACC"), other.Router.Decide(original, other).Session?.Text);
        var told = string.Join('\n', decision.Steps.Select(s => s.ToString()).Append(decision.ToString()).Append(decision.Subject.ToString()));
        Assert.DoesNotContain("ZZ", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_name_and_number_there_is_no_label()
    {
        var decision = new RoutingBench().Decide((PatientName, "^^"), (StudyDescription, "x"));
        Assert.Null(decision.Subject);
        Assert.Null(decision.Session);
        Assert.False(decision.LabelIsDefault);
        Assert.Equal(
            Keyed.For(PatientIdentity.Of(Object((PatientId, "ZZ1")))).Label,
            new RoutingBench().Decide((PatientId, "ZZ1")).Subject?.Text);
    }

    [Theory]
    [InlineData("Subject:SUBJ001 Session:x", true)]
    [InlineData("Subject:x Session:subj001_sess001", true)]
    [InlineData("Subject:subj002 Session:subj001_sess002", false)]
    public void Labels_of_the_pushed_text_are_defaults(string text, bool expected) =>
        Assert.Equal(expected, new RoutingBench().Decide((PatientComments, text)).LabelIsDefault);

    [Fact]
    public void The_pushed_text_is_a_setting()
    {
        Assert.Equal(PushedDataText.Default, PushedDataText.Parse(Stamp));
        var options = new RoutingOptions { PushedData = PushedDataText.Parse("Subject:new; Session:new_1") };
        var bench = new RoutingBench { Options = options };
        Assert.False(bench.Decide((PatientComments, Stamp)).LabelIsDefault);
        Assert.True(bench.Decide((PatientComments, "Session:NEW_1")).LabelIsDefault);
        Assert.False(new RoutingBench { Options = new RoutingOptions { PushedData = PushedDataText.Parse(string.Empty) } }.Decide((PatientComments, Stamp)).LabelIsDefault);
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => PushedDataText.Parse("no labels")).ErrorId);
    }

    [Fact]
    public void A_request_beats_what_the_object_says()
    {
        var bench = new RoutingBench();
        var original = Object((PatientComments, "Project:HEART Subject:S1 Session:E1"), (StudyComments, "Subject:S9"));
        var decision = bench.Router.Decide(original, bench, new RoutingPlan("lung", "S2", null));
        Assert.Equal(("LUNG", RoutingSource.Plan), (decision.Project, decision.ProjectSource));
        Assert.Equal(("S2", RoutingSource.Plan), (decision.Subject?.Text, decision.Subject?.Source));
        Assert.Equal("E1", decision.Session?.Text);
        Assert.False(decision.IsAmbiguous);

        // What the request names is meant, and nothing else.
        Assert.Equal(ProjectReason.NotAllowed, bench.Router.Decide(original, bench, new RoutingPlan("SECRET", null, null)).ProjectReason);
        Assert.Equal("HEART", bench.Router.Decide(original, bench, new RoutingPlan(" ", "", null)).Project);
    }

    [Fact]
    public void Custom_rules_come_first_and_those_of_a_receiver_instead_of_those_of_the_site()
    {
        var site = new RoutingRuleSet
        {
            Project = Rules(RoutingTarget.Project, @"(0008,1030):(\w+) .*"),
            Subject = Rules(RoutingTarget.Subject, @"(0014,0046):site (\w+).*"),
        };
        var receiver = new RoutingRuleSet { Subject = Rules(RoutingTarget.Subject, @"(0014,0046):.* room (\w+)") };
        (uint, string)[] values = [(StudyDescription, "HEART scan"), (PatientComments, "Project:LUNG Subject:S1"), (MaterialNotes, "site A1 room R7")];
        Assert.Equal(("HEART", "A1"), Labels(new RoutingBench { Site = site }));
        Assert.Equal(("HEART", "R7"), Labels(new RoutingBench { Site = site, Receiver = receiver }));
        Assert.Equal(("LUNG", "S1"), Labels(new RoutingBench()));

        (string?, string?) Labels(RoutingBench bench)
        {
            var decision = bench.Decide(values);
            Assert.False(decision.IsAmbiguous);
            return (decision.Project, decision.Subject?.Text);
        }
    }

    [Fact]
    public void A_custom_rule_without_a_value_leaves_it_to_the_next()
    {
        var rules = new RoutingRuleSet { Subject = Rules(RoutingTarget.Subject, @"(0014,0046):room:(\w*)", "(0014,0046):(?:x)?(y)?.*", @"(0014,0046):(\w+):") };
        var decision = new RoutingBench { Site = rules }.Decide((MaterialNotes, "room:"), (PatientComments, "Subject:S1"));
        Assert.Equal("room", decision.Subject?.Text);
        Assert.Equal(
            [RoutingOutcome.Empty, RoutingOutcome.NoMatch, RoutingOutcome.Used, RoutingOutcome.NotNeeded],
            decision.Steps.Where(s => s.Target == RoutingTarget.Subject && s.Outcome != RoutingOutcome.NoAttribute).Select(s => s.Outcome));
    }

    [Fact]
    public void The_first_of_several_values_and_numbers_are_read()
    {
        var rules = new RoutingRuleSet
        {
            Subject = Rules(RoutingTarget.Subject, @"(0008,0008):(\w+)"),
            Session = Rules(RoutingTarget.Session, @"(0028,0010):(\d+)"),
        };
        var decision = new RoutingBench { Site = rules }.Decide((0x00080008, @"ORIGINAL\PRIMARY"), (0x00280010, "512"));
        Assert.Equal("ORIGINAL", decision.Subject?.Text);
        Assert.Equal("512", decision.Session?.Text);
    }

    [Fact]
    public void Every_rule_tried_is_told_and_values_only_where_asked_for()
    {
        var bench = new RoutingBench();
        var original = Object((PatientComments, "ZZ Project:LUNG"), (PatientName, Name));
        var plain = bench.Router.Decide(original, bench);
        var told = bench.Router.Explain(original, bench);
        Assert.All(plain.Steps, s => Assert.True(s.Value is null && s.Found is null));
        Assert.Equal(plain.Steps.Select(s => s.ToString()), told.Steps.Select(s => s.ToString()));
        Assert.DoesNotContain("ZZ", string.Concat(told.Steps), StringComparison.Ordinal);
        var step = told.Steps[0];
        Assert.Equal((RoutingTarget.Project, RoutingOutcome.Used, DicomVR.LT, 15, 4), (step.Target, step.Outcome, step.VR, step.ValueLength, step.FoundLength));
        Assert.Equal(("ZZ Project:LUNG", "LUNG", "Project: in (0010,4000)"), (step.Value, step.Found, step.Rule));
        var subject = told.Steps.Single(s => s is { Target: RoutingTarget.Subject, Outcome: RoutingOutcome.Used });
        Assert.Equal((Name, told.Subject?.Text), (subject.Value, subject.Found));
        Assert.Equal(
            [RoutingOutcome.Used, RoutingOutcome.NoAttribute, RoutingOutcome.NoAttribute, RoutingOutcome.NoMatch, RoutingOutcome.NoAttribute, RoutingOutcome.NoAttribute, RoutingOutcome.Used],
            told.Steps.TakeWhile(s => s.Target != RoutingTarget.Session).Select(s => s.Outcome));
    }

    [Fact]
    public void Objects_of_one_study_agree_or_they_do_not()
    {
        var bench = new RoutingBench();
        var first = bench.Decide((PatientComments, "Project:LUNG Subject:S1 Session:E1"));
        Assert.True(first.Agrees(bench.Decide((StudyComments, "project:lung-study subject:s1 session:e1"))));
        Assert.False(first.Agrees(bench.Decide((PatientComments, "Project:HEART Subject:S1 Session:E1"))));
        Assert.False(first.Agrees(bench.Decide((PatientComments, "Project:LUNG Subject:S2 Session:E1"))));
        Assert.False(first.Agrees(bench.Decide((PatientComments, "Project:LUNG Subject:S1"))));
        Assert.False(first.Agrees(bench.Decide((PatientComments, "Project:LUNG Subject:S1 Session:E1 AA:true"))));
        Assert.True(bench.Decide().Agrees(bench.Decide((PatientComments, "Project:Unassigned"))));
    }

    [Fact]
    public void A_rule_that_takes_too_long_fails_the_object_and_does_not_hang()
    {
        var rules = new RoutingRuleSet { Project = Rules(RoutingTarget.Project, "(0014,0046):(x+x+)+y") };
        var decision = new RoutingBench { Site = rules }.Decide((MaterialNotes, new string('x', 200)), (PatientComments, "Project:LUNG Subject:S1"));
        Assert.Equal((RoutingError.TimedOut, ProjectReason.Failed), (decision.Error, decision.ProjectReason));
        Assert.True(decision.Project is null && decision.Subject is null && decision.NeedsReview);
        Assert.Equal(RoutingOutcome.TimedOut, Assert.Single(decision.Steps).Outcome);
    }

    [Fact]
    public void A_replacement_that_takes_too_long_fails_the_object()
    {
        var rules = new RoutingRuleSet { Session = Rules(RoutingTarget.Session, "(0014,0046):(.*) t:(x+x+)+y r:z") };
        Assert.Equal(RoutingError.TimedOut, new RoutingBench { Site = rules }.Decide((MaterialNotes, new string('x', 200))).Error);
    }

    [Fact]
    public void A_value_too_long_fails_the_object()
    {
        var original = Object();
        original.Set(DicomElement.Create(new DicomTag(PatientComments), DicomVR.UT, new byte[RoutingValue.MaximumLength + 2].Select(_ => (byte)'x').ToArray()));
        var bench = new RoutingBench();
        var decision = bench.Router.Decide(original, bench);
        Assert.Equal((RoutingError.TooLong, true), (decision.Error, decision.NeedsReview));
    }

    [Fact]
    public void Sequences_and_bytes_are_no_text()
    {
        var original = Object();
        original.Set(DicomElement.CreateSequence(new DicomTag(PatientComments), new DicomDataset()));
        original.Set(DicomElement.Create(new DicomTag(StudyComments), DicomVR.OB, new byte[] { 1, 2 }));
        var bench = new RoutingBench();
        var decision = bench.Router.Decide(original, bench);
        Assert.Equal([RoutingOutcome.NoText, RoutingOutcome.NoText], decision.Steps.Take(2).Select(s => s.Outcome));
        Assert.Equal(RoutingError.None, decision.Error);
    }

    [Fact]
    public void Long_texts_are_not_looked_up_as_projects()
    {
        var rules = new RoutingRuleSet { Project = Rules(RoutingTarget.Project, "(0014,0046):(.*)") };
        var bench = new RoutingBench { Site = rules };
        Assert.Equal(ProjectReason.UnknownProject, bench.Decide((MaterialNotes, new string('x', 65)), (PatientComments, "Project:" + new string('y', 65))).ProjectReason);
        Assert.Empty(bench.Asked);
    }
}
