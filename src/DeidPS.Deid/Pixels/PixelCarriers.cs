using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>What rides along with pixels: overlay bits, text in compressed streams, colour profiles.</summary>
internal static class PixelCarriers
{
    /// <summary>Cleans what the pixels of an object carry; holds what cannot be cleaned.</summary>
    public static void Clean(DicomFile file, ObjectContext context)
    {
        if (file.Dataset.Find(DicomTags.PixelData) is { IsEncapsulated: true })
        {
            context.Hold(HeldCase.CompressedMetadata, "The compressed pixel data was not searched for text.");
        }
    }
}
