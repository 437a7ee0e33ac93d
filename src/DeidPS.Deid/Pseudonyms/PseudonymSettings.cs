using System.Globalization;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>How a policy's derivations work.</summary>
public sealed record PseudonymSettings
{
    /// <summary>Smallest date offset in days. Default: -3650.</summary>
    public int MinimumDays { get; init; } = -3650;

    /// <summary>Largest date offset in days. Default: -1. An offset is never 0.</summary>
    public int MaximumDays { get; init; } = -1;

    /// <summary>True for offsets of whole weeks, which keep weekdays. Default: false.</summary>
    public bool WholeWeeks { get; init; }

    /// <summary>All of it in one line, for the policy's hash.</summary>
    public string Digest => string.Create(CultureInfo.InvariantCulture, $"{MinimumDays}..{MaximumDays} {(WholeWeeks ? "weeks" : "days")}");
}
