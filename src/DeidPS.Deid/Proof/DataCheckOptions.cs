using System.Text.RegularExpressions;

namespace DeidPS.Deid.Proof;

/// <summary>How a data check looks at a study.</summary>
public sealed record DataCheckOptions
{
    /// <summary>Values that the study had at its source; null when they are not known.</summary>
    public OriginalIdentifiers? Known { get; init; }

    /// <summary>Forms that the site's own numbers have; must not backtrack.</summary>
    public IReadOnlyList<Regex> OwnPatterns { get; init; } = [];

    /// <summary>Modalities whose head images may show a face when they are fine enough.</summary>
    public IReadOnlyList<string> FaceModalities { get; init; } = ["MR"];

    /// <summary>True to keep the values that were found, for those who may see them.</summary>
    public bool KeepValues { get; init; }
}
