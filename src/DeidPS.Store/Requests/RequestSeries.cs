using System.Globalization;

namespace DeidPS.Store.Requests;

/// <summary>What became of one series of a request's study when it was last fetched. Series are told apart by their position: nothing of what the source calls them is kept.</summary>
public sealed record RequestSeries
{
    /// <summary>Its place in the order of series numbers, from 1.</summary>
    public long Position { get; init; }

    /// <summary>Modality; empty where the archive tells none.</summary>
    public string Modality { get; init; } = string.Empty;

    /// <summary>Instances expected, those that a filter leaves out not counted; null when that is not known.</summary>
    public long? Expected { get; init; }

    /// <summary>Different instances that are there.</summary>
    public long Received { get; init; }

    /// <summary>Instances that a filter kept from being transferred; null where the archive does not count those of the series.</summary>
    public long? Excluded { get; init; }

    /// <summary>Filter and rule that left it out, or single instances of it; empty for none.</summary>
    public string ExcludedBy { get; init; } = string.Empty;

    /// <summary>Returns position, modality and numbers; no identifier.</summary>
    public override string ToString() => FormattableString.Invariant($"{Position} {Modality}: {Received} of {Expected?.ToString(CultureInfo.InvariantCulture) ?? "?"}{(ExcludedBy.Length == 0 ? string.Empty : $", left out by {ExcludedBy}")}");
}
