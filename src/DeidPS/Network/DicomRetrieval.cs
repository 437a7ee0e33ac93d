using DeidPS.Net;

namespace DeidPS;

/// <summary>The result of retrieving one study: counts, what is missing, and the instances themselves when they are in memory.</summary>
public sealed record DicomRetrieval : IReceivedObjects
{
    /// <summary>The node it came from.</summary>
    public required DicomNode Node { get; init; }

    /// <summary>(0010,0020) as it was asked with, to ask again with: for nodes of Patient Root; null for others.</summary>
    public string? PatientID { get; init; }

    /// <summary>(0020,000D).</summary>
    public required string StudyInstanceUID { get; init; }

    /// <summary>(0020,000E) when one series was asked for; null for the whole study.</summary>
    public string? SeriesInstanceUID { get; init; }

    /// <summary>The outcome.</summary>
    public RetrievalStatus Status { get; init; }

    /// <summary>Instances the node lists or counts; null when it tells neither.</summary>
    public int? Expected { get; init; }

    /// <summary>Instances that arrived.</summary>
    public int Received { get; init; }

    /// <summary>Instances that are listed and did not arrive. Pipe this result, or them, to Receive-DicomStudy to ask for them again.</summary>
    public IReadOnlyList<InstanceReference> Missing { get; init; } = [];

    /// <summary>How many are missing.</summary>
    public int MissingCount => Missing.Count > 0 ? Missing.Count : Math.Max(0, (Expected ?? 0) - Received);

    /// <summary>How sure it is that everything arrived.</summary>
    public RetrieveEvidence Evidence { get; init; }

    /// <summary>True when everything that is known of arrived.</summary>
    public bool IsComplete => Status == RetrievalStatus.Complete;

    /// <summary>Bytes of the data sets.</summary>
    public long Bytes { get; init; }

    /// <summary>Requests sent, repetitions included.</summary>
    public int Requests { get; init; }

    /// <summary>The last status of the node that was no success, with its meaning; null when there was none.</summary>
    public string? LastFailure { get; init; }

    /// <summary>Folder the instances were written to, identified as they are; null when they are in memory.</summary>
    public string? Destination { get; init; }

    /// <summary>Subject label that came with the request; null for none.</summary>
    public string? Subject { get; init; }

    /// <summary>Session label that came with the request; null for none.</summary>
    public string? Session { get; init; }

    /// <summary>The instances, when they are in memory or in encrypted temporary files: for Invoke-Anonymise, which frees them.</summary>
    public IReadOnlyList<ReceivedObject> Instances { get; init; } = [];
}
