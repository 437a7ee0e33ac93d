using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>
/// Pictures of the frames of one file. Native pixel data are read row by row, of encapsulated pixel data one frame is decoded, so a frame of a large file costs no more
/// than one of a small one. Grey values go through the window of the header (PS3.3 C.11.2), or else from their least to their greatest. Native, RLE and baseline JPEG are decoded.
/// </summary>
/// <remarks>The file stays open as long as pictures are read. Not thread safe.</remarks>
public sealed class FramePictures
{
    private static readonly DicomTag s_floatPixelData = new(0x7FE00008);
    private static readonly DicomTag s_doublePixelData = new(0x7FE00009);

    private readonly DicomDataset _dataset;
    private readonly DicomElement _pixels;
    private readonly PixelForm _form;
    private readonly FrameDecoder _decoder;
    private (int Frame, FrameRows Rows, GreyScale Scale, FrameWindow? Window)? _opened;

    private FramePictures(DicomFile file, DicomElement pixels, PixelForm form)
    {
        _dataset = file.Dataset;
        _pixels = pixels;
        _form = form;
        _decoder = new FrameDecoder(pixels, form, file.TransferSyntax.Uid);
    }

    /// <summary>Rows of a frame.</summary>
    public int Rows => _form.Rows;

    /// <summary>Columns of a frame.</summary>
    public int Columns => _form.Columns;

    /// <summary>Frames that the header tells of.</summary>
    public int Frames => _form.Frames;

    /// <summary>The frame that stands for all of them: the middle one, from 0.</summary>
    public int MiddleFrame => Frames / 2;

    /// <summary>What the samples mean, for example MONOCHROME2.</summary>
    public string Photometric => _form.Photometric;

    /// <summary>The pictures of a file; null when it has none that can be shown.</summary>
    /// <param name="file">The file.</param>
    /// <param name="problem">Why there is none.</param>
    public static FramePictures? Of(DicomFile file, out FrameProblem problem)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Dataset.Find(DicomTags.PixelData) is not { IsEmpty: false, IsSequence: false } pixels)
        {
            problem = file.Dataset.Contains(s_floatPixelData) || file.Dataset.Contains(s_doublePixelData) ? FrameProblem.NotDecoded : FrameProblem.NoImage;
            return null;
        }

        problem = FrameProblem.NotDecoded;
        if (PixelForm.Of(file.Dataset) is not { } form || (pixels.IsEncapsulated ? !FrameDecoder.Decodes(file.TransferSyntax.Uid) : form.Photometric is "YBR_ICT" or "YBR_RCT"))
        {
            return null;
        }

        // Two pixels share their colour (PS3.3 C.7.6.3.1.2), though some write all samples under that name: the length tells.
        var isOf422 = !pixels.IsEncapsulated && form.Photometric == "YBR_FULL_422";
        var isShared = isOf422 && form.Columns % 2 == 0 && PixelLayout.Holds(pixels.Length, form.Rows, form.Columns, 2, form.Frames);
        if (isOf422 && !isShared && !PixelLayout.Holds(pixels.Length, form.Rows, form.Columns, form.Samples, form.Frames))
        {
            problem = FrameProblem.Damaged;
            return null;
        }

        problem = FrameProblem.None;
        return new FramePictures(file, pixels, isShared ? form with { IsShared = true, IsPlanar = false } : form);
    }

    /// <summary>Height of a pixel of a frame divided by its width; 1 for square ones.</summary>
    /// <param name="frame">The frame, from 0.</param>
    public double AspectOf(int frame) => FrameAttributes.Aspect(_dataset, frame);

    /// <summary>Makes the picture of a frame, or of a part of it, that is not larger than the frame.</summary>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="side">Pixels that the longer side has at most; a smaller frame is not enlarged.</param>
    /// <param name="part">The part that is shown; null for the whole frame.</param>
    /// <param name="problem">Why there is no picture.</param>
    /// <returns>Null when there is none.</returns>
    public FramePicture? Read(int frame, int side, PixelRectangle? part, out FrameProblem problem)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        var shown = (part ?? new PixelRectangle(0, 0, Columns, Rows)).CutTo(Columns, Rows);
        if (shown.IsEmpty)
        {
            problem = FrameProblem.Damaged;
            return null;
        }

        var (columns, rows) = (shown.Right - shown.Left, shown.Bottom - shown.Top);
        var scale = Math.Max(1.0, (double)Math.Max(rows, columns) / side);
        return Read(frame, shown, (Math.Max(1, (int)(columns / scale)), Math.Max(1, (int)(rows / scale))), null, out problem, default);
    }

    /// <summary>Makes the picture of a whole frame in a size of its own.</summary>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="size">Columns and rows of the picture.</param>
    /// <param name="window">Centre and width of the window for grey values; null for the first of the header, or else the range of the values. Colours have none.</param>
    /// <param name="problem">Why there is no picture.</param>
    /// <param name="stop">Stops between rows.</param>
    /// <returns>Null when there is none.</returns>
    public FramePicture? Read(int frame, (int Width, int Height) size, (double Centre, double Width)? window, out FrameProblem problem, CancellationToken stop) =>
        Read(frame, new PixelRectangle(0, 0, Columns, Rows), size, window, out problem, stop);

    private FramePicture? Read(int frame, PixelRectangle part, (int Width, int Height) size, (double Centre, double Width)? window, out FrameProblem problem, CancellationToken stop)
    {
        if (Open(frame, out problem, stop) is not { } opened)
        {
            return null;
        }

        var (rows, scale) = opened;
        var isGrey = rows.Form is { Samples: 1, Palette: [] };
        problem = FrameProblem.Damaged;
        var shown = isGrey ? window is { } given ? new FrameWindow(given.Centre, given.Width, scale.Function) : WindowOf(rows, scale, stop) : null;
        if ((isGrey && shown is null) || new FrameRaster(part, size.Width, size.Height).Read(rows, PixelColours.For(rows.Form, scale, shown), stop) is not { } rgb)
        {
            return null;
        }

        problem = FrameProblem.None;
        return new FramePicture(size.Width, size.Height, rgb) { Window = shown };
    }

    /// <summary>The last frame is kept: its parts are asked for one after the other.</summary>
    private (FrameRows Rows, GreyScale Scale)? Open(int frame, out FrameProblem problem, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        problem = FrameProblem.Damaged;
        if (_opened is not { } last || last.Frame != frame)
        {
            _opened = null;
            if (frame >= Frames || (!_pixels.IsEncapsulated && (frame + 1) * _form.FrameBytes > _pixels.Length)
                || (_pixels.IsEncapsulated ? _decoder.Decode(frame, out problem, stop) : new FrameRows(_form, _pixels, frame)) is not { } rows)
            {
                return null;
            }

            var scale = GreyScale.Of(_dataset, frame);
            last = (frame, rows, scale, scale.Window);
            _opened = last;
        }

        problem = FrameProblem.None;
        return (last.Rows, last.Scale);
    }

    /// <summary>The window of the header, else over all values of the frame that stand for a pixel; null when the pixel data end before.</summary>
    private FrameWindow? WindowOf(FrameRows rows, GreyScale scale, CancellationToken stop)
    {
        if (_opened?.Window is { } known)
        {
            return known;
        }

        var seen = new bool[rows.Form.Patterns];
        var samples = new ushort[rows.Length];
        for (var y = 0; y < Rows; y++)
        {
            stop.ThrowIfCancellationRequested();
            if (!rows.Read(y, samples))
            {
                return null;
            }

            foreach (var sample in samples)
            {
                seen[sample] = true;
            }
        }

        var (least, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var pattern = 0; pattern < seen.Length; pattern++)
        {
            if (seen[pattern] && !scale.IsPadding(pattern, rows.Form))
            {
                var value = scale.ValueOf(rows.Form.ValueOf(pattern));
                (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
            }
        }

        var window = double.IsFinite(least) ? FrameWindow.Over(least, greatest) : FrameWindow.Over(0, 0);
        _opened = _opened!.Value with { Window = window };
        return window;
    }
}
