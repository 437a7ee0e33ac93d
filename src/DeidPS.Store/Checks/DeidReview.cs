using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Checks;

/// <summary>Where the check of an entry or session stands. Holds labels and counts, no value.</summary>
public sealed record DeidReview
{
    /// <summary>The project.</summary>
    public required string Project { get; init; }

    /// <summary>Id of the entry that waits for it; null for a session.</summary>
    public string? Entry { get; init; }

    /// <summary>Subject label.</summary>
    public required string Subject { get; init; }

    /// <summary>Session label.</summary>
    public required string Session { get; init; }

    /// <summary>Modalities.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>What the last check said.</summary>
    public CheckState State { get; init; }

    /// <summary>What is to be known about it and nobody accepted.</summary>
    public EntryFlags OpenFlags { get; init; }

    /// <summary>What is to be known about it and somebody accepted.</summary>
    public EntryFlags AcceptedFlags { get; init; }

    /// <summary>Findings of the last check that identify.</summary>
    public long High { get; init; }

    /// <summary>Findings of the last check that want a look.</summary>
    public long Medium { get; init; }

    /// <summary>Findings of the last check that are to be known.</summary>
    public long Low { get; init; }

    /// <summary>When it was checked last; null for never.</summary>
    public DateTimeOffset? Checked { get; init; }

    /// <summary>By whom; null for nobody.</summary>
    public string? CheckedBy { get; init; }

    /// <summary>What a person said about it; null for nothing.</summary>
    public string? Reason { get; init; }

    /// <summary>Places of the project's pilot for its modalities and manufacturers; empty where there is no pilot.</summary>
    public IReadOnlyList<PilotPlaces> Pilot { get; init; } = [];

    /// <summary>The fewest places that the pilot has left for one of them; null where there is no pilot.</summary>
    public int? PlacesLeft => Pilot.Count == 0 ? null : Pilot.Min(p => p.Left);
}
