using System.Globalization;

namespace DeidPS.Store.Requests;

/// <summary>How many requests have a status for a reason.</summary>
public sealed record IngestionCount
{
    /// <summary>How far they have come.</summary>
    public IngestionState Status { get; init; }

    /// <summary>Why.</summary>
    public RequestReason Reason { get; init; }

    /// <summary>How many; null where the number is too small to be told (workflow section 7, rule 4).</summary>
    public long? Requests { get; init; }

    /// <summary>How many, in words: a number, or that it is below the least that is told.</summary>
    public string RequestsText => Requests?.ToString(CultureInfo.InvariantCulture) ?? FormattableString.Invariant($"<{IngestionBook.LeastTold}");

    /// <summary>Returns status, reason and number.</summary>
    public override string ToString() => $"{Status} ({Reason}): {RequestsText}";
}
