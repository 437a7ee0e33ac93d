namespace DeidPS.Store.Requests;

/// <summary>
/// Asks for less when a node is out of resources or slow: half as many at once, and where that is one already, a rest between two that doubles; then slowly for more again
/// (workflow 17). Not thread safe.
/// </summary>
/// <param name="isOn">False to let the rate alone.</param>
internal sealed class GateRate(bool isOn)
{
    private const int Samples = 20;
    private const int FewestSamples = 5;
    private const int SlowFactor = 3;
    private const int SuccessesToRecover = 10;

    private static readonly TimeSpan s_leastRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_mostRest = TimeSpan.FromSeconds(60);

    /// <summary>What counts as slow is seen by a person too: less is chance.</summary>
    private static readonly TimeSpan s_leastDelay = TimeSpan.FromSeconds(1);

    private readonly Queue<TimeSpan> _times = new();
    private int _most = int.MaxValue;
    private int _successes;
    private DateTimeOffset _lastSlowing = DateTimeOffset.MinValue;

    /// <summary>Rest after each retrieval.</summary>
    public TimeSpan Rest { get; private set; }

    /// <summary>How many may run where so many are allowed.</summary>
    public int Of(int limit) => Math.Min(limit, _most);

    /// <summary>The end of a retrieval.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="instances">What it brought: the time of each is compared, so that a large study is not a slow one.</param>
    /// <param name="limit">How many are allowed at once.</param>
    /// <param name="now">The time.</param>
    public void Ended(GateOutcome outcome, TimeSpan duration, int instances, int limit, DateTimeOffset now)
    {
        if (!isOn)
        {
            return;
        }

        var isSlow = false;
        if (outcome == GateOutcome.Success)
        {
            isSlow = IsSlow(duration, instances);
            _times.Enqueue(duration / instances);
            if (_times.Count > Samples)
            {
                _times.Dequeue();
            }
        }

        if (isSlow || outcome == GateOutcome.OutOfResources)
        {
            // What began before the last slowing says nothing of the rate since.
            if (now - duration >= _lastSlowing)
            {
                Slow(limit);
                _lastSlowing = now;
            }
        }
        else if (outcome == GateOutcome.Success && ++_successes >= SuccessesToRecover)
        {
            _successes = 0;
            Recover(limit);
        }
    }

    private bool IsSlow(TimeSpan duration, int instances)
    {
        if (_times.Count < FewestSamples)
        {
            return false;
        }

        var median = _times.Order().ElementAt(_times.Count / 2) * instances;
        return duration > median * SlowFactor && duration - median > s_leastDelay;
    }

    private void Slow(int limit)
    {
        _successes = 0;
        if (Of(limit) > 1)
        {
            _most = Of(limit) / 2;
        }
        else
        {
            Rest = Rest == TimeSpan.Zero ? s_leastRest : Rest * 2 < s_mostRest ? Rest * 2 : s_mostRest;
        }
    }

    private void Recover(int limit)
    {
        if (Rest > TimeSpan.Zero)
        {
            Rest = Rest / 2 < s_leastRest ? TimeSpan.Zero : Rest / 2;
        }
        else if (_most < limit)
        {
            _most++;
        }
    }
}
