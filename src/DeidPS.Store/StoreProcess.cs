using System.Diagnostics;
using DeidPS.Store.Catalog;

namespace DeidPS.Store;

/// <summary>
/// This process as others see it in the catalogue: alive while its heartbeat goes on. What a dead process left under way is carried on or
/// taken back by whoever comes next. Registered when it first holds something.
/// </summary>
internal sealed class StoreProcess(CatalogDatabase catalog, TimeProvider clock) : IDisposable
{
    /// <summary>A process of another machine without a heartbeat for so long is taken for dead: ten times the interval.</summary>
    public static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(50);

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);
    private static readonly string s_host = Environment.MachineName;
    private static readonly long s_started = StartOf(Process.GetCurrentProcess()) ?? 0;

    private readonly Lock _lock = new();
    private ITimer? _heart;

    /// <summary>The id that rows of this process carry.</summary>
    public string Id { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>Registers the process; called before it holds anything.</summary>
    public void Register()
    {
        lock (_lock)
        {
            if (_heart is not null)
            {
                return;
            }

            catalog.Write(tx => tx.Execute(
                "insert into process (id, host, pid, started, heartbeat) values (@Id, @Host, @Pid, @Started, @Now)",
                new { Id, Host = s_host, Pid = (long)Environment.ProcessId, Started = s_started, Now = Now() }));
            _heart = clock.CreateTimer(_ => Beat(), null, s_interval, s_interval);
        }
    }

    /// <summary>Ids of processes that are dead, and whose work is to be taken over.</summary>
    public IReadOnlyList<string> Dead(CatalogTransaction tx) =>
        [.. tx.Query<Row>("select id, host, pid, started, heartbeat from process where id <> @Id", new { Id }).Where(IsDead).Select(r => r.Id)];

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_heart is null)
            {
                return;
            }

            _heart.Dispose();
            _heart = null;
        }

        try
        {
            // Whoever still holds something after this is not us: a clean end leaves nothing.
            catalog.Write(tx => tx.Execute("delete from process where id = @Id", new { Id }));
        }
        catch (StoreException)
        {
            // The catalogue is gone; the row will be taken for dead.
        }
    }

    private static long? StartOf(Process process)
    {
        try
        {
            return new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeSeconds();
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception or NotSupportedException)
        {
            return null;
        }
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private void Beat()
    {
        try
        {
            catalog.Write(tx => tx.Execute("update process set heartbeat = @Now where id = @Id", new { Id, Now = Now() }));
        }
        catch (StoreException)
        {
            // The catalogue is busy or gone for the moment; the next beat tries again.
        }
    }

    /// <summary>On this machine the operating system knows; of others only the heartbeat tells.</summary>
    private bool IsDead(Row row)
    {
        if (row.Host != s_host)
        {
            return Now() - row.Heartbeat > DeadAfter.TotalMilliseconds;
        }

        if (row.Pid == Environment.ProcessId && row.Started == s_started)
        {
            // Another store object of this process.
            return false;
        }

        try
        {
            using var process = Process.GetProcessById((int)row.Pid);

            // The number may have been given to another program since; start times are kept to the second.
            return StartOf(process) is { } started && Math.Abs(started - row.Started) > 2;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private sealed class Row
    {
        public string Id { get; init; } = string.Empty;

        public string Host { get; init; } = string.Empty;

        public long Pid { get; init; }

        public long Started { get; init; }

        public long Heartbeat { get; init; }
    }
}
