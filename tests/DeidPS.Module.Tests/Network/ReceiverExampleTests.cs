using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Module.Tests.Network;

/// <summary>examples/receiver.ps1 as a service runs it: how it ends, and with what exit code.</summary>
public sealed class ReceiverExampleTests : ReceiverTest
{
    private static readonly string s_script = PackedModule.Example("receiver.ps1");

    [Fact]
    public async Task The_signal_to_terminate_lets_an_instance_on_its_way_be_finished()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var child = await StartAsync();
        Assert.Equal(DimseStatus.Success, await SendAsync(child.Port, Doubtful));

        // Half of it is more than the buffers of the line hold, so the receiver is in the middle of it when the signal comes.
        using var file = SampleFile.Create(data =>
        {
            Released(data);
            data.Set(DicomElement.Create(new DicomTag(0x7FE00010), DicomVR.OW, new byte[48_000_000]));
        });
        using var dataset = file.DatasetStream(file.TransferSyntax, default);
        using var bytes = new MemoryStream();
        await dataset.CopyToAsync(bytes);
        await using var slow = new GatedStream(bytes.ToArray());
        await using var association = await Association.RequestAsync(Node(child.Port), [Context(file.Dataset)], null, default);
        var sending = Task.Run(() => StoreAsync(association, "1.2.3.4.5", slow, association.Contexts[0].AbstractSyntax));
        await slow.HalfRead.WaitAsync(TimeSpan.FromMinutes(1));
        child.Signal("TERM");
        using (var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1)))
        {
            while (await LoopbackPort.AcceptsAsync(child.Port, limit.Token))
            {
                await Task.Delay(20, limit.Token);
            }
        }

        slow.Open();
        Assert.Equal(DimseStatus.Success, await sending);
        var end = await child.EndAsync();
        Assert.True(end.ExitCode == 0, end.Output + end.Error);
        Assert.Contains("Stopped. 1 written, 1 held back, 0 left out, 0 not kept.", end.Output, StringComparison.Ordinal);
        Assert.Contains("CharacterSet", end.Output, StringComparison.Ordinal);
        Assert.Single(Copies(), c => c.EndsWith(".dcm", StringComparison.Ordinal));
        Assert.Single(Held());
        Assert.Equal(3, (await File.ReadAllLinesAsync(Assert.Single(Directory.GetFiles(Out + "-reports")))).Length);
        AssertNoMarker();
    }

    [Fact]
    public async Task Ctrl_C_ends_it_within_moments_and_nothing_is_half_done()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var child = await StartAsync();
        Assert.Equal(DimseStatus.Success, await SendAsync(child.Port, Released));
        child.Signal("INT");
        var end = await child.EndAsync();
        Assert.Equal(130, end.ExitCode);
        Assert.InRange(end.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.False(await LoopbackPort.AcceptsAsync(child.Port, default));
        Assert.Single(Copies());
    }

    [Fact]
    public void What_cannot_start_gives_1()
    {
        MakeKey();
        WritePolicy();
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var run = PackedModule.Run([s_script, .. Arguments(((System.Net.IPEndPoint)taken.LocalEndpoint).Port)]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("PortInUse", run.Error, StringComparison.Ordinal);
    }

    private string[] Arguments(int port) =>
        ["-Destination", Out, "-KeyPath", Path.Combine(Folder, "site.key"), "-Policy", Path.Combine(Folder, "p.das"), "-Port", $"{port}", "-BindAddress", "127.0.0.1", "-MinimumFreeGB", "0"];

    private async Task<ReceiverChild> StartAsync()
    {
        MakeKey();
        WritePolicy();
        return await ReceiverChild.StartAsync(port => [s_script, .. Arguments(port)]);
    }
}
