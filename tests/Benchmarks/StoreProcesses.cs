using System.Diagnostics;
using System.Globalization;
using DeidPS.Store.Tests.Harness;
using Npgsql;

namespace DeidPS.Benchmarks;

/// <summary>Receivers and archivers as processes of their own on one store.</summary>
/// <param name="options">How much.</param>
/// <param name="host">The console host.</param>
/// <param name="storescu">Path of storescu.</param>
/// <param name="root">A folder for what is sent.</param>
/// <param name="makeStore">Makes a store of a name; gives its folder.</param>
/// <param name="output">Where the figures go.</param>
internal sealed class StoreProcesses(StoreOptions options, string host, string storescu, string root, Func<string, string> makeStore, TextWriter output)
{
    private const int Instances = 10;

    private static readonly (string Name, int Pairs, bool AtOnce)[] s_kinds = [("1 process", 1, false), ("2 processes", 1, true), ("4 processes", 2, true)];

    private readonly Senders _senders = new(storescu, host);
    private int _study;
    private int _run;

    /// <summary>Measures throughput, then growth.</summary>
    public void Run()
    {
        var rates = s_kinds.ToDictionary(k => k.Name, _ => new List<double>(), StringComparer.Ordinal);
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var i = 0; i < s_kinds.Length; i++)
            {
                var (name, pairs, atOnce) = s_kinds[(i + round) % s_kinds.Length];
                var store = makeStore($"store{++_run}");
                rates[name].Add(options.Studies * Instances / Once(store, pairs, atOnce, options.Studies).Seconds);
                Directory.Delete(store, recursive: true);
            }
        }

        Line($"Processes on one PostgreSQL store: {options.Studies} studies of {Instances} instances, {options.Rounds} rounds; over one process: median (least to most) of the rounds");
        foreach (var (name, _, _) in s_kinds)
        {
            var ratios = rates[name].Zip(rates[s_kinds[0].Name], (a, b) => a / b).Order().ToList();
            Line($"  {name,-12} {Middle(rates[name]),6:0} instances/s    {Middle(ratios):0.00} ({ratios[0]:0.00} to {ratios[^1]:0.00})");
        }

        Growth();
    }

    private void Growth()
    {
        var store = makeStore("growth");
        var few = Once(store, 2, true, options.Studies);
        var fewBytes = DatabaseBytes(store);
        var many = Once(store, 2, true, options.Studies * 3);
        var manyBytes = DatabaseBytes(store);
        var count = options.Studies * Instances;
        Line($"  growth, 4 processes: {count} instances, then {3 * count} more");
        Line($"    receiver {few.ReceiverPeak / 1e6:0} MB, then {many.ReceiverPeak / 1e6:0} MB ({(double)many.ReceiverPeak / few.ReceiverPeak:0.00}); archiver {few.ArchiverPeak / 1e6:0} MB, then {many.ArchiverPeak / 1e6:0} MB ({(double)many.ArchiverPeak / few.ArchiverPeak:0.00})");
        Line($"    database {fewBytes / 1e6:0.0} MB, then {manyBytes / 1e6:0.0} MB: {(manyBytes - fewBytes) / (3.0 * count):0} bytes for each further instance; {few.Seconds:0.0} s, then {many.Seconds:0.0} s ({many.Seconds / few.Seconds:0.00} for three times as many)");
        output.WriteLine();
    }

    /// <summary>Sends studies to receivers and has them archived, until none waits any more.</summary>
    private (double Seconds, long ReceiverPeak, long ArchiverPeak) Once(string store, int pairs, bool atOnce, int studies)
    {
        var folders = Enumerable.Range(0, pairs).Select(i => MakeStudies(studies / pairs)).ToList();
        var end = store + ".end";
        File.Delete(end);
        List<ReceiverProcess> receivers = [];
        try
        {
            for (var i = 0; i < pairs; i++)
            {
                receivers.Add(ReceiverProcess.Store($"receiver {i + 1}", host, store));
            }

            var archivers = atOnce ? Archivers(store, end, pairs) : [];
            var clock = Stopwatch.StartNew();
            Task.WaitAll([.. receivers.Zip(folders, (receiver, folder) => Task.Run(() => _senders.AtOnce(receiver.Port, [folder])))]);
            if (!atOnce)
            {
                clock.Stop();
                archivers = Archivers(store, end, pairs);
                clock.Start();
            }

            File.WriteAllBytes(end, []);
            var peaks = archivers.Select(Finish).ToList();
            var seconds = clock.Elapsed.TotalSeconds;
            folders.ForEach(f => Directory.Delete(f, recursive: true));
            var expected = _study * Instances;
            var found = Directory.EnumerateFiles(Path.Combine(store, "archive"), "*.dcm", SearchOption.AllDirectories).Count();
            return found % Instances == 0 && Directory.EnumerateFiles(Path.Combine(store, "prearchive"), "*.dcm", SearchOption.AllDirectories).Any() is false && found <= expected && found >= studies * Instances
                ? (seconds, receivers.Max(r => r.PeakBytes), peaks.Max())
                : throw new InvalidOperationException($"{found} instances are archived.");
        }
        finally
        {
            receivers.ForEach(r => r.Dispose());
        }
    }

    private string MakeStudies(int studies)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"in{_study + 1}"))).FullName;
        for (var i = 0; i < studies; i++)
        {
            var study = ++_study;
            foreach (var item in TestObject.Study1(Instances, string.Create(CultureInfo.InvariantCulture, $"{study}"), study, string.Create(CultureInfo.InvariantCulture, $"Project:LUNG Subject:S{study} Session:S{study}_1")))
            {
                File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{study:D6}-{item.Instance:D3}.dcm")), item.Bytes());
            }
        }

        return folder;
    }

    /// <summary>Starts consoles that move into the project what is ready, until nothing waits and nothing will come. Returns when they have started.</summary>
    private List<Process> Archivers(string store, string end, int count)
    {
        var script = $"$env:DEIDPS_STORE = '{store}'; $null = Get-DeidStore; [Console]::Out.WriteLine('ready'); while ($true) {{ $isEnd = [IO.File]::Exists('{end}'); "
            + "$null = Get-DeidPrearchive -State Ready | Move-ToProject -ErrorAction SilentlyContinue; if ($isEnd -and @(Get-DeidPrearchive).Count -eq 0) { break }; [Threading.Thread]::Sleep(200) }; "
            + "[Console]::Out.WriteLine([Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64)";
        var archivers = Enumerable.Range(0, count).Select(_ => Process.Start(new ProcessStartInfo("dotnet", [host, "-Command", script]) { RedirectStandardOutput = true })!).ToList();
        return archivers.TrueForAll(a => a.StandardOutput.ReadLine() == "ready") ? archivers : throw new InvalidOperationException("An archiver did not start.");
    }

    private static long Finish(Process archiver)
    {
        using (archiver)
        {
            var peak = archiver.StandardOutput.ReadToEnd();
            archiver.WaitForExit();
            return archiver.ExitCode == 0 ? long.Parse(peak, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"An archiver ended with {archiver.ExitCode}.");
        }
    }

    private static long DatabaseBytes(string store)
    {
        using var site = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(store, "config", "site.json")));
        using var connection = new NpgsqlConnection(site.RootElement.GetProperty("catalog").GetString() + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand("select pg_database_size(current_database())", connection);
        return (long)command.ExecuteScalar()!;
    }

    private static double Middle(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
