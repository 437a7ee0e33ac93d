namespace DeidPS.Store.Audit;

/// <summary>Which lines of the audit trail to list; null is any.</summary>
public sealed record AuditFilter
{
    /// <summary>Project by id or alias.</summary>
    public string? Project { get; init; }

    /// <summary>Who did it.</summary>
    public string? Actor { get; init; }

    /// <summary>What was done, such as <c>Archive</c>; case does not matter.</summary>
    public string? Action { get; init; }

    /// <summary>Id of an entry or session, or what else it was done to. An entry that was archived belongs to its session as well.</summary>
    public string? Item { get; init; }

    /// <summary>The outcome, such as <c>Denied</c>; case does not matter.</summary>
    public string? Result { get; init; }

    /// <summary>At this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>At this time or earlier.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether a line is one of them, by what only the line itself says.</summary>
    internal bool Matches(AuditLine line) => IsAny(Action, line.Action) && (IsAny(Item, line.Item) || IsAny(Item, line.Details.GetValueOrDefault(AuditEvent.SessionId))) && IsAny(Result, line.Result);

    private static bool IsAny(string? wanted, string? value) => wanted is null || wanted.Equals(value, StringComparison.OrdinalIgnoreCase);
}
