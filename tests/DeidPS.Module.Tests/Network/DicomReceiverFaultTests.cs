using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net;

namespace DeidPS.Module.Tests.Network;

/// <summary>What the receiver answers when something is wrong: never success for what is not on the disk, and nothing identified there.</summary>
public sealed class DicomReceiverFaultTests : ReceiverTest
{
    [Fact]
    public async Task Held_back_without_a_key_it_is_refused_and_not_kept()
    {
        var receiver = Receiver(HereFree);
        Assert.Equal(DimseStatus.ProcessingFailure, await SendAsync(receiver, Doubtful));
        Assert.Equal((0L, 1L), (Count(receiver, "Written"), Count(receiver, "Quarantined")));
        Assert.DoesNotContain(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories), f => !f.EndsWith("p.das", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Held_back_with_a_key_it_is_accepted_and_lies_there_encrypted()
    {
        Run("New-DeidKey ($args[0] + '/site.key')", Folder);
        var receiver = Receiver(HereFree + "-KeyPath ($args[0] + '/site.key') -Report ($args[0] + '/report.csv')");
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, Doubtful));
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

    [Fact]
    public async Task A_destination_that_goes_away_takes_nothing_until_it_is_back()
    {
        var receiver = Receiver(HereFree);
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, Released));
        Directory.Delete(Out, recursive: true);
        Assert.Equal(DimseStatus.OutOfResources, await SendAsync(receiver, Released));
        Assert.False(Directory.Exists(Out));
        Directory.CreateDirectory(Out);
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, Released));
        Assert.Single(Copies());
        Assert.Equal((2L, 1L, 1L), (Count(receiver, "Written"), Count(receiver, "Failed"), Count(receiver, "Refused")));
    }

    [Fact]
    public async Task What_cannot_be_held_is_not_answered_with_success()
    {
        MakeKey();
        var receiver = Receiver(WithKey);
        await File.WriteAllTextAsync(Hold, "in the place of the folder");
        Assert.Equal(DimseStatus.OutOfResources, await SendAsync(receiver, Doubtful));
        Assert.Equal((0L, 1L), (Count(receiver, "Quarantined"), Count(receiver, "Failed")));
        File.Delete(Hold);
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, Doubtful));
        Assert.Single(Held());
        AssertNoMarker();
    }

    [Fact]
    public async Task What_a_script_rejects_is_on_record_before_it_is_answered()
    {
        MakeKey();
        WritePolicy(Script + "(0008,0060) = \"CT\" ? reject[]\n");
        var receiver = Receiver(WithKey);
        await File.WriteAllTextAsync(Hold, "in the place of the folder");
        Assert.Equal(DimseStatus.OutOfResources, await SendAsync(receiver, Released));
        File.Delete(Hold);
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, Released));
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, Released));
        Assert.Empty(Copies());
        var record = await File.ReadAllTextAsync(Assert.Single(Held("*.json")));
        Assert.Contains("\"reason\": \"Rejected\"", record, StringComparison.Ordinal);
        Assert.Contains("\"sopInstanceUid\": \"2.25.", record, StringComparison.Ordinal);
        Assert.DoesNotContain("1.2.3.4.5", record, StringComparison.Ordinal);
        AssertNoMarker();

        Stop(receiver);
        receiver = Receiver(WithKey + "-RejectFiltered");
        Assert.Equal(DimseStatus.CannotUnderstand, await SendAsync(receiver, Released));
    }

    [Fact]
    public void A_report_that_cannot_be_written_starts_nothing()
    {
        WritePolicy();
        var result = Run(HereFree + "-Report ($args[0] + '/none/report.csv')", Folder);
        Assert.Equal("WriteFailed,DeidPS.Commands.StartDicomReceiverCommand", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Empty(result.Output);
    }
}
