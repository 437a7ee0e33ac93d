using System.Globalization;

namespace DeidPS.Benchmarks;

/// <summary>What each contestant cost in each round, and the ratios of rounds: noise that lasts a whole round hits both sides of a ratio.</summary>
internal sealed class Rounds
{
    private readonly Dictionary<string, List<Measurement>> _runs = [];

    public void Add(string name, Measurement run)
    {
        if (!_runs.TryGetValue(name, out var list))
        {
            _runs[name] = list = [];
        }

        list.Add(run);
    }

    public Measurement Median(string name) => Measurement.Median(_runs[name]);

    /// <summary>How many times faster one is than the other: median, least and most of the rounds.</summary>
    public string Speed(string name, string other) => Ratio(name, other, m => m.Wall);

    /// <summary>How many times less CPU one takes than the other.</summary>
    public string Thrift(string name, string other) => Ratio(name, other, m => m.Cpu);

    private string Ratio(string name, string other, Func<Measurement, double> cost)
    {
        var ratios = _runs[name].Zip(_runs[other], (a, b) => cost(b) / cost(a)).Order().ToList();
        var median = (ratios[(ratios.Count - 1) / 2] + ratios[ratios.Count / 2]) / 2;
        return string.Create(CultureInfo.InvariantCulture, $"{median:0.00} ({ratios[0]:0.00} to {ratios[^1]:0.00})");
    }
}
