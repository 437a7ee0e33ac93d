using System.Globalization;

namespace DeidPS.Benchmarks;

/// <summary>Runs every contestant on one tree and on one of twice the files, in changing order, and prints medians and ratios.</summary>
internal sealed class TreeBenchmark(string title, string single, string both, IReadOnlyList<Contestant> contestants, TextWriter output)
{
    private readonly Dictionary<(string Name, bool IsDouble), List<Measurement>> _runs = [];

    public void Run(int rounds, string scratch)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var isDouble in new[] { false, true })
            {
                for (var i = 0; i < contestants.Count; i++)
                {
                    var contestant = contestants[(i + round) % contestants.Count];
                    var target = Path.Combine(scratch, "out");
                    Add(contestant.Name, isDouble, contestant.Run(isDouble ? both : single, target));
                    Check(target, isDouble ? both : single, contestant.Name);
                    Directory.Delete(target, recursive: true);
                }
            }
        }

        Print(rounds);
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

    private void Add(string name, bool isDouble, Measurement run)
    {
        if (!_runs.TryGetValue((name, isDouble), out var list))
        {
            _runs[(name, isDouble)] = list = [];
        }

        list.Add(run);
    }

    private Measurement Median(string name, bool isDouble) => Measurement.Median(_runs[(name, isDouble)]);

    private void Print(int rounds)
    {
        var files = Count(both);
        var bytes = new DirectoryInfo(both).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: {files} files, {bytes / 1e6:0} MB, median of {rounds} rounds; marginal = difference to half the files"));
        output.WriteLine($"{"",-30} {"files/s",9} {"MB/s",8} {"CPU ms/file",12} {"marginal",9} {"peak MB",8}");
        foreach (var contestant in contestants)
        {
            Row(contestant.Name, Median(contestant.Name, true), Median(contestant.Name, false), files, bytes);
        }

        var copy = (Double: Median(Contestant.Copy, true), Single: Median(Contestant.Copy, false));
        if (Has(Contestant.DcModify))
        {
            Row(Contestant.DcModifyWithCopy, Median(Contestant.DcModify, true) + copy.Double, Median(Contestant.DcModify, false) + copy.Single, files, bytes);
        }

        var ours = Median(Contestant.Ours, true);
        var marginal = ours.Cpu - Median(Contestant.Ours, false).Cpu;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  wall time over cp -r: {ours.Wall / copy.Double.Wall:0.00}; over its marginal: {(ours.Wall - Median(Contestant.Ours, false).Wall) / (copy.Double.Wall - copy.Single.Wall):0.00}"));
        foreach (var name in new[] { Contestant.DcModify, Contestant.GdcmAnon }.Where(Has))
        {
            var other = Median(name, true);
            var otherMarginal = other.Cpu - Median(name, false).Cpu;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  files per CPU second over {name}: {other.Cpu / ours.Cpu:0.0} whole process, {otherMarginal / marginal:0.0} marginal"));
        }

        if (Has(Contestant.DcModify))
        {
            var job = Median(Contestant.DcModify, true) + copy.Double;
            var jobMarginal = job.Cpu - (Median(Contestant.DcModify, false) + copy.Single).Cpu;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  files per CPU second over {Contestant.DcModifyWithCopy}: {job.Cpu / ours.Cpu:0.0} whole process, {jobMarginal / marginal:0.0} marginal"));
        }

        output.WriteLine();
    }

    private bool Has(string name) => _runs.ContainsKey((name, true));

    private void Row(string name, Measurement all, Measurement half, int files, long bytes) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-30} {files / all.Wall,9:0} {bytes / 1e6 / all.Wall,8:0} {all.Cpu * 1000 / files,12:0.000} {(all.Cpu - half.Cpu) * 1000 / (files / 2.0),9:0.000} {all.PeakBytes / 1e6,8:0}"));
}
