namespace DeidPS.Store.Audit;

/// <summary>Something to be recorded. Values are names of projects, labels, ids, counts and codes; never a value of an object.</summary>
public sealed record AuditEvent
{
    /// <summary>Fact of an archiving: the id of the session that the entry became or joined.</summary>
    internal const string SessionId = "sessionId";

    /// <summary>What was done, such as <c>Archive</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Project it was done in; null for none.</summary>
    public string? Project { get; init; }

    /// <summary>What it was done to: id of an entry or session, a label, a person; null for none.</summary>
    public string? Item { get; init; }

    /// <summary>The outcome: <c>Done</c>, <c>Denied</c>, <c>Failed</c>.</summary>
    public string Result { get; init; } = "Done";

    /// <summary>Why, in the words of who did it; null where none is asked for.</summary>
    public string? Reason { get; init; }

    /// <summary>Further facts, in this order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];

    /// <summary>Adds a fact.</summary>
    public AuditEvent With(string name, object? value) => value is null
        ? this
        : this with { Details = [.. Details, new(name, value as string ?? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty)] };
}
