using System.Management.Automation;
using DeidPS.Deid.Pixels;
using DeidPS.Dicom;

namespace DeidPS.Commands;

/// <summary>Draws a frame of DICOM files in the console.</summary>
/// <remarks>
/// <para>
/// Grey values go through the first window of the header, or through -WindowCenter and -WindowWidth, after rescale slope and intercept or the modality
/// LUT. Without a window the least value of the frame is black and the greatest white, pixel padding left out. RGB, YBR_FULL, YBR_FULL_422 and PALETTE COLOR are
/// drawn in their colours. Pixels that are not square keep their shape. Uncompressed, RLE and baseline JPEG frames of 8 or 16 bits are drawn; others are an error that says what to do.
/// </para>
/// <para>
/// Of a file only the header and one frame are read. The line above the picture tells frame, size, window and file name. What is drawn may show who the patient is: text in the pixels,
/// or a face. For looking only: a console has too few pixels and colours to read images for care.
/// </para>
/// <para>
/// Files in a folder that are not DICOM or have no pixel data are passed over with a verbose message; a file that was named is reported.
/// </para>
/// </remarks>
/// <example>
/// <title>A look at each CT of a folder</title>
/// <code>Get-ChildItem ./in -Recurse -File -Filter CT* | Show-DicomImage</code>
/// <para>Draws every file whose name begins with CT, in the colours of the console, as wide and high as its window allows.</para>
/// </example>
/// <example>
/// <title>Bones instead of soft tissue</title>
/// <code>Show-DicomImage ./in -Recurse -WindowCenter 300 -WindowWidth 1500 -Width 40</code>
/// <para>Draws all images below ./in, 40 columns wide, with values from -450 to 1050 between black and white.</para>
/// </example>
/// <example>
/// <title>Some frames as text</title>
/// <code>(Get-ChildItem ./in -Recurse -File | Get-DicomHeader -Tag NumberOfFrames | Show-DicomImage -Frame 1, 2 -Format Ascii -Width 60).Text</code>
/// <para>Puts out the first two frames of every file that tells of frames as plain text, for a log or a ticket without colours.</para>
/// </example>
/// <example>
/// <title>What a policy left of the pixels</title>
/// <code>(Invoke-Anonymise ./in -Recurse -Destination ./out -Profile Basic -KeyPath ./site.key | Where-Object Destination).Destination | Show-DicomImage</code>
/// <para>Draws the copies that were written. The results themselves would draw the originals, for they bind by Source.</para>
/// </example>
[Cmdlet(VerbsCommon.Show, "DicomImage", DefaultParameterSetName = PathSet)]
[OutputType(typeof(DicomImage))]
public sealed class ShowDicomImageCommand : ReadingCmdlet
{
    /// <summary>Lines of a picture whose width was given.</summary>
    private const int MostLines = 500;

    /// <summary>Lines of the console that the caption and the prompt take.</summary>
    private const int OtherLines = 4;

    private DicomImageFormat _format;
    private (int Columns, int Lines) _room;

    /// <summary>The frames to draw, counted from 1. Default: the middle one, as on the contact sheets of Test-DeidSample.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int[] Frame { get; set; } = [];

    /// <summary>The value in the middle of the window, in units of the modality, such as HU; with -WindowWidth only. Default: the header's first. Colours have no window.</summary>
    [Parameter]
    [ValidateRange(-1e9, 1e9)]
    public double? WindowCenter { get; set; }

    /// <summary>How many values lie between black and white, more than 0; with -WindowCenter only. Default: the header's first, else all values of the frame.</summary>
    [Parameter]
    [ValidateRange(1e-9, 1e9)]
    public double? WindowWidth { get; set; }

    /// <summary>Columns of the picture, 1 to 500; its height follows, up to 500 lines. Default: as many as the picture fits the console with, in width and height.</summary>
    [Parameter]
    [ValidateRange(1, 500)]
    public int Width { get; set; }

    /// <summary>
    /// HalfBlock draws two pixels in a character cell in 24-bit colours, Sixel real pixels where the console knows them (a column counts as 10), Ascii characters. Default: Auto,
    /// which is HalfBlock, and Ascii where the console has no colours: its output is redirected, NO_COLOR is set, or $PSStyle.OutputRendering is PlainText. For a file give Ascii.
    /// </summary>
    [Parameter]
    public DicomImageFormat Format { get; set; }

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        base.OnBegin();
        if (WindowCenter.HasValue != WindowWidth.HasValue)
        {
            EndWithError(FrameException.HalfWindow(), null);
        }

        _format = Format == DicomImageFormat.Auto ? ConsoleScreen.FormatOf(Host, SessionState) : Format;
        var screen = ConsoleScreen.SizeOf(Host);
        _room = Width > 0 ? (Width, MostLines) : (Math.Max(1, screen.Width - 1), Math.Max(1, screen.Height - OtherLines));
    }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var input in InputFiles())
        {
            StopToken.ThrowIfCancellationRequested();
            Read(input, file => Show(input.FullName, file), passedOver: FrameException.NoPixelData);
        }
    }

    private void Show(string path, DicomFile file)
    {
        var pictures = FramePictures.Of(file, out var problem) ?? throw FrameException.For(problem, file);
        foreach (var frame in Frame.Length > 0 ? Frame : [pictures.MiddleFrame + 1])
        {
            try
            {
                WriteObject(Draw(path, file, pictures, frame));
            }
            catch (FrameException exception)
            {
                ReportError(exception, path);
            }
        }
    }

    private DicomImage Draw(string path, DicomFile file, FramePictures pictures, int frame)
    {
        if (frame > pictures.Frames)
        {
            throw FrameException.Missing(frame, pictures.Frames);
        }

        var size = PictureSize.Fit(pictures.Columns, pictures.Rows, pictures.AspectOf(frame - 1), _room.Columns, _room.Lines);
        var pixels = _format switch
        {
            DicomImageFormat.Sixel => SixelText.Pixels(size),
            DicomImageFormat.HalfBlock => PictureText.HalfBlockPixels(size),
            _ => PictureText.AsciiPixels(size),
        };
        var window = WindowCenter is { } centre && WindowWidth is { } width ? (centre, width) : ((double, double)?)null;
        var picture = pictures.Read(frame - 1, pixels, window, out var problem, StopToken) ?? throw FrameException.For(problem, file);
        return new DicomImage
        {
            Source = path, Frame = frame, NumberOfFrames = pictures.Frames, Rows = pictures.Rows, Columns = pictures.Columns, PhotometricInterpretation = pictures.Photometric,
            WindowCenter = picture.Window?.Centre, WindowWidth = picture.Window?.Width, Format = _format,
            Lines = _format switch
            {
                DicomImageFormat.Sixel => SixelText.Lines(picture),
                DicomImageFormat.HalfBlock => PictureText.HalfBlocks(picture),
                _ => PictureText.Ascii(picture),
            },
        };
    }
}
