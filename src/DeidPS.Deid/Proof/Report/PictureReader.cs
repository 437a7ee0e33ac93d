using DeidPS.Deid.Pixels;
using DeidPS.Dicom;

namespace DeidPS.Deid.Proof.Report;

/// <summary>Makes the pictures of a contact sheet: a frame, and its four edges enlarged.</summary>
public static class PictureReader
{
    private const int WholeSide = 192;
    private const int EdgeSide = 512;

    /// <summary>Share of the frame that an edge is.</summary>
    private const int EdgePart = 6;

    /// <summary>Makes the pictures of the middle frame of a file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="withPictures">False only to find out whether the frame can be decoded.</param>
    /// <param name="problem">Why there is no picture.</param>
    public static ContactSheetPicture Read(string path, bool withPictures, out FrameProblem problem)
    {
        problem = FrameProblem.Damaged;
        try
        {
            using var file = DicomFile.Open(path);
            if (FramePictures.Of(file, out problem) is not { } pictures)
            {
                return Without(problem);
            }

            var frame = pictures.MiddleFrame;
            if (pictures.Read(frame, WholeSide, null, out problem) is not { } whole)
            {
                return Without(problem);
            }

            return new ContactSheetPicture
            {
                Frame = frame + 1, Whole = withPictures ? whole.ToPng() : null,
                Edges = withPictures ? [.. Edges(pictures.Columns, pictures.Rows).Select(edge => pictures.Read(frame, EdgeSide, edge, out _)).OfType<FramePicture>().Select(p => p.ToPng())] : [],
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DeidException)
        {
            problem = FrameProblem.Damaged;
            return Without(problem);
        }
    }

    private static ContactSheetPicture Without(FrameProblem problem) => new()
    {
        Note = problem switch { FrameProblem.NoImage => "no image", FrameProblem.NotDecoded => "not decoded: look at it with a viewer", _ => "damaged" },
    };

    /// <summary>Strips along the border, thick enough for a line of text.</summary>
    private static IEnumerable<PixelRectangle> Edges(int columns, int rows)
    {
        var (height, width) = (Math.Max(1, rows / EdgePart), Math.Max(1, columns / EdgePart));
        yield return new PixelRectangle(0, 0, columns, height);
        yield return new PixelRectangle(0, rows - height, columns, rows);
        yield return new PixelRectangle(0, 0, width, rows);
        yield return new PixelRectangle(columns - width, 0, columns, rows);
    }
}
