using DeidPS.Dicom;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>Whom an object speaks of, normalised so that the same patient written in two ways is one.</summary>
/// <param name="Value">The normalised identity; never shown.</param>
public sealed record PatientIdentity(string Value)
{
    /// <summary>Reads the identity of an object.</summary>
    public static PatientIdentity Of(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var id = dataset.GetText(new DicomTag(0x00100020))?.Trim();
        return new PatientIdentity(string.IsNullOrEmpty(id) ? dataset.GetText(new DicomTag(0x00100010)) ?? string.Empty : id.ToUpperInvariant());
    }
}
