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
            var index = 0;
            while (index < sequence.Items.Count && !ReferenceEquals(sequence.Items[index], item))
            {
                index++;
            }

            address = FormattableString.Invariant($"{sequence.Tag}[{index}]/{address}");
            if (sequence.Dataset is null)
            {
                break;
            }
        }

        return address;
    }
}
