using System.Management.Automation;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net;

namespace DeidPS.Module.Tests.Network;

/// <summary>Arrivals: one study on one association, told on receipts, in the report and by the receiver; and who was let in.</summary>
public sealed class DicomReceiverArrivalTests : ReceiverTest
{
    [Fact]
    public async Task One_study_on_one_association_is_one_arrival()
    {
        MakeKey();
        WritePolicy();
        using var waiting = new ModuleSession();
        using var shell = waiting.Shell(WithKey + "-AETitle ARRIVAL -AllowAnyCalledAE -AllowedPeer 'TESTER@127.0.0.0/8' -Report ($args[0] + '/report.csv') -Wait", Folder);
        using var output = new PSDataCollection<PSObject>();
        var run = shell.BeginInvoke<PSObject, PSObject>(null, output);
        var port = DicomReceiverScriptTests.PortOf(Session, "ARRIVAL", run);
        await SendAsync(port, ("1.2.1", "CT"), ("1.2.2", "MR"), ("1.2.1", "ZZNAME"));
        await SendAsync(port, ("1.2.1", "CT"));
        await Assert.ThrowsAsync<NetworkException>(() => Association.RequestAsync(Node(port, "STRANGER"), [Verification], null, default));
        var receiver = Assert.Single(Run("Get-DicomReceiver $args[0]", port).Output);
        Stop(port);
        Assert.True(run.AsyncWaitHandle.WaitOne(TimeSpan.FromMinutes(1)), "The command still waits.");
        shell.EndInvoke(run);

        var arrivals = (IEnumerable<object>)receiver.Properties["Arrivals"].Value;
        var seen = arrivals.Select(a => new PSObject(a)).ToList();
        Assert.Equal(["2 CT", "1 MR", "1 CT"], seen.Select(a => $"{a.Properties["Instances"].Value} {string.Join(' ', (IEnumerable<string>)a.Properties["Modalities"].Value)}"));
        var ids = seen.Select(a => (string)a.Properties["ArrivalId"].Value).ToList();
        Assert.Equal(3, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches(@"^\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{4}$", id));
        Assert.Equal([ids[0], ids[1], ids[0], ids[2]], output.Select(o => (string)o.Properties["ArrivalId"].Value));
        var studies = seen.Select(a => (string)a.Properties["StudyInstanceUID"].Value).ToList();
        Assert.Equal(studies[0], studies[2]);
        Assert.All(studies, s => Assert.StartsWith("2.25.", s, StringComparison.Ordinal));
        Assert.All(seen, a => Assert.Equal(("TESTER", "DEIDPS", "127.0.0.1"), ((string)a.Properties["CallingAE"].Value, (string)a.Properties["CalledAE"].Value, (string)a.Properties["Peer"].Value)));
        var report = await File.ReadAllTextAsync(Path.Combine(Folder, "report.csv"));
        Assert.All(ids, id => Assert.Contains(id + "/", report, StringComparison.Ordinal));

        // Who was turned away is told, where somebody can read it.
        Assert.Equal(1L, receiver.Properties["Rejected"].Value);
        Assert.Contains(shell.Streams.Warning, w => w.Message.Contains("rejected", StringComparison.Ordinal));
        Assert.Contains(((IEnumerable<object>)receiver.Properties["Events"].Value).Select(e => new PSObject(e)), e => e.Properties["Kind"].Value.ToString() == "Rejected");
    }

    [Fact]
    public void Two_receivers_may_share_a_port_on_different_addresses()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var port = Receiver(HereFree);
        var second = Run(HereFree.Replace("-Port 0 -BindAddress 127.0.0.1", "-Port $args[1] -BindAddress 127.0.0.2", StringComparison.Ordinal), Folder, port);
        Assert.Empty(second.Errors);
        Assert.Equal(2, Run("Get-DicomReceiver $args[0]", port).Output.Count);
        Assert.Equal(2, Run("Stop-DicomReceiver $args[0]", port).Output.Count);
    }

    private static PresentationContext Verification => new() { AbstractSyntax = "1.2.840.10008.1.1", TransferSyntaxes = [DicomTransferSyntax.ImplicitLittleEndian.Uid] };

    private static async Task SendAsync(int port, params (string Study, string Modality)[] objects)
    {
        Association? association = null;
        foreach (var (study, modality) in objects)
        {
            var uid = $"2.25.{Guid.NewGuid().GetHashCode() & int.MaxValue}";
            using var file = SampleFile.Create(dataset =>
            {
                Released(dataset);
                dataset.SetText(DicomTags.SOPInstanceUID, uid);
                dataset.SetText(DicomTags.StudyInstanceUID, study);
                dataset.SetText(DicomTags.Modality, modality);
            });
            association ??= await Association.RequestAsync(Node(port), [Context(file.Dataset)], null, default);
            using var stream = file.DatasetStream(file.TransferSyntax, default);
            Assert.Equal(DimseStatus.Success, await StoreAsync(association, uid, stream, association.Contexts[0].AbstractSyntax));
        }

        await association!.ReleaseAsync(default);
        await association.DisposeAsync();
    }
}
