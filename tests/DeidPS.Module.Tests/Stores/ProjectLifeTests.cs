using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Stores;

/// <summary>Sharing, copying and deleting through the cmdlets: what is asked, what a trial does, what is shown.</summary>
[Collection(AloneCollection.Name)]
public sealed class ProjectLifeTests : StoreTest
{
    private const string Fill = "$null = New-DeidProject LUNG T -Store $store; $null = New-DeidProject HEART T -Store $store; $receiver = Start-DicomReceiver -Store $store -Port 0 -BindAddress 127.0.0.1; $null = New-DicomSample \"$store-in\" -Modality CT; $null = Send-Dicom \"$store-in\" -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -Stamp; $null = $receiver | Stop-DicomReceiver; $null = Get-DeidPrearchive -Store $store | Update-DeidPrearchive -Store $store | Move-ToProject -Project LUNG -Subject Subj042 -Session Subj042_CT1 -Store $store; ";

    [Fact]
    public void The_label_is_asked_for_and_nothing_is_deleted_unless_it_comes_back()
    {
        Do(Fill);
        Fails("StoreValueInvalid,DeidPS.Commands.RemoveDeidSubjectCommand", "Remove-DeidSubject LUNG Subj042 -Reason r -Store $store");
        Session.Screen.Answers.Enqueue("Subj043");
        Fails("StoreValueInvalid,DeidPS.Commands.RemoveDeidSubjectCommand", "Remove-DeidSubject LUNG Subj042 -Reason r -Store $store");
        Fails("StoreValueInvalid,DeidPS.Commands.RemoveDeidProjectCommand", "Remove-DeidProject LUNG -Reason r -Store $store");
        Session.Screen.Answers.Enqueue(" subj042 ");
        Assert.Single(Do("Get-DeidSession LUNG -Store $store").Output);
        Assert.Equal(["Subject"], Do("Remove-DeidSubject LUNG Subj042 -Reason r -Store $store").Values("Scope"));
        Session.Screen.Answers.Enqueue("LUNG");
        Assert.Equal(["Project"], Do("Remove-DeidProject LUNG -Reason r -Store $store").Values("Scope"));
        Assert.Empty(Session.Screen.Answers);
        Assert.Equal(["HEART"], Do("Get-DeidProject -Store $store").Values("Id"));
    }

    [Fact]
    public void A_subject_that_is_deleted_says_what_waits_under_its_label_still()
    {
        Do(Fill);
        Do("$receiver = Start-DicomReceiver -Store $store -Port 0 -BindAddress 127.0.0.1; $null = New-DicomSample \"$store-in2\" -Modality CT -Seed 7; $null = Send-Dicom \"$store-in2\" -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -Stamp -Project LUNG -Subject Subj042 -Session Subj042_CT2; $null = $receiver | Stop-DicomReceiver");
        var removed = Do("Remove-DeidSubject LUNG Subj042 -Reason r -Force -Store $store");
        Assert.StartsWith("1 entry(s) wait for project 'LUNG'", Assert.Single(removed.Warnings), StringComparison.Ordinal);
        Assert.Single(Do("Get-DeidPrearchive -Project LUNG -Store $store").Output);
    }

    [Fact]
    public void Nothing_is_done_in_a_trial_and_what_is_shown_fits_the_screen()
    {
        Do(Fill + "$null = Set-DeidProject LUNG -RetentionEnd 2020-01-01 -Store $store");
        var before = Files();
        Do("Grant-DeidShare LUNG Subj042_CT1 -To HEART -Store $store -WhatIf; Remove-DeidSubject LUNG Subj042 -Reason r -Store $store -WhatIf; Remove-DeidProject LUNG -Reason r -Store $store -WhatIf; Rename-DeidSession LUNG Subj042_CT1 -NewSession X -Store $store -WhatIf");
        Assert.Equal(["Preview"], Do("Copy-DeidSession LUNG Subj042_CT1 -To HEART -Store $store -WhatIf").Values("Status"));
        Assert.Equal(before, Files());
        Assert.Empty(Do("Get-DeidShare -Store $store; Get-DeidCertificate -Store $store").Output);
        foreach (var script in new[]
        {
            "Grant-DeidShare LUNG Subj042_CT1 -To HEART -Until 2040-01-01 -Store '{0}'", "Get-DeidShare -Store '{0}'", "Get-DeidSession HEART -Store '{0}'", "Copy-DeidSession LUNG Subj042_CT1 -To HEART -Store '{0}'",
            "Rename-DeidSession LUNG Subj042_CT1 -NewSession Renamed -Store '{0}'",
            "Get-DeidRetention -Store '{0}'", "Remove-DeidProject LUNG -Everywhere -Reason r -Force -Store '{0}'", "Get-DeidCertificate -Store '{0}'",
        })
        {
            var text = Session.Render(script.Replace("{0}", Root, StringComparison.Ordinal));
            Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 120));
            Assert.Contains("---", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_policy_that_changed_keeps_a_session_from_being_shared_and_is_shown()
    {
        var policy = Path.Combine(Folder, "lung.json");
        var text = File.ReadAllText(Path.Combine(Repository.Root, "module", "policies", "project-level.json"));
        File.WriteAllText(policy, text);
        Do(Fill.Replace("LUNG T", $"LUNG T -Policy '{policy}'", StringComparison.Ordinal));
        Assert.Equal(["False"], Do("Get-DeidSession LUNG -Store $store").Values("PolicyStale"));
        File.WriteAllText(policy, text.Replace("-365", "-300", StringComparison.Ordinal));
        Assert.Contains("PolicyStale", Session.Render($"Get-DeidSession LUNG -Store '{Root}'"), StringComparison.Ordinal);
        var exported = Do("Export-DeidSession LUNG Subj042_CT1 -Destination \"$store-out\" -Store $store");
        Assert.Equal("True", exported.Values("PolicyStale")[0]);
        Assert.Contains("policy of the project changed", Assert.Single(exported.Warnings), StringComparison.Ordinal);
        Fails("StateConflict,DeidPS.Commands.GrantDeidShareCommand", "Grant-DeidShare LUNG Subj042_CT1 -To HEART -Store $store");
    }

    private List<string> Files() => [.. Directory.EnumerateFiles(Root, "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
