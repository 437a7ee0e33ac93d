namespace DeidPS.Store.Lookup;

/// <summary>What is asked of the look-up table, and why. What is null is not asked for.</summary>
public sealed record LookupRequest
{
    /// <summary>An entry of the prearchive.</summary>
    public string? Entry { get; init; }

    /// <summary>A project by id or alias.</summary>
    public string? Project { get; init; }

    /// <summary>A subject label.</summary>
    public string? Subject { get; init; }

    /// <summary>A session label.</summary>
    public string? Session { get; init; }

    /// <summary>(0010,0020) at the source.</summary>
    public string? PatientId { get; init; }

    /// <summary>(0008,0050) at the source.</summary>
    public string? AccessionNumber { get; init; }

    /// <summary>(0020,000D) at the source.</summary>
    public string? StudyInstanceUid { get; init; }

    /// <summary>Why; recorded.</summary>
    public required string Reason { get; init; }

    /// <summary>True when an administrator breaks the glass.</summary>
    public bool IsBreakGlass { get; init; }

    /// <summary>Returns the names of what is asked for; no value.</summary>
    public override string ToString()
    {
        (string Name, string? Value)[] parts =
        [
            (nameof(Entry), Entry), (nameof(Project), Project), (nameof(Subject), Subject), (nameof(Session), Session), (nameof(PatientId), PatientId), (nameof(AccessionNumber), AccessionNumber), (nameof(StudyInstanceUid), StudyInstanceUid),
        ];
        return string.Join(' ', parts.Where(p => p.Value is not null).Select(p => p.Name));
    }
}
