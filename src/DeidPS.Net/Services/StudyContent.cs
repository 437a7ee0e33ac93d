namespace DeidPS.Net;

/// <summary>What a node has of a study, as far as it tells. Names instances: never logged.</summary>
public sealed record StudyContent
{
    /// <summary>True when the node answered the query for series.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>Instances it lists or counts; null when it tells neither.</summary>
    public int? Expected { get; init; }

    /// <summary>Series it names.</summary>
    public int Series { get; init; }

    /// <summary>(0008,0018) of all instances; null where the node does not list them all.</summary>
    public IReadOnlyList<string>? Instances { get; init; }

    /// <summary>Returns the counts; no UID.</summary>
    public override string ToString() => FormattableString.Invariant($"{Series} series, {Expected?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"} instances");
}
