using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>There is no picture of a frame.</summary>
public sealed class FrameException : DeidException
{
    /// <summary>The object has no pixel data.</summary>
    public const string NoPixelData = "NoPixelData";

    /// <summary>The pixels are of a form that is not shown.</summary>
    public const string PixelDataUnsupported = "PixelDataUnsupported";

    /// <summary>The pixel data are damaged, or not what the header says.</summary>
    public const string PixelDataDamaged = "PixelDataDamaged";

    /// <summary>The object has fewer frames.</summary>
    public const string NoSuchFrame = "NoMatch";

    /// <summary>A window has no centre or no width.</summary>
    public const string WindowInvalid = "WindowInvalid";

    private FrameException(string errorId, string message, string recommendedAction)
        : base(errorId, message, recommendedAction)
    {
    }

    /// <summary>The error for a problem.</summary>
    /// <param name="problem">Why there is no picture.</param>
    /// <param name="file">The file.</param>
    public static FrameException For(FrameProblem problem, DicomFile file) => problem switch
    {
        FrameProblem.NoImage => new FrameException(NoPixelData, "The object has no pixel data.", "Reports, plans and other objects without pixels have no picture; look at their header with Get-DicomHeader."),
        FrameProblem.NotDecoded when file.Dataset.Find(DicomTags.PixelData) is { IsEncapsulated: true } && !FrameDecoder.Decodes(file.TransferSyntax.Uid) => new FrameException(
            DicomParseException.UnsupportedTransferSyntax, $"Frames compressed as {file.TransferSyntax.Name} are not decoded here.", "Convert a copy first, for example with gdcmconv --raw, or look at the object with a viewer."),
        FrameProblem.NotDecoded => new FrameException(
            PixelDataUnsupported, "The pixels are of a form that is not drawn: 8 or 16 bits are, in grey, RGB, YBR_FULL, YBR_FULL_422 or PALETTE COLOR, and compressed frames of up to 64 MiB.", "Look at the object with a viewer."),
        _ => new FrameException(PixelDataDamaged, "The pixel data of the frame are damaged, or not what the header says of them.", "Try another frame with -Frame, and export the object again."),
    };

    /// <summary>The error for a frame that is not there.</summary>
    /// <param name="frame">The frame that was asked for, from 1.</param>
    /// <param name="frames">How many there are.</param>
    public static FrameException Missing(int frame, int frames) =>
        new(NoSuchFrame, string.Create(CultureInfo.InvariantCulture, $"There is no frame {frame}: the object has {frames}."), "Give a number from 1 to that with -Frame.");

    /// <summary>The error for half a window.</summary>
    public static FrameException HalfWindow() => new(WindowInvalid, "A window needs both -WindowCenter and -WindowWidth.", "Give both of them, or none for the window of the header.");
}
