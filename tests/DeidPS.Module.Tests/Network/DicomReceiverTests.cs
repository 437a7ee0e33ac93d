using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Network;

/// <summary>The receiver with what storescu sends it.</summary>
public sealed class DicomReceiverTests(ITestOutputHelper output) : CmdletTest
{
    private const string Start = "New-DeidKey ($args[0] + '/site.key'); Start-DicomReceiver ($args[0] + '/out') -Port 0 -BindAddress 127.0.0.1 -Policy site-wide -KeyPath ($args[0] + '/site.key') -Report ($args[0] + '/report.csv') -MinimumFreeGB 0 ";

    [Fact]
    public async Task What_is_answered_with_success_is_de_identified_or_held_and_nothing_identified_is_written()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScu))
        {
            return;
        }

        using var originals = new TemporaryFolder();
        var instances = CorpusInstance.Samples(originals).Where(i => !IsEncapsulated(i)).ToList();
        var receiver = Assert.Single(Run(Start + "-MemoryLimitMB 0", Folder).Output, o => o.Properties["Port"] is not null);
        var port = (int)receiver.Properties["Port"].Value;
        var sent = await DcmtkTools.StoreAsync(port, "DEIDPS", instances);
        Assert.True(sent.ExitCode == 0, sent.Output + sent.Error);
        var counts = Assert.Single(Run("Get-DicomReceiver $args[0]", port).Output);
        var written = (long)counts.Properties["Written"].Value;
        Assert.Equal(instances.Count, written + (long)counts.Properties["Quarantined"].Value);
        Assert.Equal(0L, counts.Properties["Failed"].Value);
        var marks = instances.SelectMany(Marks).Distinct().ToList();
        Assert.InRange(marks.Count, 3, int.MaxValue);
        Assert.Equal("Stopped", Assert.Single(Run("Stop-DicomReceiver $args[0]", port).Output).Properties["State"].Value.ToString());
        Assert.Equal(written, Directory.GetFiles(Path.Combine(Folder, "out"), "*.dcm", SearchOption.AllDirectories).Length);
        Assert.All(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories), file =>
        {
            var bytes = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.All(marks, mark => Assert.DoesNotContain(mark, file + bytes, StringComparison.Ordinal));
        });

        // The same once more: nothing is lost, nothing doubled.
        var again = Assert.Single(Run(Start.Replace("New-DeidKey ($args[0] + '/site.key'); ", string.Empty, StringComparison.Ordinal), Folder).Output);
        sent = await DcmtkTools.StoreAsync((int)again.Properties["Port"].Value, "DEIDPS", instances);
        Assert.True(sent.ExitCode == 0, sent.Output + sent.Error);
        Run("Stop-DicomReceiver $args[0]", again.Properties["Port"].Value);
        Assert.Equal(written, Directory.GetFiles(Path.Combine(Folder, "out"), "*.dcm", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Who_is_not_on_the_list_is_rejected()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.EchoScu))
        {
            return;
        }

        var receiver = Assert.Single(Run(Start + "-AllowedPeer 'SECTRA', 'ECHOSCU@10.0.0.0/8'", Folder).Output, o => o.Properties["Port"] is not null);
        var port = (int)receiver.Properties["Port"].Value;
        var refused = await PeerProgram.EchoScu.RunAsync("-aec", "DEIDPS", "127.0.0.1", $"{port}");
        Assert.NotEqual(0, refused.ExitCode);
        var known = await PeerProgram.EchoScu.RunAsync("-aet", "SECTRA", "-aec", "DEIDPS", "127.0.0.1", $"{port}");
        Assert.True(known.ExitCode == 0, known.Output + known.Error);
        Assert.Equal(1L, Assert.Single(Run("Stop-DicomReceiver $args[0]", port).Output).Properties["Rejected"].Value);
    }

    [Fact]
    public async Task A_destination_that_cannot_be_written_is_never_answered_with_success()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScu))
        {
            return;
        }

        using var originals = new TemporaryFolder();
        var instances = CorpusInstance.Samples(originals).Where(i => !IsEncapsulated(i)).ToList();
        var receiver = Assert.Single(Run(Start, Folder).Output, o => o.Properties["Port"] is not null);
        var port = (int)receiver.Properties["Port"].Value;

        // A file in the place of the folder: nobody can write below it, whatever his rights.
        Directory.Delete(Path.Combine(Folder, "out"));
        File.WriteAllText(Path.Combine(Folder, "out"), string.Empty);
        var sent = await DcmtkTools.StoreAsync(port, "DEIDPS", instances);
        Assert.NotEqual(0, sent.ExitCode);
        var counts = Assert.Single(Run("Stop-DicomReceiver $args[0]", port).Output);
        Assert.Equal(0L, counts.Properties["Written"].Value);
        Assert.NotEqual(0L, counts.Properties["Failed"].Value);
    }

    [Fact]
    public void Waiting_for_senders_ends_within_a_second()
    {
        Run("New-DeidKey ($args[0] + '/site.key')", Folder);
        Assert.InRange(TimeToStop("Start-DicomReceiver ($args[0] + '/out') -Port 0 -BindAddress 127.0.0.1 -Policy site-wide -KeyPath ($args[0] + '/site.key') -Wait", Folder), TimeSpan.Zero, TimeSpan.FromSeconds(1.5));
        Assert.DoesNotContain(Run("Get-DicomReceiver").Output, o => o.Properties["Destination"].Value.ToString()!.StartsWith(Folder, StringComparison.Ordinal));
    }

    private static bool IsEncapsulated(CorpusInstance instance)
    {
        using var file = DicomFile.Open(instance.Path);
        return file.TransferSyntax.IsEncapsulated;
    }

    /// <summary>Values of an original that name its patient, and its UIDs.</summary>
    private static List<string> Marks(CorpusInstance instance)
    {
        using var file = DicomFile.Open(instance.Path);
        DicomTag[] tags = [new(0x00100010), new(0x00100020), new(0x00080050), DicomTags.SOPInstanceUID, DicomTags.StudyInstanceUID];
        return [.. tags.Select(file.Dataset.GetText).OfType<string>().Where(t => t.Length > 5)];
    }
}
