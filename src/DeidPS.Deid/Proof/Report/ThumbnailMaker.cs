using DeidPS.Deid.Pixels;
using DeidPS.Dicom;

namespace DeidPS.Deid.Proof.Report;

/// <summary>Makes a small picture of one frame; where text may be burnt in, none.</summary>
internal static class ThumbnailMaker
{
    /// <summary>Longer side of the picture, in pixels.</summary>
    public const int Side = 96;

    /// <summary>Makes the picture of a file's middle frame.</summary>
    public static Thumbnail Of(DicomFile file)
    {
        if (file.Dataset.GetText(DicomTags.BurnedInAnnotation) == "YES")
        {
            return Thumbnail.None("not shown: text may be burnt in");
        }

        var pictures = FramePictures.Of(file, out var problem);
        return problem == FrameProblem.NoImage ? Thumbnail.None("no image")
            : pictures?.Read(pictures.MiddleFrame, Side, null, out _) is { } picture ? new Thumbnail(picture.ToPng(), string.Empty)
            : Thumbnail.None("not shown: " + file.TransferSyntax.Name);
    }
}
