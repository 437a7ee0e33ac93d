using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Policies;

/// <summary>What one project made, given to another: derived anew when the first one's key vouches for it, and only then.</summary>
public sealed class OriginKeyTests
{
    private static readonly DicomTag s_study = new(0x0020000D);
    private static readonly DicomTag s_date = new(0x00080020);

    private static readonly PolicyContext s_heart = PolicyRun.Context with { Variables = new Dictionary<string, string> { ["subject"] = "H1", ["session"] = "H1_1", ["project"] = "HEART" } };

    [Fact]
    public void It_gets_the_other_projects_labels_uids_and_dates()
    {
        using var here = PolicyRun.Released();
        using var there = PolicyRun.Released();
        var outcome = Run(there, s_heart with { OriginKey = PolicyRun.Key.ForProject("LUNG") });
        Assert.Empty(outcome.Residual);
        Assert.Equal(("H1", "HEART"), (there.Dataset.GetText(new DicomTag(0x00100020)), there.Dataset.GetText(new DicomTag(0x00081030))));
        foreach (var tag in new[] { s_study, s_date, DicomTags.SOPInstanceUID })
        {
            Assert.NotEqual(here.Dataset.GetText(tag), there.Dataset.GetText(tag));
        }

        Assert.Equal(here.Dataset.GetText(DicomTags.DeidentificationMethod), there.Dataset.GetText(DicomTags.DeidentificationMethod));

        // The new seal is the other project's: what it made once is not made again there, and nobody else takes it.
        using var again = PolicyRun.Reopened(there);
        Assert.True(Run(again, s_heart).IsAlreadyDeidentified);
        using var back = PolicyRun.Reopened(there);
        Assert.True(Run(back, PolicyRun.Context).IsRecordDoubtful);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("BRAIN")]
    public void Without_the_key_of_the_project_that_made_it_it_is_refused(string? project)
    {
        using var file = PolicyRun.Released();
        Assert.True(Run(file, s_heart with { OriginKey = project is null ? null : PolicyRun.Key.ForProject(project) }).IsRecordDoubtful);
    }

    [Fact]
    public void Dates_move_by_the_patient_that_the_run_names_whatever_the_object_calls_him()
    {
        int DaysOf(string label, string? patient)
        {
            using var file = PolicyRun.Released(label);
            var before = Day(file);
            Run(file, s_heart with { OriginKey = PolicyRun.Key.ForProject("LUNG"), Patient = patient is null ? null : PatientIdentity.Of(patient, null, null, null) });
            return Day(file) - before;
        }

        Assert.NotEqual(DaysOf("S1", null), DaysOf("S2", null));
        Assert.Equal(DaysOf("S1", "P"), DaysOf("S2", "P"));
    }

    private static int Day(DicomFile file) => DateOnly.ParseExact(file.Dataset.GetText(s_date)!, "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture).DayNumber;

    private static PolicyOutcome Run(DicomFile file, PolicyContext context) => new PolicyRunner([PolicyRun.Shipped("project-level")], context).Apply(file);
}
