using System.Globalization;

namespace DeidPS.Benchmarks;

/// <summary>Runs every contestant on one tree and on one of twice the files, in changing order, and prints medians and ratios.</summary>
internal sealed class TreeBenchmark(string title, string single, string both, IReadOnlyList<Contestant> contestants, TextWriter output)
{
    private readonly Dictionary<string, List<(Measurement Single, Measurement Double)>> _runs = [];

    public void Run(int rounds, string scratch)
    {
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < contestants.Count; i++)
            {
                var contestant = contestants[(i + round) % contestants.Count];
                if (!_runs.TryGetValue(contestant.Name, out var list))
                {
                    _runs[contestant.Name] = list = [];
                }

                list.Add((Once(contestant, single, Path.Combine(scratch, $"half{i}")), Once(contestant, both, Path.Combine(scratch, $"whole{i}"))));
            }

            // Whoever creates files in the five seconds after a deletion pays for it (ext4 looks for inodes not just freed).
            foreach (var folder in Directory.GetDirectories(scratch))
            {
                Directory.Delete(folder, recursive: true);
            }

            Thread.Sleep(TimeSpan.FromSeconds(6));
        }

        if (_runs.TryGetValue(Contestant.DcModify, out var edits))
        {
            _runs[Contestant.DcModifyWithCopy] = [.. edits.Zip(_runs[Contestant.Copy], (e, c) => (e.Single + c.Single, e.Double + c.Double))];
        }

        Print(rounds);
    }

    private static Measurement Once(Contestant contestant, string tree, string target)
    {
        var run = contestant.Run(tree, target);
        Check(target, tree, contestant.Name);
        return run;
    }

    private static void Check(string target, string tree, string name)
    {
        int written = Count(target), expected = Count(tree);
        if (written != expected)
        {
            throw new InvalidOperationException($"{name} wrote {written} of {expected} files.");
        }
    }

    private static int Count(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count();

    /// <summary>The whole process on the larger tree.</summary>
    private Measurement Whole(string name) => Measurement.Median([.. _runs[name].Select(r => r.Double)]);

    /// <summary>What the second half of the files added, start of the process excluded; runs of one round are compared with each other.</summary>
    private Measurement Marginal(string name) => Measurement.Median([.. _runs[name].Select(r => r.Double - r.Single)]);

    private void Print(int rounds)
    {
        var files = Count(both);
        var bytes = new DirectoryInfo(both).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
        Line($"{title}: {files} files, {bytes / 1e6:0} MB, median of {rounds} rounds; marginal = what the second half of the files adds");
        output.WriteLine($"{"",-20} {"files/s",9} {"MB/s",8} {"CPU ms/file",12} {"marginal",9} {"peak MB",8}");
        string[] names = [.. contestants.Select(c => c.Name), .. _runs.Keys.Where(k => k == Contestant.DcModifyWithCopy)];
        foreach (var name in names)
        {
            var all = Whole(name);
            Line($"{name,-20} {files / all.Wall,9:0} {bytes / 1e6 / all.Wall,8:0} {all.Cpu * 1000 / files,12:0.000} {Marginal(name).Cpu * 2000 / files,9:0.000} {all.PeakBytes / 1e6,8:0}");
        }

        var (ours, oursMore) = (Whole(Contestant.Ours), Marginal(Contestant.Ours));
        var (copy, copyMore) = (Whole(Contestant.Copy), Marginal(Contestant.Copy));
        Line($"  wall time over cp -r: {ours.Wall / copy.Wall:0.00} whole process, {oursMore.Wall / copyMore.Wall:0.00} marginal");
        foreach (var name in names.Where(n => n is not (Contestant.Ours or Contestant.Copy)))
        {
            var (other, more) = (Whole(name), Marginal(name));
            Line($"  files per CPU second over {name}: {other.Cpu / ours.Cpu:0.0} whole process, {more.Cpu / oursMore.Cpu:0.0} marginal");
        }

        Line($"  of our marginal CPU time, cp -r of the same files takes {copyMore.Cpu / oursMore.Cpu:P0}");
        output.WriteLine();
    }

    private void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
