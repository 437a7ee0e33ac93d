namespace DeidPS.Store.Prearchive;

/// <summary>A study that waits in the prearchive. Holds labels, counts and pseudonyms, no original identifier.</summary>
public sealed record PrearchiveEntry
{
    /// <summary>Its id: that of the arrival that began it, <c>yyyyMMddTHHmmss.fffZ-xxxx</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Project it waits for; null for none.</summary>
    public string? Project { get; init; }

    /// <summary>Subject label.</summary>
    public required string Subject { get; init; }

    /// <summary>Session label.</summary>
    public required string Session { get; init; }

    /// <summary>Where it stands.</summary>
    public EntryState State { get; init; }

    /// <summary>What is to be known about it.</summary>
    public EntryFlags Flags { get; init; }

    /// <summary>What of it somebody looked at and accepted.</summary>
    public EntryFlags Accepted { get; init; }

    /// <summary>Conflicts, as codes of workflow section 11.</summary>
    public IReadOnlyList<string> Conflicts { get; init; } = [];

    /// <summary>What was said of it last, else what stands against archiving it and what to do, in words without values; null for nothing.</summary>
    public string? Message { get; init; }

    /// <summary>When its first instance arrived.</summary>
    public DateTimeOffset Received { get; init; }

    /// <summary>When its last instance arrived.</summary>
    public DateTimeOffset LastInstance { get; init; }

    /// <summary>Modalities in it.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>Series in it, as of the last build.</summary>
    public long Series { get; init; }

    /// <summary>Instances in it.</summary>
    public long Instances { get; init; }

    /// <summary>Bytes in it.</summary>
    public long Bytes { get; init; }

    /// <summary>Instances that are known of and did not arrive.</summary>
    public long Missing { get; init; }

    /// <summary>Instances that were held back, encrypted.</summary>
    public long Held { get; init; }

    /// <summary>Instances that a filter or a script left out.</summary>
    public long Filtered { get; init; }

    /// <summary>Instances that came again and were there already.</summary>
    public long Duplicates { get; init; }

    /// <summary>How sure it is that everything arrived.</summary>
    public ArrivalEvidence Evidence { get; init; }

    /// <summary>AE title that sent it; null when it came from files.</summary>
    public string? CallingAE { get; init; }

    /// <summary>Policies that were applied, as <c>name@hash</c>.</summary>
    public IReadOnlyList<string> Policies { get; init; } = [];

    /// <summary>The entry it came too late for; null for none.</summary>
    public string? LateFor { get; init; }

    /// <summary>Pseudonym of its Study Instance UID: the same study has the same.</summary>
    public required string StudyKey { get; init; }

    /// <summary>Who brought it.</summary>
    public required string CreatedBy { get; init; }
}
