namespace DeidPS.Store.Checks;

/// <summary>Which entries or sessions of a project are checked, and how.</summary>
public sealed record SampleRequest
{
    /// <summary>The project by id or alias.</summary>
    public required string Project { get; init; }

    /// <summary>Label of one session; null for a sample.</summary>
    public string? Session { get; init; }

    /// <summary>Id of one entry that waits for the project; null for a sample.</summary>
    public string? Entry { get; init; }

    /// <summary>True for a sample of the entries that wait, false for one of what is archived.</summary>
    public bool IsPrearchive { get; init; }

    /// <summary>How many are in a sample.</summary>
    public int SampleSize { get; init; } = 3;

    /// <summary>True for as many of each modality and manufacturer.</summary>
    public bool PerModality { get; init; }

    /// <summary>Forms that the site's own numbers have, as regular expressions without backtracking; none by default.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>Modalities whose head images may show a face.</summary>
    public IReadOnlyList<string> FaceModalities { get; init; } = ["MR"];

    /// <summary>True to search for what the look-up table knows; for data managers, with a reason.</summary>
    public bool WithKnownValues { get; init; }

    /// <summary>True to show the values that are found; for data managers, with a reason.</summary>
    public bool WithValues { get; init; }

    /// <summary>Why values of the source are used or shown; recorded.</summary>
    public string? Reason { get; init; }

    /// <summary>True to make pictures.</summary>
    public bool WithPictures { get; init; }

    /// <summary>False to leave the catalogue as it is.</summary>
    public bool IsRecorded { get; init; } = true;
}
