using System.Diagnostics;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Module.Tests.Network;

/// <summary>A receiver in a process of its own: the console host, as a service runs it.</summary>
internal sealed class ReceiverChild : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ReceiverChild(Process process, int port)
    {
        _process = process;
        Port = port;
        process.StandardInput.Close();
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public int Port { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the host and returns when it listens.</summary>
    /// <param name="arguments">Of the host, for a port.</param>
    /// <param name="shell">Commands of a POSIX shell to be run before the host in the same process, such as limits; null for none.</param>
    /// <param name="adjust">Changes to the start, such as the environment.</param>
    public static async Task<ReceiverChild> StartAsync(Func<int, string[]> arguments, string? shell = null, Action<ProcessStartInfo>? adjust = null)
    {
        var port = LoopbackPort.Free();
        string[] host = [Repository.HostProgram, .. arguments(port)];
        var start = shell is null ? new ProcessStartInfo("dotnet", host) : new ProcessStartInfo("/bin/sh", ["-c", shell + "; exec dotnet \"$@\"", "sh", .. host]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = Repository.Root;
        adjust?.Invoke(start);
        var child = new ReceiverChild(Process.Start(start)!, port);
        try
        {
            using var limit = new CancellationTokenSource(s_limit);
            while (!await LoopbackPort.AcceptsAsync(port, limit.Token))
            {
                Assert.False(child.HasExited, child.HasExited ? await child._error + await child._output : null);
                await Task.Delay(50, limit.Token);
            }

            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it as kill -9 does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Sends it a signal, such as TERM or INT.</summary>
    public void Signal(string name) => Assert.Equal(0, ChildProcess.Run("/bin/kill", ["-" + name, $"{Id}"]).ExitCode);

    /// <summary>Waits for its end; what it wrote, and how long it took from now.</summary>
    public async Task<ChildProcess> EndAsync()
    {
        var clock = Stopwatch.StartNew();
        using var limit = new CancellationTokenSource(s_limit);
        await _process.WaitForExitAsync(limit.Token);
        var elapsed = clock.Elapsed;
        return new ChildProcess(_process.ExitCode, await _output, await _error, elapsed);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
