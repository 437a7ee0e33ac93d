using System.Diagnostics;
using System.Text;

namespace DeidPS.Net.Tests.Peers;

/// <summary>A server that runs while a test does. Its children die with it.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _written = new(0);

    private PeerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
    }

    /// <summary>What it has written so far.</summary>
    public string Log
    {
        get
        {
            lock (_gate)
            {
                return _log.ToString();
            }
        }
    }

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    /// <summary>
    /// Starts a server on a port that is free and returns when it takes connections. Where another program took the port first, or the
    /// server ended for that reason, another port is tried.
    /// </summary>
    /// <param name="program">The server.</param>
    /// <param name="arguments">Its arguments for a port.</param>
    /// <returns>The process and the port.</returns>
    public static async Task<(PeerProcess Process, int Port)> StartAsync(PeerProgram program, Func<int, IEnumerable<string>> arguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = LoopbackPort.Free();
            var server = new PeerProcess(Process.Start(program.StartInfo(arguments(port)))!);
            if (await server.IsReadyAsync(port))
            {
                return (server, port);
            }

            await server.DisposeAsync();
            var log = server.Log;
            if (attempt == 3)
            {
                throw new InvalidOperationException($"{program.Name} did not start:\n{log}");
            }
        }
    }

    /// <summary>Waits until it has written all of these texts.</summary>
    public async Task WaitForLogAsync(params string[] texts)
    {
        using var limit = new CancellationTokenSource(s_startLimit);
        while (!texts.All(t => Log.Contains(t, StringComparison.Ordinal)))
        {
            try
            {
                await _written.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException("Not in the log: " + string.Join(", ", texts) + "\n" + Log);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync(int port)
    {
        using var limit = new CancellationTokenSource(s_startLimit);
        while (!_process.HasExited && !limit.IsCancellationRequested)
        {
            if (await LoopbackPort.AcceptsAsync(port, limit.Token))
            {
                // The port may be answered by who took it first while the server is about to give up.
                return !_process.HasExited;
            }

            await Task.Delay(10);
        }

        return false;
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            _log.AppendLine(line);
        }

        _written.Release();
    }
}
