namespace DeidPS.Store.Prearchive;

/// <summary>
/// Matches times of sending with times of arrival (workflow section 4, P7): nearest within a tolerance, one to one, after the clocks' offset is taken off, which is the median
/// difference. An offset that explains as many sends as the best one, as well, is an explanation too: where they disagree, and where two arrivals are as near as each other, the
/// send is ambiguous. Times in seconds.
/// </summary>
internal sealed class PushedMatcher
{
    /// <summary>Lists are kept to the second: what differs by less cannot be told apart.</summary>
    private const double Resolution = 1;

    /// <summary>Fewer sends say nothing about clocks.</summary>
    private const int LeastForOffset = 3;

    private readonly double[] _sends;
    private readonly double[] _arrivals;
    private readonly double _tolerance;

    /// <summary>Creates a matcher.</summary>
    /// <param name="sends">Times of sending, ascending.</param>
    /// <param name="arrivals">Times of arrival, ascending.</param>
    /// <param name="tolerance">How far the two may be apart.</param>
    public PushedMatcher(double[] sends, double[] arrivals, double tolerance)
    {
        (_sends, _arrivals, _tolerance) = (sends, arrivals, tolerance);
        var explanations = Explanations();
        Offset = explanations.Count > 0 ? explanations[0].Offset : 0;
        Matches = [.. _sends.Select((_, send) => Agreed(explanations, send))];
    }

    /// <summary>How much later arrivals are than sends, by the median of what was matched.</summary>
    public double Offset { get; }

    /// <summary>For each send the arrival; null for none, or when that is not certain.</summary>
    public IReadOnlyList<int?> Matches { get; }

    /// <summary>The arrivals that could be a send's.</summary>
    public IReadOnlyList<int> Candidates(int send) => [.. Enumerable.Range(0, _arrivals.Length).Where(a => Distance(send, a, Offset) <= _tolerance)];

    private double Distance(int send, int arrival, double offset) => Math.Abs(_arrivals[arrival] - _sends[send] - offset);

    private static int? Agreed(IReadOnlyList<Explanation> explanations, int send)
    {
        var arrival = explanations.Count > 0 ? explanations[0].Pairs[send] : null;
        return explanations.All(e => e.Pairs[send] == arrival) ? arrival : null;
    }

    /// <summary>What explains the times best, and whatever does as well; the first is the best.</summary>
    private List<Explanation> Explanations()
    {
        var offsets = new SortedSet<double> { 0 };
        if (_sends.Length >= LeastForOffset)
        {
            // Every pair that may be one says what the offset would be.
            offsets.UnionWith(_sends.SelectMany((s, i) => Candidates(i, 0).Select(a => Math.Round(2 * (_arrivals[a] - s)) / 2)));
        }

        var all = offsets.Select(o => Explain(Refined(o))).Where(e => e.Count > 0).ToList();
        if (all.Count == 0)
        {
            return [];
        }

        var most = all.Max(e => e.Count);
        var least = all.Where(e => e.Count == most).Min(e => e.Spread);
        return [.. all.Where(e => e.Count == most && e.Spread < least + Resolution).OrderBy(e => e.Spread).ThenBy(e => Math.Abs(e.Offset))];
    }

    private IEnumerable<int> Candidates(int send, double offset)
    {
        var first = Array.BinarySearch(_arrivals, _sends[send] + offset - _tolerance);
        for (var a = first < 0 ? ~first : first; a < _arrivals.Length && _arrivals[a] <= _sends[send] + offset + _tolerance; a++)
        {
            yield return a;
        }
    }

    /// <summary>The median difference of what an offset matches.</summary>
    private double Refined(double offset)
    {
        if (_sends.Length < LeastForOffset)
        {
            return offset;
        }

        var differences = Explain(offset).Pairs.Select((a, s) => a is { } arrival ? _arrivals[arrival] - _sends[s] : (double?)null).OfType<double>().Order().ToList();
        var median = differences.Count == 0 ? offset : differences.Count % 2 == 1 ? differences[differences.Count / 2] : (differences[(differences.Count / 2) - 1] + differences[differences.Count / 2]) / 2;
        return Math.Clamp(median, -_tolerance, _tolerance);
    }

    /// <summary>Pairs of which each is the other's nearest.</summary>
    private Explanation Explain(double offset)
    {
        var pairs = new int?[_sends.Length];
        var (count, spread) = (0, 0.0);
        for (var send = 0; send < _sends.Length; send++)
        {
            if (Nearest(_arrivals, _sends[send] + offset) is not { } arrival || Distance(send, arrival, offset) > _tolerance || Nearest(_sends, _arrivals[arrival] - offset) is not { } back || _sends[back] != _sends[send])
            {
                continue;
            }

            count++;
            spread += Distance(send, arrival, offset);
            pairs[send] = IsCloseCall(_arrivals, arrival, _sends[send] + offset) || IsCloseCall(_sends, send, _arrivals[arrival] - offset) ? null : arrival;
        }

        return new Explanation(offset, pairs, count, count == 0 ? 0 : spread / count);
    }

    private static int? Nearest(double[] times, double time)
    {
        if (times.Length == 0)
        {
            return null;
        }

        var found = Array.BinarySearch(times, time);
        if (found >= 0)
        {
            return found;
        }

        var next = ~found;
        return next == times.Length ? next - 1 : next == 0 || times[next] - time < time - times[next - 1] ? next : next - 1;
    }

    /// <summary>Whether a neighbour is nearly as near.</summary>
    private static bool IsCloseCall(double[] times, int nearest, double time)
    {
        var best = Math.Abs(times[nearest] - time);
        return (nearest > 0 && Math.Abs(times[nearest - 1] - time) - best < Resolution) || (nearest < times.Length - 1 && Math.Abs(times[nearest + 1] - time) - best < Resolution);
    }

    /// <summary>One offset and what it matches.</summary>
    /// <param name="Offset">The offset.</param>
    /// <param name="Pairs">For each send its arrival; null for none or for a close call.</param>
    /// <param name="Count">Pairs, close calls included.</param>
    /// <param name="Spread">Mean distance of the pairs.</param>
    private sealed record Explanation(double Offset, int?[] Pairs, int Count, double Spread);
}
