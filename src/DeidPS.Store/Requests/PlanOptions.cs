using DeidPS.Net;

namespace DeidPS.Store.Requests;

/// <summary>How requests are planned.</summary>
public sealed record PlanOptions
{
    /// <summary>Project by id or alias.</summary>
    public required string Project { get; init; }

    /// <summary>The archive, a registered one.</summary>
    public required DicomNode Node { get; init; }

    /// <summary>Passcode and certificate password; null for none.</summary>
    public AssociationSecrets? Secrets { get; init; }

    /// <summary>What becomes of a row that finds several studies.</summary>
    public RequestMultiple OnMultiple { get; init; }

    /// <summary>What is tried when no study has an accession number; null for nothing.</summary>
    public AccessionFallback? Fallback { get; init; }

    /// <summary>True to fetch studies that are there already.</summary>
    public bool Refetch { get; init; }

    /// <summary>Lower is earlier.</summary>
    public int Priority { get; init; } = 10;

    /// <summary>Which series and instances are wanted, besides what the filters of project and site say; null for all.</summary>
    public SeriesFilter? Filter { get; init; }

    /// <summary>How often a row is asked for when the archive cannot be reached.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>Time before the n-th repetition, from 1.</summary>
    public Func<int, TimeSpan> Pause { get; init; } = static n => TimeSpan.FromSeconds(Math.Min(300, 5 * Math.Pow(2, n - 1)));

    /// <summary>True to keep nothing: the plan is only shown.</summary>
    public bool IsTrial { get; init; }

    /// <summary>Told how many rows were asked for; null for nobody.</summary>
    public Action<long>? OnProgress { get; init; }
}
