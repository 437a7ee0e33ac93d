using DeidPS.Dicom;

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

    /// <summary>
    /// Tells of a SOP Instance UID whether it is kept from an earlier attempt: such an instance counts as there and is not asked for again. Asked once for each
    /// instance the node lists; of a node that lists none everything is asked for. Null when nothing is held.
    /// </summary>
    public Func<string, bool>? IsHeld { get; init; }

    /// <summary>
    /// Tells why a series, or a single instance, is to be left out; null to retrieve it. Gets what the node answers about a series ((0008,0060), (0008,103E),
    /// (0020,0011)), and then, for the series that are not left out, about each instance, with (0008,0016) and what was answered about its series.
    /// What is left out is neither asked for nor expected; single instances only where the node lists them all. Not asked about what <see cref="Instances"/> names.
    /// </summary>
    public Func<DicomDataset, string?>? Exclude { get; init; }

    /// <summary>Returns what is asked for; no identifier.</summary>
    public override string ToString() => Instances.Count > 0 ? FormattableString.Invariant($"{Instances.Count} instances") : SeriesInstanceUID is null ? "a study" : "a series";
}
