using DeidPS.Store.Names;
using DeidPS.Store.Requests;

namespace DeidPS;

/// <summary>Completes the names of the filters that come with the module.</summary>
public sealed class SeriesFilterCompleter : ListCompleter
{
    private protected override IEnumerable<StoreName> Values() =>
        SeriesFilter.BuiltIn.Select(filter => new StoreName(filter.Name));
}
