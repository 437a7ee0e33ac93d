using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes forms of dates that lists have.</summary>
public sealed class DateFormatCompleter : ListCompleter
{
    private protected override IEnumerable<StoreName> Values() =>
        [new("dd/MM/yyyy", "31/01/2024"), new("dd.MM.yyyy", "31.01.2024"), new("dd-MM-yyyy", "31-01-2024"), new("MM/dd/yyyy", "01/31/2024"), new("dd-MMM-yyyy", "31-Jan-2024"), new("yyyyMMdd", "20240131, always understood")];
}
