namespace DeidPS.Deid.Proof;

/// <summary>Something that a data check found in a study, summed up over its instances.</summary>
public sealed record DataFinding
{
    /// <summary>The element, as <c>(0040,A730)[0]/(0040,A160)</c> with items from 0; or <c>preamble</c>, <c>file</c>, <c>flags</c>.</summary>
    public required string Path { get; init; }

    /// <summary>What was found.</summary>
    public required FindingRule Rule { get; init; }

    /// <summary>How much it matters.</summary>
    public required DataSeverity Severity { get; init; }

    /// <summary>The first character and three asterisks; empty where the finding is not about a text.</summary>
    public string Masked { get; init; } = string.Empty;

    /// <summary>How often, over all instances.</summary>
    public int Count { get; init; } = 1;

    /// <summary>In how many instances.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>The value of the first of them; only where a data manager asked for it.</summary>
    public string? Value { get; init; }

    /// <summary>What to do about it.</summary>
    public string Recommendation => Recommendations.Of(Rule);

    /// <summary>Returns severity, rule and place; never the value.</summary>
    public override string ToString() => $"{Severity} {Rule} {Path}";
}
