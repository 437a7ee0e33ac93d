using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Stores;

/// <summary>From a push into a project, through the cmdlets.</summary>
[Collection(AloneCollection.Name)]
public sealed class TeleradiologyTests : StoreTest
{
    private const string Receive = "$receiver = Start-DicomReceiver -Store $store -Port 0 -BindAddress 127.0.0.1; foreach ($n in 1..$args[0]) { $null = New-DicomSample \"$store-in$n\" -Modality CT -Seed $n; $null = Send-Dicom \"$store-in$n\" -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -Stamp }; $null = $receiver | Stop-DicomReceiver; $entries = @(Get-DeidPrearchive -Store $store | Update-DeidPrearchive -Store $store); ";

    [Fact]
    public void Three_studies_under_one_label_are_three_entries_and_an_error_about_one_stops_no_other()
    {
        Do("$null = New-DeidProject LUNG T -Store $store");
        Assert.Equal(["subj001", "subj001", "subj001"], Do(Receive + "$entries", 3).Values("Subject"));

        // The second keeps the labels that nobody chose; the last asks for the session label of the first.
        var moved = Try("$e = @(Get-DeidPrearchive -Store $store); $null = $e[0] | Set-DeidPrearchiveLabel -Subject S1 -Session S1_1 -Store $store; $null = $e[2] | Set-DeidPrearchiveLabel -Subject S3 -Session s1_1 -Store $store; Get-DeidPrearchive -Store $store | Move-ToProject -Project LUNG -Store $store");
        Assert.Equal(["Archived"], moved.Values("Status"));
        Assert.Equal(2, moved.Errors.Count);
        Assert.All(moved.Errors, e => Assert.Equal("ArchiveConflict,DeidPS.Commands.MoveToProjectCommand", e.FullyQualifiedErrorId));
        Assert.Contains("C12", moved.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Contains("C0", moved.Errors[1].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["S1_1"], Do("Get-DeidSession LUNG -Store $store").Values("Session"));
        Assert.Equal(2, Do("Get-DeidPrearchive -Store $store").Output.Count);
        Assert.Equal("True", Assert.Single(Do("Test-DeidAudit -Store $store -Quiet").Output).ToString());
        Assert.Empty(Do("Test-DeidAudit -Store $store").Output);
    }

    [Fact]
    public void Nothing_is_written_in_a_trial_and_what_is_shown_fits_the_screen()
    {
        Do("$null = New-DeidProject LUNG T -Store $store");
        Do(Receive, 1);
        var before = Files();
        Assert.Equal(["Preview"], Do("Get-DeidPrearchive -Store $store | Move-ToProject -Project LUNG -Subject S1 -Session S1_1 -Store $store -WhatIf").Values("Status"));
        var preview = Assert.Single(Do("Get-DeidPrearchive -Store $store | Move-ToProject -Project LUNG -Store $store -Preview").Output);
        Assert.Equal("C12", string.Join(',', ((System.Collections.IEnumerable)preview.Properties["Conflicts"].Value).Cast<object>()));
        Do("Get-DeidPrearchive -Store $store | Remove-DeidPrearchive -Store $store -WhatIf");
        Do("Get-DeidPrearchive -Store $store | Set-DeidPrearchiveLabel -Subject S -Store $store -WhatIf");
        Assert.Equal(before, Files());
        var archive = $"$store = '{Root}'; Get-DeidPrearchive -Store $store | Move-ToProject -Project LUNG -Subject S1 -Session S1_1 -Store $store";
        foreach (var script in new[] { "Get-DeidStore -Store '{0}'", "Get-DeidProject -Store '{0}'", "Get-DeidAccess LUNG -Store '{0}'", "Get-DeidPrearchive -Store '{0}'", archive, "Get-DeidSession LUNG -Store '{0}'" })
        {
            var text = Session.Render(script.Replace("{0}", Root, StringComparison.Ordinal));
            Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 120));
            Assert.Contains("---", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_stopped_listing_of_a_store_returns_at_once_and_leaves_the_study_where_it_was()
    {
        Do("$null = New-DeidProject LUNG T -Store $store");
        Do(Receive, 1);
        var elapsed = TimeToStop($"while ($true) {{ Get-DeidPrearchive -Store '{Root}' | Move-ToProject -Project LUNG -Subject S1 -Session S1_1 -Store '{Root}' -Preview }}");
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Single(Do("Get-DeidPrearchive -Store $store").Output);
        Assert.Equal(["Archived"], Do("Get-DeidPrearchive -Store $store | Move-ToProject -Project LUNG -Subject S1 -Session S1_1 -Store $store").Values("Status"));
    }

    [Fact]
    public void Without_key_or_with_receipts_the_receiver_says_so()
    {
        Do("$null = Initialize-DeidStore \"$store-2\" -MinimumFreeGB 0");
        Fails("KeyMissing,DeidPS.Commands.StartDicomReceiverCommand", "Start-DicomReceiver -Store \"$store-2\" -Port 0");
        Fails("StoreItemNotFound,DeidPS.Commands.StartDicomReceiverCommand", "Start-DicomReceiver -Store \"$store-none\" -Port 0");
        Do("$r = Start-DicomReceiver -Store \"$store-2\" -KeyPath $args[0] -Port 0 -BindAddress 127.0.0.1; $null = $r | Stop-DicomReceiver", KeyFile);
    }

    private List<string> Files() => [.. Directory.EnumerateFiles(Root, "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
