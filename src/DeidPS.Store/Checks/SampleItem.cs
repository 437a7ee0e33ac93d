using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Checks;

/// <summary>An entry or session that is to be checked.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsEntry">True for an entry.</param>
public sealed record SampleItem(string Id, bool IsEntry)
{
    /// <summary>What there is in a project, with its groups, in the order in which it came. An entry of which everything was held back has no series.</summary>
    internal static IReadOnlyList<(SampleItem Item, MachineGroup Group)> In(CatalogTransaction tx, string project, bool isPrearchive) =>
    [
        .. tx.Query<Row>(
            isPrearchive
                ? "select distinct e.id, coalesce(x.modality, '') as modality, coalesce(x.manufacturer, 'unknown') as manufacturer, e.received as time from entry e left join entryseries x on x.entry = e.id where e.project = @project order by time, 1, 2, 3"
                : "select distinct s.id, x.modality, x.manufacturer, s.archived as time from session s join sessionseries x on x.session = s.id where s.project = @project order by time, 1, 2, 3",
            new { project }).Select(r => (new SampleItem(r.Id, isPrearchive), new MachineGroup { Modality = r.Modality, Manufacturer = r.Manufacturer })),
    ];

    /// <summary>The folder of its files, relative to the store, and a mark that is another when they are.</summary>
    /// <exception cref="StoreException">StoreItemNotFound: it went. StoreBusy: somebody is working on it.</exception>
    internal (string Folder, string Mark) FilesOf(CatalogTransaction tx)
    {
        var mark = IsEntry ? "instances || ' ' || bytes || ' ' || lastinstance" : "cast(revision as text)";
        var place = tx.Find<Place>($"select folder, operation, state, {mark} as mark from {Table} where id = @Id", this) ?? throw new StoreException(StoreException.StoreItemNotFound, $"{Id} is not there any more.", "Get-DeidReview lists what there is.");
        return place.Operation is not null || place.State == nameof(EntryState.Receiving)
            ? throw new StoreException(StoreException.StoreBusy, $"{Id} is in use.", "Try again when that has ended.")
            : (place.Folder, place.Mark);
    }

    /// <summary>Its table.</summary>
    internal string Table => IsEntry ? "entry" : "session";

    private sealed class Row
    {
        public string Id { get; init; } = string.Empty;

        public string Modality { get; init; } = string.Empty;

        public string Manufacturer { get; init; } = string.Empty;

        public long Time { get; init; }
    }

    private sealed class Place
    {
        public string Folder { get; init; } = string.Empty;

        public string Mark { get; init; } = string.Empty;

        public string? Operation { get; init; }

        public string State { get; init; } = string.Empty;
    }
}
