using System.Text.RegularExpressions;
using DeidPS.Deid.Pseudonyms;

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

    /// <summary>
    /// Keys of the site and the project: an object that is sealed with one of them, and was not changed since, is believed which options were carried out, such as that its report was
    /// cleaned. None by default: then reports, presentation states and screens are findings whatever was done to them, for somebody to look at.
    /// </summary>
    public IReadOnlyList<DeidKey> Keys { get; init; } = [];

    /// <summary>True to keep the values that were found, for those who may see them.</summary>
    public bool KeepValues { get; init; }
}
