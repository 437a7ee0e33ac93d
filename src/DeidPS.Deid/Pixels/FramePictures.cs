using DeidPS.Dicom;
using StbImageSharp;

namespace DeidPS.Deid.Pixels;

/// <summary>
/// Pictures of the frames of one file. Of native pixel data only the rows that are shown are read, of encapsulated pixel data one frame, so a frame of a large file costs no more
/// than one of a small one. Grey values go through the window of the header (PS3.3 C.11.2), or else from their least to their greatest. Native, RLE and baseline JPEG are decoded.
/// </summary>
/// <remarks>The file stays open as long as pictures are read. Not thread safe.</remarks>
public sealed class FramePictures
{
    /// <summary>Bytes of a compressed or decoded frame; a larger one is not decoded.</summary>
    private const long MostBytes = 64L << 20;

    private const string RunLength = "1.2.840.10008.1.2.5";
    private const string BaselineJpeg = "1.2.840.10008.1.2.4.50";

    private readonly DicomElement _pixels;
    private readonly PixelForm _form;
    private readonly string _syntax;
    private (int Frame, byte[] Bytes, PixelForm Form)? _decoded;

    private FramePictures(DicomElement pixels, PixelForm form, string syntax)
    {
        _pixels = pixels;
        _form = form;
        _syntax = syntax;
    }

    /// <summary>Rows of a frame.</summary>
    public int Rows => _form.Rows;

    /// <summary>Columns of a frame.</summary>
    public int Columns => _form.Columns;

    /// <summary>Frames that the header tells of.</summary>
    public int Frames => _form.Frames;

    /// <summary>The pictures of a file; null when it has none that can be shown.</summary>
    /// <param name="file">The file.</param>
    /// <param name="problem">Why there is none.</param>
    public static FramePictures? Of(DicomFile file, out FrameProblem problem)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Dataset.Find(DicomTags.PixelData) is not { IsEmpty: false, IsSequence: false } pixels)
        {
            problem = FrameProblem.NoImage;
            return null;
        }

        problem = FrameProblem.NotDecoded;
        var syntax = file.TransferSyntax.Uid;
        if (PixelForm.Of(file.Dataset) is not { } form || (pixels.IsEncapsulated ? syntax is not (RunLength or BaselineJpeg) : form.Photometric is "YBR_ICT" or "YBR_RCT"))
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
        return new FramePictures(pixels, isShared ? form with { IsShared = true, IsPlanar = false } : form, syntax);
    }

    /// <summary>Makes the picture of a frame.</summary>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="side">Pixels that the longer side has at most; a smaller frame is not enlarged.</param>
    /// <param name="part">The part that is shown; null for the whole frame.</param>
    /// <param name="problem">Why there is no picture.</param>
    /// <returns>Null when there is none.</returns>
    public FramePicture? Read(int frame, int side, PixelRectangle? part, out FrameProblem problem)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        var shown = (part ?? new PixelRectangle(0, 0, Columns, Rows)).CutTo(Columns, Rows);
        problem = FrameProblem.Damaged;
        if (shown.IsEmpty || frame >= Frames)
        {
            return null;
        }

        var raster = FrameRaster.For(_form, shown, side);
        if (!_pixels.IsEncapsulated)
        {
            if (!ReadRows(raster, frame))
            {
                return null;
            }
        }
        else
        {
            if (Decode(frame, ref problem) is not { } decoded)
            {
                return null;
            }

            TakeRows(raster, decoded.Bytes, decoded.Form);
        }

        problem = FrameProblem.None;
        return new FramePicture(raster.Width, raster.Height, raster.ToRgb());
    }

    private bool ReadRows(FrameRaster raster, int frame)
    {
        var start = frame * _form.FrameBytes;
        if (start + _form.FrameBytes > _pixels.Length)
        {
            return false;
        }

        var row = new byte[_form.RowBytes];
        for (var y = 0; y < raster.Height; y++)
        {
            for (var plane = 0; plane < (_form.IsPlanar ? _form.Samples : 1); plane++)
            {
                if (_pixels.ReadBytes(start + (((plane * (long)_form.Rows) + raster.SourceOf(y)) * _form.RowBytes), row) != row.Length)
                {
                    return false;
                }

                raster.Take(y, row, _form, plane, _pixels.IsBigEndian);
            }
        }

        return true;
    }

    private static void TakeRows(FrameRaster raster, byte[] bytes, PixelForm form)
    {
        for (var y = 0; y < raster.Height; y++)
        {
            for (var plane = 0; plane < (form.IsPlanar ? form.Samples : 1); plane++)
            {
                raster.Take(y, bytes.AsSpan(((plane * form.Rows) + raster.SourceOf(y)) * form.RowBytes, form.RowBytes), form, plane, isBigEndian: false);
            }
        }
    }

    /// <summary>The samples of a compressed frame. The last one is kept: its parts are asked for one after the other.</summary>
    private (byte[] Bytes, PixelForm Form)? Decode(int frame, ref FrameProblem problem)
    {
        if (_decoded is { } last && last.Frame == frame)
        {
            return (last.Bytes, last.Form);
        }

        var fragments = _pixels.Fragments.Count == Frames + 1 ? [_pixels.Fragments[frame + 1]] : Frames == 1 && _syntax == BaselineJpeg ? _pixels.Fragments.Skip(1).ToList() : [];
        if (_form.FrameBytes > MostBytes || fragments.Sum(f => f.Length) > MostBytes || (fragments.Count == 0 && _syntax == BaselineJpeg && _pixels.Fragments.Count > Frames + 1))
        {
            // Too large, or frames of several fragments each.
            problem = FrameProblem.NotDecoded;
            return null;
        }

        if (Load(fragments) is not { } bytes || (_syntax == RunLength ? RunLengthFrame(bytes) : Jpeg(bytes)) is not { } decoded)
        {
            return null;
        }

        _decoded = (frame, decoded.Bytes, decoded.Form);
        return decoded;
    }

    /// <summary>PS3.5 Annex G: a frame is one fragment of up to fifteen segments, each a byte of each sample, the most significant first.</summary>
    private (byte[] Bytes, PixelForm Form)? RunLengthFrame(byte[] bytes)
    {
        var count = bytes.Length < 64 ? 0 : BitConverter.ToUInt32(bytes, 0);
        if (count != _form.Samples * _form.SampleBytes)
        {
            return null;
        }

        var plane = _form.Rows * _form.Columns * _form.SampleBytes;
        var native = new byte[plane * _form.Samples];
        for (var segment = 0; segment < count; segment++)
        {
            var from = BitConverter.ToUInt32(bytes, 4 + (segment * 4));
            var to = segment + 1 < count ? BitConverter.ToUInt32(bytes, 8 + (segment * 4)) : (uint)bytes.Length;
            if (from < 64 || from > to || to > bytes.Length)
            {
                return null;
            }

            var low = _form.SampleBytes - 1 - (segment % _form.SampleBytes);
            UnpackBits(bytes.AsSpan((int)from, (int)(to - from)), native.AsSpan(segment / _form.SampleBytes * plane, plane), low, _form.SampleBytes);
        }

        return (native, _form with { IsPlanar = _form.Samples > 1 });
    }

    private static void UnpackBits(ReadOnlySpan<byte> packed, Span<byte> target, int at, int step)
    {
        for (var i = 0; i < packed.Length && at < target.Length;)
        {
            var n = (sbyte)packed[i++];
            if (n >= 0)
            {
                for (var k = 0; k <= n && i < packed.Length && at < target.Length; k++, at += step)
                {
                    target[at] = packed[i++];
                }
            }
            else if (n != -128 && i < packed.Length)
            {
                for (var k = 0; k <= -n && at < target.Length; k++, at += step)
                {
                    target[at] = packed[i];
                }

                i++;
            }
        }
    }

    private (byte[] Bytes, PixelForm Form)? Jpeg(byte[] bytes)
    {
        try
        {
            using var stream = new MemoryStream(bytes);

            // The size in the stream decides how much is allocated, and it need not be that of the header.
            if (ImageInfo.FromStream(stream) is not { } info || info.Width != Columns || info.Height != Rows)
            {
                return null;
            }

            var data = ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue).Data;
            if (_form.Photometric == "MONOCHROME1")
            {
                for (var i = 0; i < data.Length; i++)
                {
                    data[i] = (byte)(255 - data[i]);
                }
            }

            return (data, _form with { Samples = 3, SampleBytes = 1, BitsStored = 8, IsPlanar = false, Photometric = "RGB", IsSigned = false, Palette = null });
        }
        catch (Exception error) when (error is InvalidOperationException or IndexOutOfRangeException or ArgumentException or NullReferenceException or OverflowException or IOException)
        {
            // The decoder's ways to say that the stream is damaged or of another process.
            return null;
        }
    }

    private byte[]? Load(IReadOnlyList<DicomFragment> fragments)
    {
        var length = fragments.Sum(f => f.Length);
        if (length == 0)
        {
            return null;
        }

        var bytes = new byte[length];
        var at = 0;
        foreach (var fragment in fragments)
        {
            at += _pixels.ReadBytes(fragment, 0, bytes.AsSpan(at));
        }

        return bytes;
    }
}
