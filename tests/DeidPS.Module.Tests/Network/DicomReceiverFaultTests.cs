using System.Text;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net;

namespace DeidPS.Module.Tests.Network;

/// <summary>What the receiver answers when something is wrong: never success for what is not on the disk, and nothing identified there.</summary>
public sealed class DicomReceiverFaultTests : CmdletTest
{
    private const string Script = "version \"6.7\"\n(0010,0010) := \"S\"\n-(0010,0020)\n-(0040,0275)\n-(0029,{ZZVENDOR/1.0}10)\n";
    private const string Start = "Start-DicomReceiver ($args[0] + '/out') -Port 0 -BindAddress 127.0.0.1 -Policy ($args[0] + '/p.das') ";
    private const string HereFree = Start + "-MinimumFreeGB 0 ";

    /// <summary>A character set nobody knows: the text cannot be judged, so the object is held back.</summary>
    private static readonly Action<DicomDataset> s_doubtful = static dataset => dataset.SetText(DicomTags.SpecificCharacterSet, "ISO_IR 999");

    [Fact]
    public async Task Held_back_without_a_key_it_is_refused_and_not_kept()
    {
        var receiver = Receiver(HereFree);
        Assert.Equal(DimseStatus.ProcessingFailure, await SendAsync(receiver, s_doubtful));
        Assert.Equal((0L, 1L), (Count(receiver, "Written"), Count(receiver, "Quarantined")));
        Assert.DoesNotContain(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories), f => !f.EndsWith("p.das", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Held_back_with_a_key_it_is_accepted_and_lies_there_encrypted()
    {
        Run("New-DeidKey ($args[0] + '/site.key')", Folder);
        var receiver = Receiver(HereFree + "-KeyPath ($args[0] + '/site.key') -Report ($args[0] + '/report.csv')");
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, s_doubtful));
        Assert.Single(Directory.GetFiles(Folder + "/out-quarantine", "*.held"));
        Stop(receiver);
        AssertNoMarker();
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full_takes_nothing()
    {
        var receiver = Receiver(Start + "-MinimumFreeGB 1000000");
        Assert.Equal(DimseStatus.OutOfResources, await SendAsync(receiver));
        Assert.Equal((0L, 1L), (Count(receiver, "Written"), Count(receiver, "Failed")));
        Assert.Empty(Directory.GetFiles(Folder + "/out", "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Another_instance_than_announced_is_refused()
    {
        var receiver = Receiver(HereFree);
        using var file = SampleFile.Create();
        using var stream = file.DatasetStream(file.TransferSyntax, default);
        Assert.Equal(DimseStatus.DatasetMismatch, await SendAsync(receiver, "1.2.3.4.6", stream));
        Assert.Empty(Directory.GetFiles(Folder + "/out", "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Bytes_that_are_no_data_set_are_refused()
    {
        var receiver = Receiver(HereFree);
        using var stream = new MemoryStream([.. Enumerable.Repeat((byte)0xFF, 1000)]);
        var status = await SendAsync(receiver, "1.2.3.4.5", stream);
        Assert.Equal(StatusClass.Failure, DimseStatus.Describe(status, DimseService.Store).Class);
        Assert.Equal(0L, Count(receiver, "Written"));
        Assert.Empty(Directory.GetFiles(Folder + "/out", "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_port_in_use_is_told_and_the_first_receiver_goes_on()
    {
        var receiver = Receiver(HereFree);
        var result = Run(HereFree.Replace("-Port 0", "-Port $args[1]", StringComparison.Ordinal), Folder, receiver);
        Assert.StartsWith("PortInUse,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("Running", Assert.Single(Run("Get-DicomReceiver $args[0]", receiver).Output).Properties["State"].Value.ToString());
    }

    [Fact]
    public void Without_a_policy_nothing_is_started()
    {
        var result = Run("Start-DicomReceiver ($args[0] + '/out') -Port 0 -BindAddress 127.0.0.1", Folder);
        Assert.EndsWith(",DeidPS.Commands.StartDicomReceiverCommand", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    protected override void Dispose(bool disposing)
    {
        Run("foreach ($one in Get-DicomReceiver) { if ($one.Destination.StartsWith($args[0])) { Stop-DicomReceiver $one.Port -GraceSec 0 } }", Folder);
        base.Dispose(disposing);
    }

    private static async Task<ushort> SendAsync(int port, Action<DicomDataset>? adjust = null)
    {
        using var file = SampleFile.Create(adjust);
        using var stream = file.DatasetStream(file.TransferSyntax, default);
        return await SendAsync(port, file.Dataset.GetText(DicomTags.SOPInstanceUID)!, stream);
    }

    private static async Task<ushort> SendAsync(int port, string instance, Stream dataset)
    {
        const string Capture = "1.2.840.10008.5.1.4.1.1.7";
        var node = new DicomNode { HostName = "127.0.0.1", Port = port, CalledAE = DicomNode.DefaultCallingAE, CallingAE = "TESTER", TimeoutSec = 20 };
        await using var association = await Association.RequestAsync(node, [new PresentationContext { AbstractSyntax = Capture, TransferSyntaxes = [DicomTransferSyntax.ExplicitLittleEndian.Uid] }], null, default);
        var command = new DimseCommand { Operation = DimseOperation.StoreRequest, MessageId = 1, SopClassUid = Capture, SopInstanceUid = instance };
        await association.SendAsync(association.Contexts[0].Id, command, dataset, default);
        var answer = await association.ReceiveAsync(default);
        await association.ReleaseAsync(default);
        return answer!.Command.Status;
    }

    private int Receiver(string script)
    {
        File.WriteAllText(Path.Combine(Folder, "p.das"), Script);
        var result = Run(script, Folder);
        Assert.Empty(result.Errors);
        return (int)Assert.Single(result.Output).Properties["Port"].Value;
    }

    private void Stop(int port) => Assert.Equal("Stopped", Assert.Single(Run("Stop-DicomReceiver $args[0]", port).Output).Properties["State"].Value.ToString());

    private long Count(int port, string name) => (long)Assert.Single(Run("Get-DicomReceiver $args[0]", port).Output).Properties[name].Value;

    /// <summary>The marked values; two letters alone would be found in encrypted bytes by chance. The policy itself names the vendor.</summary>
    private void AssertNoMarker() => Assert.All(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith("p.das", StringComparison.Ordinal)), file =>
    {
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
        Assert.All(["ZZNAME", "ZZID", "ZZACC", "ZZPRIVATE"], marker => Assert.DoesNotContain(marker, text, StringComparison.Ordinal));
    });
}
