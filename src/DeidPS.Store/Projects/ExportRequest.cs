namespace DeidPS.Store.Projects;

/// <summary>How a session is to be exported.</summary>
public sealed record ExportRequest
{
    /// <summary>Full path of the folder that gets it.</summary>
    public required string Destination { get; init; }

    /// <summary>True for one zip file, false for a folder.</summary>
    public bool IsZip { get; init; }

    /// <summary>True to replace an export of other content.</summary>
    public bool Force { get; init; }

    /// <summary>Which series, by modality and description; null for all.</summary>
    public Func<string, string?, bool>? Series { get; init; }
}
