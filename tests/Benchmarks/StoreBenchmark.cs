using System.Globalization;
using DeidPS.Store.Catalog;
using DeidPS.Store.Tests.Harness;
using DeidPS.Store.Tests.Scale;

namespace DeidPS.Benchmarks;

/// <summary>Stores with much in them, and stores that several processes work on.</summary>
internal sealed class StoreBenchmark(StoreOptions options, string host, string root, TextWriter output)
{
    /// <summary>Most a list may take to answer, in milliseconds.</summary>
    private const double ListLimit = 200;

    /// <summary>Most the resident set of a console may grow by when it lists ten times as much: room for the collector's moods.</summary>
    private const long MaximumGrowth = 48L * 1000 * 1000;

    private static readonly (string Name, string Command)[] s_lists =
    [
        ("all entries", "Get-DeidPrearchive"), ("a project's", "Get-DeidPrearchive -Project LUNG"), ("of no project", "Get-DeidPrearchive -Unassigned"), ("in one state", "Get-DeidPrearchive -State Ready"),
        ("in two states", "Get-DeidPrearchive -State Ready, Conflict"), ("in a rare state", "Get-DeidPrearchive -State Conflict"), ("of a subject", "Get-DeidPrearchive -Subject S1000123"), ("of a session", "Get-DeidPrearchive -Session E1001234"),
        ("of a sender", "Get-DeidPrearchive -CallingAE OTHER"), ("of ten hours", "Get-DeidPrearchive -ArrivedBetween ([datetime]'2026-01-05'), ([datetime]'2026-01-05T10:00')"), ("one by id", "Get-DeidPrearchive A1001234"),
        ("all sessions", "Get-DeidSession LUNG"), ("one by label", "Get-DeidSession LUNG E1001234"), ("of a subject", "Get-DeidSession LUNG -Subject S1000123"), ("of a modality", "Get-DeidSession LUNG -Modality CT"),
        ("of a rare modality", "Get-DeidSession LUNG -Modality PT"), ("of ten hours", "Get-DeidSession LUNG -ArchivedBetween ([datetime]'2026-01-05'), ([datetime]'2026-01-05T10:00')"),
        ("of half the time", "Get-DeidSession LUNG -ArchivedBetween ([datetime]'2026-01-05'), ([datetime]'2026-02-09')"),
    ];

    private string Key => Path.Combine(root, "site.key");

    /// <summary>Runs all parts.</summary>
    /// <returns>False when a list was slow or memory grew.</returns>
    public bool Run()
    {
        TimedProcess.Run("dotnet", [host, "-Command", $"$null = New-DeidKey '{Key}' -Force"]);
        var isGood = true;
        if (options.Entries > 0)
        {
            isGood &= Lists(CatalogKind.Sqlite);
            isGood &= PostgresServer.Shared is null || Lists(CatalogKind.PostgreSql);
        }

        if (options.Studies > 0 && PostgresServer.Shared is { } server && TimedProcess.Find("storescu") is { } storescu)
        {
            new StoreProcesses(options, host, storescu, Path.Combine(root, "processes"), name => Make(name, server.NewDatabase()), output).Run();
        }

        return isGood;
    }

    private bool Lists(CatalogKind kind)
    {
        var database = kind == CatalogKind.Sqlite ? null : PostgresServer.Shared!.NewDatabase();
        var store = Make("lists-" + kind, database);
        using (var catalog = database is null ? CatalogDatabase.OpenFile(Path.Combine(store, "db", "store.db"), create: false) : CatalogDatabase.OpenServer(database, create: false))
        {
            FilledCatalog.Fill(catalog, options.Entries);
        }

        Line($"Lists of {options.Entries} entries and as many sessions, {kind}");
        output.WriteLine("                             first ms     last ms     objects");
        var slowest = 0.0;
        foreach (var (line, (name, command)) in Ask(store).Zip(s_lists))
        {
            var fields = line.Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToList();
            Line($"  {command.Split(' ')[0][8..],-10} {name,-18} {fields[0],8:0}    {fields[1],8:0}    {fields[2],8:0}");
            slowest = Math.Max(slowest, fields[0]);
        }

        var (few, all) = (Peak(store, "-ArrivedBetween ([datetime]'2026-01-01'), ([datetime]'2026-01-07T22:40')"), Peak(store, string.Empty));
        Line($"  slowest {slowest:0} ms; a console that lists a part needs at most {few / 1e6:0} MB, one that lists all {all / 1e6:0} MB");
        output.WriteLine();
        return slowest < ListLimit && all - few < MaximumGrowth;
    }

    /// <summary>Each list in a console of its own kind: first asked once, then timed. What comes out is counted and let go.</summary>
    private string[] Ask(string store)
    {
        var script = new System.Text.StringBuilder("function Ask($list) { $w = [Diagnostics.Stopwatch]::StartNew(); $n = 0; $f = 0; & $list | ForEach-Object { if ($n -eq 0) { $f = $w.Elapsed.TotalMilliseconds }; $n++ }; if ($n -eq 0) { $f = $w.Elapsed.TotalMilliseconds }; [string]::Format([Globalization.CultureInfo]::InvariantCulture, '{0} {1} {2}', $f, $w.Elapsed.TotalMilliseconds, $n) }\n");
        script.Append(CultureInfo.InvariantCulture, $"$env:DEIDPS_STORE = '{store}'\n[void](Ask {{ Get-DeidPrearchive -State Conflict }}); [void](Ask {{ Get-DeidSession LUNG -Subject S1000001 }})\n");
        foreach (var (_, command) in s_lists)
        {
            script.Append(CultureInfo.InvariantCulture, $"[Console]::Out.WriteLine((Ask {{ {command} }}))\n");
        }

        var lines = Senders.Output("dotnet", [host, "-Command", script.ToString()]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == s_lists.Length ? lines : throw new InvalidOperationException($"The lists gave {lines.Length} lines.");
    }

    private long Peak(string store, string filter) => TimedProcess.Run("dotnet", [host, "-Command", $"Get-DeidPrearchive -Store '{store}' {filter} | ForEach-Object {{ }}"]).PeakBytes;

    private string Make(string name, string? database)
    {
        var store = Path.Combine(root, name);
        var catalog = database is null ? string.Empty : $"-Catalog '{database}'";
        TimedProcess.Run("dotnet", [host, "-Command", $"$null = Initialize-DeidStore '{store}' {catalog} -KeyPath '{Key}' -IdleMinutes 0 -MinimumFreeGB 0 -PilotPerModality 0; $null = New-DeidProject LUNG Lung -Store '{store}'"]);
        return store;
    }

    private void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
