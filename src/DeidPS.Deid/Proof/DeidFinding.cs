namespace DeidPS.Deid.Proof;

/// <summary>One thing the proof found. Of the value itself it shows the first character at most.</summary>
public sealed record DeidFinding
{
    /// <summary>Full path of the file.</summary>
    public required string Source { get; init; }

    /// <summary>The file's name, for narrow displays.</summary>
    public string SourceName => System.IO.Path.GetFileName(Source);

    /// <summary>
    /// The element, as <c>(0040,A730)[0]/(0040,A160)</c> with items from 0; or <c>preamble</c>, <c>file name</c>, <c>file</c>.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>What was found.</summary>
    public required FindingRule Rule { get; init; }

    /// <summary>How sure it is.</summary>
    public required FindingConfidence Confidence { get; init; }

    /// <summary>The first character and three asterisks; empty where the finding is not about a text.</summary>
    public string Masked { get; init; } = string.Empty;

    /// <summary>How often the rule matched at this place, counted to a hundred for each text.</summary>
    public int Count { get; init; } = 1;

    /// <summary>What to do about it.</summary>
    public required string Recommendation { get; init; }
}
