namespace DeidPS.Store.Prearchive;

/// <summary>Which entries to list; null is any.</summary>
public sealed record PrearchiveFilter
{
    /// <summary>Ids of entries.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Project they wait for.</summary>
    public string? Project { get; init; }

    /// <summary>True for entries of no project only.</summary>
    public bool UnassignedOnly { get; init; }

    /// <summary>States.</summary>
    public IReadOnlyList<EntryState>? States { get; init; }

    /// <summary>Subject label.</summary>
    public string? Subject { get; init; }

    /// <summary>Session label.</summary>
    public string? Session { get; init; }

    /// <summary>Arrived at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Arrived at this time or earlier.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>AE title that sent it.</summary>
    public string? CallingAE { get; init; }
}
