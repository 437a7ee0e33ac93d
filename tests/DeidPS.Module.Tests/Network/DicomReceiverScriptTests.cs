using System.Management.Automation;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net;

namespace DeidPS.Module.Tests.Network;

/// <summary>A script block as the receiver's sink: what becomes of it decides what the sender is answered.</summary>
public sealed class DicomReceiverScriptTests : ReceiverTest
{
    private const string Anonymise = "$object | Invoke-Anonymise -Destination ($folder + '/out') -Policy ($folder + '/p.das') -KeyPath ($folder + '/site.key')";

    private readonly ModuleSession _waiting = new();
    private readonly PSDataCollection<PSObject> _output = [];
    private PowerShell? _shell;
    private IAsyncResult? _run;

    [Fact]
    public async Task Objects_go_through_the_pipeline_and_are_answered_when_they_are_on_disk()
    {
        var port = Receive("S1", Anonymise + "; [System.Threading.Thread]::CurrentThread.ManagedThreadId -eq $thread");
        Assert.Equal(DimseStatus.Success, await SendAsync(port, Released));
        Assert.Single(Copies());
        Assert.Equal(DimseStatus.Success, await SendAsync(port, Doubtful));
        Assert.Single(Held());
        Assert.Equal((1L, 1L, 0L), (Count(port, "Written"), Count(port, "Quarantined"), Count(port, "Failed")));
        End(port);
        Assert.Equal(["Written", "True", "Quarantined", "True"], _output.Select(o => o.Properties["Status"]?.Value.ToString() ?? o.ToString()));
        Assert.Matches(@"^\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{4}/1$", _output[0].Properties["Source"].Value.ToString());
        Assert.Empty(_shell!.Streams.Error);
        AssertNoMarker();
    }

    [Theory]
    [InlineData("S2", "throw 'ZZSECRET'", DimseStatus.ProcessingFailure)]
    [InlineData("S3", "[int]'ZZSECRET'", DimseStatus.ProcessingFailure)]
    [InlineData("S4", "'ZZSECRET-is-output-only'", DimseStatus.ProcessingFailure)]
    [InlineData("S5", "Get-DicomHeader ($folder + '/none.dcm'); " + Anonymise, DimseStatus.ProcessingFailure)]
    [InlineData("S6", "[IO.File]::WriteAllText($folder + '/out/study', ''); " + Anonymise, DimseStatus.OutOfResources)]
    [InlineData("S7", "[IO.File]::WriteAllText($folder + '/out/study', ''); try { " + Anonymise + " } catch { 'caught' }", DimseStatus.OutOfResources)]
    [InlineData("S8", Anonymise + "; throw 'late'", DimseStatus.ProcessingFailure)]
    [InlineData("S9", Anonymise + " -WhatIf", DimseStatus.CannotUnderstand)]
    public async Task What_fails_or_takes_nothing_is_answered_with_a_failure(string title, string block, ushort expected)
    {
        Directory.CreateDirectory(Out);
        var port = Receive(title, block);
        Assert.Equal(expected, await SendAsync(port, Released));
        Assert.Equal((1L, 1L), (Count(port, "Failed"), Count(port, "Refused")));

        // The next one has its turn.
        Assert.Equal(expected, await SendAsync(port, Released));
        End(port);
        Assert.All(_shell!.Streams.Error, e => Assert.DoesNotContain("ZZ", e + e.Exception.ToString() + e.TargetObject, StringComparison.Ordinal));
        Assert.Equal(block.Contains("-WhatIf", StringComparison.Ordinal) || block.Contains("catch", StringComparison.Ordinal) ? 0 : 2, _shell.Streams.Error.Count);
    }

    [Fact]
    public async Task What_the_block_discards_is_answered_with_success_and_counted()
    {
        var port = Receive("S10", "if ($object.CallingAE -eq 'TESTER' -and $object.SOPClassUID) { $object.Discard() }");
        Assert.Equal(DimseStatus.Success, await SendAsync(port, Released));
        Assert.Equal((0L, 1L, 0L), (Count(port, "Written"), Count(port, "Skipped"), Count(port, "Failed")));
        End(port);
    }

    [Fact]
    public async Task Senders_wait_for_their_turn_and_for_the_end_of_the_block()
    {
        using var entered = new SemaphoreSlim(0);
        using var gate = new SemaphoreSlim(0);
        var port = Receive("S11", "$null = $extra[0].Release(); while (-not $extra[1].Wait(20)) { }; $object.Discard()", entered, gate);
        var sending = Enumerable.Range(0, 3).Select(_ => SendAsync(port, Released)).ToList();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await entered.WaitAsync(TimeSpan.FromMinutes(1)), "No object came to the block.");
            Assert.Equal(0, entered.CurrentCount);
            Assert.Equal(i, sending.Count(s => s.IsCompleted));
            gate.Release();
            Assert.Equal(DimseStatus.Success, await await Task.WhenAny(sending.Where(s => !s.IsCompleted || i == 0)).WaitAsync(TimeSpan.FromMinutes(1)));
            await WaitAsync(() => sending.Count(s => s.IsCompleted) == i + 1);
        }

        End(port);
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_the_block_answers_nobody_with_success()
    {
        using var entered = new SemaphoreSlim(0);
        using var gate = new SemaphoreSlim(0);
        var port = Receive("S12", "$null = $extra[0].Release(); while (-not $extra[1].Wait(20)) { }; $object.Discard()", entered, gate);
        var sending = SendAsync(port, Released);
        Assert.True(await entered.WaitAsync(TimeSpan.FromMinutes(1)), "No object came to the block.");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        _shell!.Stop();
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.NotEqual(DimseStatus.Success, await StatusAsync(sending));
    }

    [Fact]
    public void Without_wait_there_is_no_thread_for_it()
    {
        var result = Run("Start-DicomReceiver -Port 0 -ScriptBlock { }");
        Assert.Equal("NodeSettingInvalid,DeidPS.Commands.StartDicomReceiverCommand", Assert.Single(result.Errors).FullyQualifiedErrorId);
    }

    /// <summary>The port of the receiver with an AE title, once it listens.</summary>
    internal static int PortOf(ModuleSession session, string title, IAsyncResult run)
    {
        object? port = null;
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                Thread.Sleep(20);
                port = session.Run("Get-DicomReceiver | Where-Object AETitle -eq $args[0]", title).Output.SingleOrDefault()?.Properties["Port"].Value;
                return port is not null || run.IsCompleted;
            },
            TimeSpan.FromMinutes(1)) && port is not null,
            "The receiver did not start.");
        return (int)port!;
    }

    protected override void Dispose(bool disposing)
    {
        _shell?.Stop();
        _shell?.Dispose();
        _waiting.Dispose();
        base.Dispose(disposing);
    }

    private static async Task<ushort?> StatusAsync(Task<ushort> sending)
    {
        try
        {
            return await sending.WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (NetworkException)
        {
            return null;
        }
    }

    private static async Task WaitAsync(Func<bool> isDone)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!isDone())
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private int Receive(string title, string block, params object[] extra)
    {
        MakeKey();
        WritePolicy();
        _shell = _waiting.Shell(
            "$folder = $args[0]; $extra = $args[2]; $thread = [System.Threading.Thread]::CurrentThread.ManagedThreadId; "
            + "Start-DicomReceiver -Port 0 -BindAddress 127.0.0.1 -AETitle $args[1] -AllowAnyCalledAE -Wait -ScriptBlock { param($object) " + block + " }",
            Folder,
            title,
            extra);
        _run = _shell.BeginInvoke<PSObject, PSObject>(null, _output);
        return PortOf(Session, title, _run);
    }

    private void End(int port)
    {
        Stop(port);
        Assert.True(_run!.AsyncWaitHandle.WaitOne(TimeSpan.FromMinutes(1)), "The command still waits.");
        _shell!.EndInvoke(_run);
    }
}
