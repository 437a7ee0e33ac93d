using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DeidPS.Net.Tests.Peers;

/// <summary>A fake DICOM peer: listens on a loopback port and runs a script for each connection. Knows nothing of our own network code.</summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    public const string AETitle = "SCRIPTED";
    public const string Verification = "1.2.840.10008.1.1";
    public const string ImplicitLittleEndian = "1.2.840.10008.1.2";
    public const string ExplicitLittleEndian = "1.2.840.10008.1.2.1";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, Task> _running = new();
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly SemaphoreSlim _ended = new(0);
    private readonly Func<ScriptedConnection, CancellationToken, Task> _script;
    private readonly Task _loop;
    private int _count;

    /// <summary>Starts to listen.</summary>
    /// <param name="script">Runs for each connection, also for several at once; the connection is closed when it returns.</param>
    public ScriptedPeer(Func<ScriptedConnection, CancellationToken, Task> script)
    {
        _script = script;
        _listener.Start(backlog: 512);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _loop = AcceptAsync();
    }

    /// <summary>A peer that takes every context and answers each request by a service.</summary>
    public static ScriptedPeer Serving(ScriptedService service) => new(service.RunAsync);

    public int Port { get; }

    /// <summary>Connections that came.</summary>
    public int Connections => Volatile.Read(ref _count);

    /// <summary>What scripts threw, other than because the peer stopped or the other side went: a mistake in the test.</summary>
    public IReadOnlyCollection<Exception> Failures => _failures;

    /// <summary>Waits until so many more scripts have ended.</summary>
    public async Task WaitForScriptsAsync(int count = 1)
    {
        using var limit = new CancellationTokenSource(s_limit);
        for (var i = 0; i < count; i++)
        {
            await _ended.WaitAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        await Task.WhenAll(_running.Values);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var number = Interlocked.Increment(ref _count);
                var run = RunAsync(client);
                _running[number] = run;
                _ = run.ContinueWith(_ => _running.TryRemove(number, out var _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped, also between two connections.
        }
    }

    private async Task RunAsync(TcpClient client)
    {
        try
        {
            await using var connection = new ScriptedConnection(client);
            await _script(connection, _stop.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side went in the middle of the script, which may be what the test is about.
        }
        catch (Exception e)
        {
            _failures.Enqueue(e);
        }
        finally
        {
            _ended.Release();
        }
    }
}
