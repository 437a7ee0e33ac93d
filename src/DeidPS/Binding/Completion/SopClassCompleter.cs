using DeidPS.Dicom;
using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes keywords of storage SOP classes; the tool tip shows name and UID.</summary>
public sealed class SopClassCompleter : ListCompleter
{
    private protected override IEnumerable<StoreName> Values() =>
        DicomUids.SopClasses.Where(c => c.Keyword.Length > 0).OrderBy(c => c.Keyword, StringComparer.Ordinal).Select(c => new StoreName(c.Keyword, $"{c.Name} ({c.Uid})"));
}
