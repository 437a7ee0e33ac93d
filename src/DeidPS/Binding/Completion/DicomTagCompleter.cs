using DeidPS.Dicom;
using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes keywords of the DICOM dictionary; the tool tip shows tag, VR and name.</summary>
public sealed class DicomTagCompleter : ListCompleter
{
    private protected override IEnumerable<StoreName> Values() =>
        DicomDictionary.Standard
            .Where(entry => entry.Keyword.Length > 0)
            .OrderBy(entry => entry.Keyword, StringComparer.Ordinal)
            .Select(entry => new StoreName(entry.Keyword, $"{entry.TagText} {string.Join(" or ", entry.VRs)} {entry.Name}{(entry.IsRetired ? " (retired)" : string.Empty)}"));
}
