using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>
/// Finds attributes of even groups that the standard does not define and no rule touched. Nobody can say what they hold, and a
/// script cannot name what its author never saw, so an object that has one is not released unseen.
/// </summary>
internal static class UnknownAttributes
{
    /// <summary>More than this many addresses say no more than these.</summary>
    private const int Most = 5;

    /// <summary>Addresses of unknown attributes with a value, at any depth, items by index from 0.</summary>
    public static IReadOnlyList<string> In(DicomDataset dataset)
    {
        List<string>? found = null;
        Collect(dataset, ref found);
        return found ?? (IReadOnlyList<string>)[];
    }

    private static void Collect(DicomDataset dataset, ref List<string>? found)
    {
        for (var i = 0; i < dataset.Count && (found?.Count ?? 0) < Most; i++)
        {
            var element = dataset[i];
            if (!element.IsModified && !element.IsEmpty && !element.Tag.IsPrivate && DicomDictionary.VROf(element.Tag) == DicomVR.None && DicomDictionary.Find(element.Tag) is null)
            {
                (found ??= []).Add(Address(dataset, element));
            }

            foreach (var item in element.Items)
            {
                Collect(item, ref found);
            }
        }
    }

    /// <summary>The address of an element: tags joined by slashes, items by index from 0.</summary>
    public static string Address(DicomDataset dataset, DicomElement element)
    {
        var address = element.Tag.ToString();
        for (var d = dataset; d.ParentElement is { } sequence && d.Parent is { } parent; d = parent)
        {
            address = string.Create(CultureInfo.InvariantCulture, $"{sequence.Tag}[{d.ItemIndex}]/{address}");
        }

        return address;
    }
}
