namespace DeidPS.Net;

/// <summary>What is to be retrieved: a study, some of its series, or some of its instances.</summary>
public sealed record RetrieveRequest
{
    /// <summary>(0010,0020) of the patient. A node of Patient Root needs it (PS3.4 C.4.2.1.4); elsewhere it is not sent. Null where it is not known.</summary>
    public string? PatientID { get; init; }

    /// <summary>(0020,000D) of the study.</summary>
    public required string StudyInstanceUID { get; init; }

    /// <summary>(0020,000E) of one series; null for all.</summary>
    public string? SeriesInstanceUID { get; init; }

    /// <summary>(0008,0018) of instances, with <see cref="SeriesInstanceUID"/> or <see cref="Instances"/>; empty for all.</summary>
    public IReadOnlyList<InstanceReference> Instances { get; init; } = [];
}
