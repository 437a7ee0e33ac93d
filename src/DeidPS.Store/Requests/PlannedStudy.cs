using DeidPS.Net;

namespace DeidPS.Store.Requests;

/// <summary>A study that a row found, or that it found none, before it is written down.</summary>
internal sealed record PlannedStudy
{
    public required long Line { get; init; }

    public required long Part { get; init; }

    public string? Subject { get; init; }

    public string? Session { get; init; }

    public string? StudyKey { get; init; }

    public string? PatientKey { get; init; }

    /// <summary>Date, time and UID: studies are numbered in this order.</summary>
    public required string Order { get; init; }

    public QueryStep Step { get; init; }

    /// <summary>Why it cannot be fetched; None when it can.</summary>
    public RequestReason Reason { get; init; }

    /// <summary>What is to be said about that; null for nothing.</summary>
    public string? Message { get; init; }

    /// <summary>What the archive answered, four hexadecimal digits; null for none.</summary>
    public string? Status { get; init; }

    public string Modalities { get; init; } = string.Empty;

    public long? Counted { get; init; }

    public required RequestOriginals Originals { get; init; }

    public override string ToString() => FormattableString.Invariant($"line {Line}, study {Part}");
}
