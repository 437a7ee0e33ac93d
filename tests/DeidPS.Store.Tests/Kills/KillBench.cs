using System.Diagnostics;
using System.Globalization;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;

namespace DeidPS.Store.Tests.Kills;

/// <summary>A store that survives many killed processes, and what has to be true of it after each.</summary>
internal sealed class KillBench(TestStore test, StorePolicies policies)
{
    private readonly Dictionary<int, int> _expected = [];
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private readonly List<string> _wrong = [];
    private readonly Dictionary<string, int> _span = new(StringComparer.Ordinal);
    private int _study;

    /// <summary>Processes that were killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Processes that had ended before.</summary>
    public int Ended { get; private set; }

    /// <summary>What was wrong; empty when nothing was.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>Kills at a named step.</summary>
    public void KillAt(KillScenario scenario, string step, int time)
    {
        var before = Kills;
        Run(scenario, step, time, -1);
        if (Kills == before)
        {
            _wrong.Add($"{scenario.Name} never reaches {step} for the {time}th time");
        }
    }

    /// <summary>Kills at some moment of about the time that it takes.</summary>
    public void KillAtRandom(KillScenario scenario, Random random) => Run(scenario, "-", 1, random.Next(0, _span.GetValueOrDefault(scenario.Name, 500) + 1));

    private void Run(KillScenario scenario, string step, int time, int milliseconds)
    {
        var study = ++_study;
        foreach (var (key, mark) in KillScenario.Keys(study))
        {
            _keys[key] = mark;
        }

        var context = string.Create(CultureInfo.InvariantCulture, $"{scenario.Name} study {study} {step} {time} {milliseconds}");
        try
        {
            Run(scenario, study, step, time, milliseconds, context);
        }
        catch (Exception error) when (error is Xunit.Sdk.XunitException or Dicom.DeidException or IOException or InvalidOperationException)
        {
            _wrong.Add($"{context}: {error.GetType().Name} {error.Message}");
        }
    }

    private void Run(KillScenario scenario, int study, string step, int time, int milliseconds, string context)
    {
        scenario.Prepare(test.Admin, policies, study);
        var answered = Start(scenario, study, step, time, milliseconds, context);
        using var store = test.As("admin");
        var places = Census(context);
        Assert.True(scenario.MayBe(study, answered, m => places.GetValueOrDefault(m)), $"{context}: {Text(places, study)}; answered {string.Join(' ', answered)}");
        CheckStore(places, study, context);

        scenario.Run(store, policies, study, _ => { });
        new Prearchive.PrearchiveBook(store).BuildIdle(CancellationToken.None);
        foreach (var mark in scenario.End(study))
        {
            _expected[mark] = 1;
        }

        var end = Census(context);
        Assert.True(end.Where(p => p.Key / 1000 == study).OrderBy(p => p.Key).SequenceEqual(_expected.Where(p => p.Key / 1000 == study).OrderBy(p => p.Key)), $"{context}, then again: {Text(end, study)}");
        CheckStore(end, study, context + ", then again");
        scenario.Check(store, study);
    }

    private HashSet<int> Start(KillScenario scenario, int study, string step, int time, int milliseconds, string context)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = test.Beside };
        foreach (var argument in (string[])[typeof(Program).Assembly.Location, Program.Child, test.Root, scenario.Name, Text(study), step, Text(time), Text(milliseconds)])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (lines.FirstOrDefault(l => l.StartsWith("done ", StringComparison.Ordinal)) is { } done)
        {
            _span[scenario.Name] = int.Parse(done[5..], CultureInfo.InvariantCulture);
        }

        if (process.ExitCode == 0)
        {
            Ended++;
        }
        else
        {
            Assert.True(process.ExitCode is 137 or -1, $"{context}: the process ended with {process.ExitCode}: {errors.Result}");
            Kills++;
        }

        return [.. lines.Where(l => l.StartsWith("answered ", StringComparison.Ordinal)).Select(l => int.Parse(l[9..], CultureInfo.InvariantCulture))];
    }

    /// <summary>How often each instance lies in the prearchive and the archive, or is on record as held back or filtered.</summary>
    private Dictionary<int, int> Census(string context)
    {
        var layout = test.Admin.Layout;
        var places = new Dictionary<int, int>();
        var copies = Path.Combine(layout.Archive, KillScenario.Copies);
        foreach (var path in new[] { layout.Prearchive, layout.Archive }.SelectMany(f => Directory.EnumerateFiles(f, "*.dcm", SearchOption.AllDirectories)))
        {
            var mark = TestObject.MarkOf(path) + (path.StartsWith(copies, StringComparison.Ordinal) ? KillScenario.CopyMark : 0);
            places[mark] = places.GetValueOrDefault(mark) + 1;
        }

        foreach (var key in test.Admin.Catalog.Read(tx => tx.Query<string>("select instancekey from discard where reason <> 'DuplicateContent'")))
        {
            places[_keys[key]] = places.GetValueOrDefault(_keys[key]) + 1;
        }

        Assert.True(places.Values.All(n => n == 1), $"{context}: twice there: {string.Join(' ', places.Where(p => p.Value > 1).Select(p => p.Key))}");
        return places;
    }

    private void CheckStore(Dictionary<int, int> places, int study, string context)
    {
        Assert.True(_expected.Where(e => e.Key / 1000 != study).All(e => places.GetValueOrDefault(e.Key) == e.Value), $"{context}: another study changed");
        var leftOvers = StoreFiles.LeftOvers(test);
        Assert.True(leftOvers.Count == 0, $"{context}: {string.Join("; ", leftOvers)}");
        CheckCounts(context);
        var findings = new AuditVerifier(TestIngest.Key).Verify(test.Admin.Catalog, test.Admin.Layout.Audit);
        Assert.True(findings.Count == 0, $"{context}: audit {findings.FirstOrDefault()}");
    }

    private void CheckCounts(string context)
    {
        var layout = test.Admin.Layout;
        foreach (var row in test.Admin.Catalog.Read(tx => tx.Query<SessionRow>(SessionRow.Statement("1 = 1"))))
        {
            var folder = layout.Full(row.Folder);
            var manifest = SessionManifest.Read(folder);
            Assert.True(StoreFiles.Objects(folder).SequenceEqual(manifest.Instances.Select(i => i.Path).Order(StringComparer.Ordinal)), $"{context}: manifest of {row.Label} and files differ");
            Assert.True(manifest.Instances.All(i => SessionManifest.Checksum(Path.Combine(folder, i.Path)) == i.Sha256), $"{context}: checksums of {row.Label}");
            Assert.True(row.Instances == manifest.Instances.Count, $"{context}: {row.Label} counts {row.Instances}, has {manifest.Instances.Count}");
            Assert.True(row.Series == test.Admin.Catalog.Read(tx => tx.Number("select count(*) from sessionseries where session = @Id and instances > 0", row)), $"{context}: series of {row.Label}");
        }

        foreach (var row in test.Admin.Catalog.Read(tx => tx.Query<Prearchive.EntryRow>($"select {Prearchive.EntryRow.Columns} from entry where state <> 'Receiving'")))
        {
            Assert.True(row.Instances == StoreFiles.Objects(layout.Full(row.Folder)).Count, $"{context}: entry {row.Id} counts {row.Instances}");
            Assert.False(row.IsLocked, $"{context}: entry {row.Id} is {row.State}");
            foreach (var (kind, count) in new[] { ("Held", row.Held), ("Filtered", row.Filtered) })
            {
                Assert.True(count == test.Admin.Catalog.Read(tx => tx.Number("select count(*) from discard where entry = @Id and kind = @kind", new { row.Id, kind })), $"{context}: entry {row.Id} counts {count} {kind}");
            }
        }
    }

    private static string Text(Dictionary<int, int> places, int study) => string.Join(' ', places.Where(p => p.Key / 1000 == study).OrderBy(p => p.Key).Select(p => $"{p.Key}x{p.Value}"));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
