namespace DeidPS.Benchmarks;

/// <summary>What one run of a program cost, the whole process from its start to its end.</summary>
/// <param name="Wall">Seconds on the clock.</param>
/// <param name="Cpu">User and system seconds of the process and its children.</param>
/// <param name="PeakBytes">Largest resident set of any one process.</param>
internal sealed record Measurement(double Wall, double Cpu, long PeakBytes)
{
    public static Measurement operator +(Measurement a, Measurement b) => new(a.Wall + b.Wall, a.Cpu + b.Cpu, Math.Max(a.PeakBytes, b.PeakBytes));

    public static Measurement operator -(Measurement a, Measurement b) => new(a.Wall - b.Wall, a.Cpu - b.Cpu, a.PeakBytes);

    /// <summary>The median of each figure on its own.</summary>
    public static Measurement Median(IReadOnlyCollection<Measurement> runs) => new(
        Middle(runs.Select(r => r.Wall)), Middle(runs.Select(r => r.Cpu)), (long)Middle(runs.Select(r => (double)r.PeakBytes)));

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
