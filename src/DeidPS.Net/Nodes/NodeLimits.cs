namespace DeidPS.Net;

/// <summary>How much a node is asked for by the queue of retrievals, so that a busy PACS stays usable (workflow 17).</summary>
public sealed record NodeLimits
{
    /// <summary>Longest wait before a study is tried again, in seconds: half an hour.</summary>
    public const int MaximumBackoffSec = 1800;

    /// <summary>Retrievals at once, 1 to 64, unless a window says otherwise.</summary>
    public int MaxAssociations { get; init; } = 1;

    /// <summary>Part of the time that is used, 1 to 100, unless a window says otherwise: after a retrieval of t seconds there is a rest of t x (100/u - 1).</summary>
    public int UtilizationPercent { get; init; } = 100;

    /// <summary>Longest rest after a retrieval, in seconds, 0 to 86400.</summary>
    public int MaxRestSec { get; init; } = 1800;

    /// <summary>Seconds between the starts of two retrievals at least, 0 to 86400.</summary>
    public int MinIntervalSec { get; init; }

    /// <summary>Tries of a study before it has failed, 1 to 1000. A line that is down does not count.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Seconds before the second try, 1 to 1800; twice as many before each next one, half an hour at most, and 20 % more or less by chance.</summary>
    public int BackoffSec { get; init; } = 30;

    /// <summary>Failures of the line in a row after which the node is left alone for a while, 1 to 1000.</summary>
    public int BreakerThreshold { get; init; } = 3;

    /// <summary>True to ask for less when the node is out of resources or much slower than before.</summary>
    public bool AdaptiveRate { get; init; } = true;

    /// <summary>When the node may be retrieved from.</summary>
    public NodeSchedule Windows { get; init; } = NodeSchedule.Always;
}
