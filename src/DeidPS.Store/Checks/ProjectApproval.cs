namespace DeidPS.Store.Checks;

/// <summary>A person's review of a project's first sessions: what goes through the same policies may follow.</summary>
public sealed record ProjectApproval
{
    /// <summary>The project.</summary>
    public required string Project { get; init; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset Approved { get; init; }

    /// <summary>Who looked.</summary>
    public required string By { get; init; }

    /// <summary>The account that recorded it.</summary>
    public required string ApprovedBy { get; init; }

    /// <summary>What the review says.</summary>
    public required string Reason { get; init; }

    /// <summary>The policies whose result was looked at, as <c>name@hash</c>.</summary>
    public IReadOnlyList<string> Policies { get; init; } = [];

    /// <summary>Sessions that were there to be looked at.</summary>
    public int Sessions { get; init; }
}
