using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Requests;

namespace DeidPS.Store;

/// <summary>What a store is, as its caller sees it. Holds no secret.</summary>
public sealed record StoreDescription
{
    /// <summary>Full path of its folder.</summary>
    public required string Path { get; init; }

    /// <summary>Where its catalogue is.</summary>
    public CatalogKind Catalog { get; init; }

    /// <summary>The policy on arrival: a shipped one by name, or a path.</summary>
    public required string Policy { get; init; }

    /// <summary>Where the site's key is; null when every command names it.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Minutes without an instance after which a study counts as arrived.</summary>
    public int IdleMinutes { get; init; }

    /// <summary>Minutes within which a study that comes again joins its entry.</summary>
    public int JoinMinutes { get; init; }

    /// <summary>Gigabytes that have to be free.</summary>
    public int MinimumFreeGB { get; init; }

    /// <summary>Sessions of one modality and manufacturer that a project may archive before its review is recorded; 0 for no such limit.</summary>
    public int PilotPerModality { get; init; }

    /// <summary>The subject label that pushed data come with.</summary>
    public required string PushedSubject { get; init; }

    /// <summary>The session label that pushed data come with.</summary>
    public required string PushedSession { get; init; }

    /// <summary>True when no look-up table is kept.</summary>
    public bool NoLut { get; init; }

    /// <summary>What of all that arrives is wanted; null for everything.</summary>
    public SeriesFilter? SeriesFilter { get; init; }

    /// <summary>The caller, as the store knows him.</summary>
    public required string Identity { get; init; }

    /// <summary>The caller's roles in the whole store.</summary>
    public IReadOnlyList<SiteRole> Roles { get; init; } = [];
}
