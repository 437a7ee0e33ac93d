namespace DeidPS.Store.Projects;

/// <summary>Which session is to get other labels.</summary>
public sealed record RenameRequest
{
    /// <summary>Its project by id or alias.</summary>
    public required string Project { get; init; }

    /// <summary>Its label.</summary>
    public required string Session { get; init; }

    /// <summary>Its new subject label; null to keep the one it has.</summary>
    public string? Subject { get; init; }

    /// <summary>Its new label; null to keep the one it has.</summary>
    public string? NewSession { get; init; }

    /// <summary>True to rename although the patient has another subject label in the project (C06); needs a reason.</summary>
    public bool Force { get; init; }

    /// <summary>Why; recorded.</summary>
    public string? Reason { get; init; }
}
