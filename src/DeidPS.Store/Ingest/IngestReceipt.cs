using DeidPS.Deid.Files;

namespace DeidPS.Store.Ingest;

/// <summary>What became of one object that was taken into a store. Names no original identifier.</summary>
/// <param name="Arrival">Id of the arrival; null when the object could not be read.</param>
/// <param name="Entry">Id of the entry; null likewise.</param>
/// <param name="Result">What the policy and the disk said.</param>
/// <param name="Answer">What a sender is told.</param>
public sealed record IngestReceipt(string? Arrival, string? Entry, AnonymiseResult Result, Net.StoreOutcome Answer)
{
    /// <summary>The project of the entry; null for none.</summary>
    public string? Project { get; init; }

    /// <summary>Its subject label; null when there is no entry.</summary>
    public string? Subject { get; init; }

    /// <summary>Its session label; null when there is no entry.</summary>
    public string? Session { get; init; }
}
