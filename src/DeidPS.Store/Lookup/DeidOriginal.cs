namespace DeidPS.Store.Lookup;

/// <summary>Which study of the source an entry or session is. Holds a patient's identifiers.</summary>
public sealed record DeidOriginal
{
    /// <summary>The project; null for none.</summary>
    public string? Project { get; init; }

    /// <summary>Subject label.</summary>
    public required string Subject { get; init; }

    /// <summary>Session label.</summary>
    public required string Session { get; init; }

    /// <summary>The entry while it waits in the prearchive; null once it is archived.</summary>
    public string? Entry { get; init; }

    /// <summary>The arrival that brought it.</summary>
    public required string Arrival { get; init; }

    /// <summary>(0010,0020) at the source; null for none.</summary>
    public string? PatientID { get; init; }

    /// <summary>(0010,0021) at the source; null for none.</summary>
    public string? IssuerOfPatientID { get; init; }

    /// <summary>(0008,0050) at the source; null for none.</summary>
    public string? AccessionNumber { get; init; }

    /// <summary>(0020,000D) at the source; null for none.</summary>
    public string? StudyInstanceUID { get; init; }

    /// <summary>(0020,000D) in the archive; null while it waits.</summary>
    public string? ArchivedStudyInstanceUID { get; init; }

    /// <summary>Pseudonym by which the store knows the study.</summary>
    public required string StudyKey { get; init; }

    /// <summary>Pseudonym by which the store knows the patient.</summary>
    public required string PatientKey { get; init; }

    /// <summary>When it was written down.</summary>
    public DateTimeOffset Recorded { get; init; }

    /// <summary>Returns the labels; no original.</summary>
    public override string ToString() => $"{Project ?? "Unassigned"}/{Subject}/{Session}";
}
