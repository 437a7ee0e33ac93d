namespace DeidPS.Store.Access;

/// <summary>One question to the table of roles.</summary>
public sealed record AccessRequest
{
    /// <summary>What is to be done.</summary>
    public required StoreAction Action { get; init; }

    /// <summary>Id of the project it is done to; null for the site or for entries of no project.</summary>
    public string? Project { get; init; }

    /// <summary>Id of the project that gets or gives back a share; else null.</summary>
    public string? OtherProject { get; init; }

    /// <summary>True when the entry was brought by the caller.</summary>
    public bool IsOwnUpload { get; init; }

    /// <summary>True when only what the caller did is asked for.</summary>
    public bool IsOwnAction { get; init; }

    /// <summary>AE title that pushed the entry that is claimed; null for none.</summary>
    public string? Sender { get; init; }

    /// <summary>True when an Administrator breaks the glass, with a reason that is audited.</summary>
    public bool IsBreakGlass { get; init; }
}
