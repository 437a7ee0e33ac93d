using DeidPS.Deid.DicomEdit;

namespace DeidPS;

/// <summary>One thing the checker found in a policy.</summary>
public sealed record PolicyFinding
{
    /// <summary>Full path of the file it was found in: the policy, or a script or list that it names.</summary>
    public required string Source { get; init; }

    /// <summary>Line, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Column in the line, from 1.</summary>
    public required int Column { get; init; }

    /// <summary>Error: the policy is refused. Warning: it runs, but look at this.</summary>
    public required ScriptSeverity Severity { get; init; }

    /// <summary>The stable id of the finding.</summary>
    public required string Id { get; init; }

    /// <summary>What was found.</summary>
    public required string Message { get; init; }

    /// <summary>What to write instead; null when nothing sensible can be said.</summary>
    public string? Remedy { get; init; }

    internal static PolicyFinding From(ScriptDiagnostic finding, string source) => new()
    {
        Source = source,
        Line = finding.Line,
        Column = finding.Column,
        Severity = finding.Severity,
        Id = finding.Id,
        Message = finding.Message,
        Remedy = finding.Remedy,
    };
}
