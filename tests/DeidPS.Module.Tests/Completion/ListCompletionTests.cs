using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Completion;

/// <summary>What is completed from lists that are at hand.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class ListCompletionTests : NodeTest
{
    [Fact]
    public void Lists_at_hand_are_offered_in_any_case_and_by_wildcard()
    {
        Assert.Empty(Run("Register-DicomNode 'main pacs' pacs.example.org -Port 104 -CalledAE PACS; Register-DicomNode other other.example.org -CalledAE OTHER").Errors);
        (string Line, string[] Answers)[] cases =
        [
            ("Get-DicomHeader x -Tag patientbirthd", ["PatientBirthDate", "PatientBirthDateInAlternativeCalendar"]), ("Get-DicomTag *ofAdmissionIDs", ["IssuerOfAdmissionIDSequence"]), ("Get-DicomTag [P", []),
            ("Invoke-DicomQuery -Node MA", ["'main pacs'"]), ("Invoke-DicomQuery -Node 'm", ["'main pacs'"]), ("Test-DicomNode -CalledAE p", ["PACS"]), ("Get-DicomNode ", ["'main pacs'", "other"]),
            ("New-DeidSeriesFilter x -ExcludeModality rtd", ["RTDOSE"]), ("New-DeidSeriesFilter x -ExcludeSopClass ctimagestoragef", ["CTImageStorageForProcessing"]), ("New-DeidSeriesFilter x -ExcludeImageType l", ["LOCALIZER"]),
            ("Import-DeidRequest x -DateFormat d", ["dd/MM/yyyy", "dd.MM.yyyy", "dd-MM-yyyy", "dd-MMM-yyyy"]), ("Invoke-Anonymise x -Option CleanD", ["CleanDescriptors"]), ("Invoke-Anonymise x -Profile b", ["Basic"]),
            ("Get-DeidPrearchive -State C", ["Conflict"]), ("New-DeidProject x -SeriesFilter gstt-b", ["gstt-burntin"]), ("Get-DicomReceiver -Port 0", []),
        ];
        Assert.All(cases, c => Assert.Equal(c.Answers, Completions.Texts(Session, c.Line)));
        Assert.Equal("PACS at pacs.example.org:104", Completions.Of(Session, "Get-DicomNode m")[0].ToolTip);
        Assert.Contains("site-wide", string.Join(' ', Completions.Texts(Session, "Test-DeidPolicy ")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_variables_of_the_shipped_policies_are_offered_to_be_filled_in()
    {
        var variables = Assert.Single(Completions.Texts(Session, "Invoke-Anonymise x -Variable "));
        Assert.Equal(["project", "session", "subject"], ((System.Collections.Hashtable)Assert.Single(Session.Run(variables).Output).BaseObject).Keys.Cast<string>().Order(StringComparer.Ordinal));
        Assert.Empty(Completions.Texts(Session, "Start-DicomReceiver -Variable @{"));
    }

    [Fact]
    public void A_list_that_cannot_be_read_gives_no_answer()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(UserFile)!);
        File.WriteAllText(UserFile, "damaged");
        Assert.Empty(Completions.Texts(Session, "Get-DicomNode "));
    }
}
