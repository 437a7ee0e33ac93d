namespace DeidPS.Store.Projects;

/// <summary>How an entry is to be archived.</summary>
public sealed record ArchiveRequest
{
    /// <summary>Project by id or alias; null for the one the entry waits for.</summary>
    public string? Project { get; init; }

    /// <summary>Subject label; null for the entry's.</summary>
    public string? Subject { get; init; }

    /// <summary>Session label; null for the entry's.</summary>
    public string? Session { get; init; }

    /// <summary>True to take the next free label, such as <c>S1_CT-2</c>, when another study has the session label (C03).</summary>
    public bool NewLabel { get; init; }

    /// <summary>True to add new instances to a session of the same study that is there.</summary>
    public bool Append { get; init; }

    /// <summary>True to replace a session of the same study that is there.</summary>
    public bool Overwrite { get; init; }

    /// <summary>True to archive although instances are known to be missing; needs a reason.</summary>
    public bool AcceptIncomplete { get; init; }

    /// <summary>True to archive although the patient or the study is in the project under another label (C06, C07); needs a reason.</summary>
    public bool Force { get; init; }

    /// <summary>True when no person asks but the project's mode.</summary>
    internal bool IsAutomatic { get; init; }

    /// <summary>Why; recorded.</summary>
    public string? Reason { get; init; }
}
