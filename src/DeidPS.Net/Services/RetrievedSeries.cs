using System.Globalization;

namespace DeidPS.Net;

/// <summary>What became of one series of a study that was retrieved. All counts are of different instances.</summary>
public sealed record RetrievedSeries
{
    /// <summary>(0020,000E).</summary>
    public required string SeriesInstanceUID { get; init; }

    /// <summary>(0020,0011); null where the node does not tell.</summary>
    public int? SeriesNumber { get; init; }

    /// <summary>(0008,0060); null where the node does not tell.</summary>
    public string? Modality { get; init; }

    /// <summary>(0008,103E) as the node has it, so that it may identify the patient; null where the node does not tell.</summary>
    public string? SeriesDescription { get; init; }

    /// <summary>Instances that should be there in the end: without those left out, with those held already. Null where the node neither lists nor counts them.</summary>
    public int? Expected { get; init; }

    /// <summary>Instances that arrived now, those the node did not list included.</summary>
    public int Received { get; init; }

    /// <summary>Instances that are listed and were held already.</summary>
    public int Held { get; init; }

    /// <summary>Why the whole series was left out; null when it was not.</summary>
    public string? Excluded { get; init; }

    /// <summary>Instances left out, singly or with the whole series; null where the node does not count those of a series that was left out.</summary>
    public int? ExcludedInstances { get; init; } = 0;

    /// <summary>Why single instances were left out, with how many; empty for none.</summary>
    public IReadOnlyDictionary<string, int> ExcludedFor { get; init; } = new Dictionary<string, int>();

    /// <summary>Returns its number and counts; no UID and no description.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"series {SeriesNumber?.ToString(CultureInfo.InvariantCulture) ?? "without a number"}, {Received + Held} of {Expected?.ToString(CultureInfo.InvariantCulture) ?? "unknown"} instances");
}
