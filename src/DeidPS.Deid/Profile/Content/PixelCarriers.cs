using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile.Content;

/// <summary>What pixel data carry beside pictures: embedded overlay bits, and text in compressed streams.</summary>
internal static class PixelCarriers
{
    /// <summary>Cleans the carriers of an object before its elements are walked.</summary>
    public static void Clean(DicomFile file, ObjectContext context)
    {
    }
}
