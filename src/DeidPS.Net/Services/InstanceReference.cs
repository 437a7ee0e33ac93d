namespace DeidPS.Net;

/// <summary>Names one instance in a node (PS3.4 C.6): the UIDs of its levels.</summary>
public sealed record InstanceReference
{
    /// <summary>(0010,0020), for nodes of Patient Root; null for others.</summary>
    public string? PatientID { get; init; }

    /// <summary>(0020,000D).</summary>
    public required string StudyInstanceUID { get; init; }

    /// <summary>(0020,000E).</summary>
    public required string SeriesInstanceUID { get; init; }

    /// <summary>(0008,0018).</summary>
    public required string SOPInstanceUID { get; init; }

    /// <summary>(0008,0016); null where the node does not tell.</summary>
    public string? SOPClassUID { get; init; }
}
