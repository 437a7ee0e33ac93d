using DeidPS.Dicom.Tests.Interop;
using DeidPS.Module.Tests.Harness;
using DeidPS.Module.Tests.Network;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Stores;

/// <summary>Import-DicomStudy from an archive that others wrote, and the end of one that was stopped.</summary>
[Collection(AloneCollection.Name)]
public sealed class ImportDicomStudyTests(ITestOutputHelper output) : StoreTest
{
    [Fact]
    public async Task One_pipeline_leads_from_the_archive_into_the_prearchive_with_nothing_identified_on_disk()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.StoreScu))
        {
            return;
        }

        var listener = LoopbackPort.Free();
        var (archive, study, count) = await FilledArchive.StartAsync(Folder, listener);
        await using (archive)
        {
            Do("$null = New-DeidProject LUNG T -Store $store");
            var results = Do(
                "Receive-DicomStudy -HostName 127.0.0.1 -Port $args[0] -CalledAE ARCHIVE -StudyInstanceUID $args[1] -QuietSec 1 -MoveDestination DEIDPS -ReceiverPort $args[2] -MemoryLimitMB 0 -Subject S1 -Session S1_1 | Import-DicomStudy -Project LUNG -Store $store",
                archive.Port, study, listener);
            Assert.Equal(count, results.Output.Count);
            Assert.All(results.Values("Status"), s => Assert.Contains(s, new[] { "Written", "Quarantined" }));
            var entry = Assert.Single(Do("Get-DeidPrearchive -Store $store").Output).Properties;
            Assert.Equal(("LUNG", "S1", "S1_1", "UidVerified"), (entry["Project"].Value, entry["Subject"].Value, entry["Session"].Value, entry["Evidence"].Value.ToString()));
            Assert.Equal(count, (long)entry["Instances"].Value + (long)entry["Held"].Value);
            Assert.All(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain("ZZPID", System.Text.Encoding.Latin1.GetString(Read(file)), StringComparison.Ordinal));
        }
    }

    /// <summary>What is refused at the prompt is tried only; what is not is taken, and ties the store to its key.</summary>
    [Fact]
    public void A_refused_file_makes_no_trial_of_the_next()
    {
        var files = Do("$null = New-DeidProject LUNG T -Store $store; New-DicomSample \"$store-in\" -Modality CT").Values("Path").ToList();
        Session.Screen.Answers.Enqueue("No");
        Session.Screen.Answers.Enqueue("Yes");
        var results = Do("$args | Import-DicomStudy -Project LUNG -Subject S1 -Session S1_1 -Store $store -Confirm", files[0], files[1]);
        Assert.Equal(["Skipped", "Written"], results.Values("Status"));
        Assert.Equal(1L, Assert.Single(Do("Get-DeidPrearchive -Store $store").Output).Properties["Instances"].Value);
        using var store = DeidPS.Store.DeidStore.Open(Root);
        Assert.Equal(1, store.Catalog.Read(tx => tx.Number("select count(*) from setting where name = 'keyfingerprint'")));
    }

    [Fact]
    public void A_stopped_import_returns_at_once_and_the_same_command_completes_it()
    {
        Do("$null = New-DicomSample \"$store-in\"");
        var elapsed = TimeToStop($"while ($true) {{ Import-DicomStudy '{Root}-in' -Recurse -Subject S1 -Session S1_1 -Store '{Root}' }}");
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        var files = Directory.GetFiles(Root + "-in", "*", SearchOption.AllDirectories).Length;
        Assert.Equal(files, Do("Import-DicomStudy \"$store-in\" -Recurse -Subject S1 -Session S1_1 -Store $store").Output.Count);
        Assert.Equal("True", Assert.Single(Do("Test-DeidAudit -Store $store -Quiet").Output).ToString());
    }

    [Fact]
    public void A_receiver_of_a_store_tells_studies_and_modalities_of_what_arrived()
    {
        var arrivals = Do(
            "$null = New-DicomSample \"$store-in\" -Modality CT; $receiver = Start-DicomReceiver -Store $store -Port 0 -BindAddress 127.0.0.1; $null = Send-Dicom \"$store-in\" -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS; " +
            "$a = $receiver.Arrivals; $null = $receiver | Stop-DicomReceiver; $a | ForEach-Object { \"$($_.Modalities) $($_.StudyInstanceUID)\" }");
        Assert.Matches(@"^CT [0-9.]+$", Assert.Single(arrivals.Output).ToString());
    }

    private static byte[] Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
