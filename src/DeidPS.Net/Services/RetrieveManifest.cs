namespace DeidPS.Net;

/// <summary>What a node has of a study: its series with counts, and its instances where it lists them.</summary>
internal sealed class RetrieveManifest
{
    /// <summary>Series with (0020,1209), null where the node does not count.</summary>
    public Dictionary<string, int?> Series { get; } = new(StringComparer.Ordinal);

    /// <summary>Instances by SOP Instance UID.</summary>
    public Dictionary<string, InstanceReference> Instances { get; } = new(StringComparer.Ordinal);

    /// <summary>True when the node answered the query for series.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>True when every series was listed instance by instance.</summary>
    public bool IsListed { get; set; }

    /// <summary>Instances expected; null when that is not known.</summary>
    public int? Expected => IsListed ? Instances.Count : IsAnswered && Series.Values.All(n => n is not null) && Series.Values.Sum(n => (long?)n) is <= int.MaxValue and var sum ? (int)sum : null;
}
