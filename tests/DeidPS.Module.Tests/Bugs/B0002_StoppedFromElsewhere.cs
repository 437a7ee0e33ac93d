using DeidPS.Module.Tests.Harness;
using DeidPS.Module.Tests.Network;
using DeidPS.Net;

namespace DeidPS.Module.Tests.Bugs;

/// <summary>A receiver with -Wait that another runspace stopped left its command waiting for ever.</summary>
public sealed class B0002_StoppedFromElsewhere : ReceiverTest
{
    [Fact]
    public async Task The_command_that_waits_ends_and_its_script_goes_on()
    {
        WritePolicy();
        using var waiting = new ModuleSession();
        using var shell = waiting.Shell(HereFree + "-AETitle B0002 -AllowAnyCalledAE -Wait; 'after'", Folder);
        using var output = new System.Management.Automation.PSDataCollection<System.Management.Automation.PSObject>();
        var run = shell.BeginInvoke<System.Management.Automation.PSObject, System.Management.Automation.PSObject>(null, output);
        var port = DicomReceiverScriptTests.PortOf(Session, "B0002", run);
        Assert.Equal(DimseStatus.Success, await SendAsync(port, Released));
        Stop(port);
        Assert.True(run.AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(60)), "The command still waits.");
        shell.EndInvoke(run);
        Assert.Empty(shell.Streams.Error);
        Assert.Equal("Written", output[0].Properties["Status"].Value.ToString());
        Assert.Equal("after", output[^1].BaseObject);
    }
}
