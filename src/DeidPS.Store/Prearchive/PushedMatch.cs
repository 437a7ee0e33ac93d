namespace DeidPS.Store.Prearchive;

/// <summary>What a row of a list of pushed studies has to do with what arrived.</summary>
public sealed record PushedMatch
{
    /// <summary>Line of the list; null for an entry that no row is about.</summary>
    public long? Line { get; init; }

    /// <summary>When it was sent, as the list says.</summary>
    public DateTimeOffset? SendTime { get; init; }

    /// <summary>Subject label of the list.</summary>
    public string? Subject { get; init; }

    /// <summary>Session label of the list.</summary>
    public string? Session { get; init; }

    /// <summary>Whether there is an entry for it.</summary>
    public PushedStatus Status { get; init; }

    /// <summary>The entry; null for none, or when it is not certain which.</summary>
    public string? Id { get; init; }

    /// <summary>When it arrived.</summary>
    public DateTimeOffset? Received { get; init; }

    /// <summary>AE title that sent it.</summary>
    public string? CallingAE { get; init; }

    /// <summary>Seconds between sending and arrival that the clocks do not explain.</summary>
    public double? DifferenceSeconds { get; init; }

    /// <summary>Seconds by which the clocks differ: the median of what was matched.</summary>
    public double OffsetSeconds { get; init; }

    /// <summary>Entries that could be it, when it is not certain which.</summary>
    public IReadOnlyList<string> Candidates { get; init; } = [];
}
