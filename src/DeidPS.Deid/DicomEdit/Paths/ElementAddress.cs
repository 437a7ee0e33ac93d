using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Paths;

/// <summary>The full address of an element, for warnings: tags and item indices from 0.</summary>
internal static class ElementAddress
{
    public static string Of(DicomDataset dataset, DicomTag tag)
    {
        var address = tag.ToString();
        for (var item = dataset; item.ParentElement is { } sequence; item = sequence.Dataset)
        {
            address = FormattableString.Invariant($"{sequence.Tag}[{item.ItemIndex}]/{address}");
            if (sequence.Dataset is null)
            {
                break;
            }
        }

        return address;
    }
}
