using DeidPS.Dicom;
using StbImageSharp;
using StbImageWriteSharp;

namespace DeidPS.Deid.Proof.Report;

/// <summary>
/// Makes a small picture of one frame. Of native pixel data every n-th row is read, of encapsulated pixel data one frame, so a frame of a
/// large file costs no more than one of a small one; above <see cref="MostBytes"/> there is no picture.
/// </summary>
internal static class ThumbnailMaker
{
    /// <summary>Longer side of the picture, in pixels.</summary>
    public const int Side = 96;

    private const long MostBytes = 64L << 20;
    private const string RunLength = "1.2.840.10008.1.2.5";
    private const string BaselineJpeg = "1.2.840.10008.1.2.4.50";

    /// <summary>Makes the picture of a file's middle frame.</summary>
    public static Thumbnail Of(DicomFile file)
    {
        var dataset = file.Dataset;
        if (dataset.Find(DicomTags.PixelData) is not { IsEmpty: false, IsSequence: false } pixels)
        {
            return Thumbnail.None("no image");
        }

        if (dataset.GetText(DicomTags.BurnedInAnnotation) == "YES")
        {
            return Thumbnail.None("not shown: text may be burnt in");
        }

        if (PixelForm.Of(dataset) is not { } form)
        {
            return Thumbnail.None("not shown: " + file.TransferSyntax.Name);
        }

        var frame = form.Frames / 2;
        var picture = !pixels.IsEncapsulated ? Native(pixels, form, frame)
            : file.TransferSyntax.Uid == RunLength ? RunLengthFrame(pixels, form, frame)
            : file.TransferSyntax.Uid == BaselineJpeg ? Jpeg(pixels, form, frame)
            : null;
        return picture is null ? Thumbnail.None("not shown: " + file.TransferSyntax.Name) : new Thumbnail(Png(picture), string.Empty);
    }

    private static Raster? Native(DicomElement pixels, PixelForm form, int frame)
    {
        var start = frame * form.FrameBytes;
        if (form.Photometric is "YBR_FULL_422" or "YBR_ICT" or "YBR_RCT" || start + form.FrameBytes > pixels.Length)
        {
            return null;
        }

        var raster = Raster.For(form);
        var row = new byte[form.RowBytes];
        for (var y = 0; y < raster.Height; y++)
        {
            var source = (long)y * form.Rows / raster.Height;
            for (var plane = 0; plane < (form.IsPlanar ? form.Samples : 1); plane++)
            {
                var at = start + (((plane * (long)form.Rows) + source) * form.RowBytes);
                if (pixels.ReadBytes(at, row) != row.Length)
                {
                    return null;
                }

                raster.Take(y, row, form, plane, pixels.IsBigEndian);
            }
        }

        return raster;
    }

    /// <summary>PS3.5 Annex G: a frame is one fragment of up to fifteen segments, each a byte of each sample, the most significant first.</summary>
    private static Raster? RunLengthFrame(DicomElement pixels, PixelForm form, int frame)
    {
        if (pixels.Fragments.Count != form.Frames + 1 || form.FrameBytes > MostBytes || Load(pixels, [pixels.Fragments[frame + 1]]) is not { Length: >= 64 } bytes)
        {
            return null;
        }

        var count = BitConverter.ToUInt32(bytes, 0);
        if (count != form.Samples * form.SampleBytes)
        {
            return null;
        }

        var plane = form.Rows * form.Columns;
        var native = new byte[form.FrameBytes];
        for (var segment = 0; segment < count; segment++)
        {
            var from = BitConverter.ToUInt32(bytes, 4 + (segment * 4));
            var to = segment + 1 < count ? BitConverter.ToUInt32(bytes, 8 + (segment * 4)) : (uint)bytes.Length;
            if (from < 64 || from > to || to > bytes.Length)
            {
                return null;
            }

            var sample = segment / form.SampleBytes;
            var low = form.SampleBytes - 1 - (segment % form.SampleBytes);
            var target = native.AsSpan(sample * plane * form.SampleBytes, plane * form.SampleBytes);
            UnpackBits(bytes.AsSpan((int)from, (int)(to - from)), target, low, form.SampleBytes);
        }

        var planar = form with { IsPlanar = form.Samples > 1 };
        var raster = Raster.For(form);
        for (var y = 0; y < raster.Height; y++)
        {
            var source = (int)((long)y * form.Rows / raster.Height);
            for (var p = 0; p < form.Samples; p++)
            {
                raster.Take(y, native.AsSpan(((p * form.Rows) + source) * planar.RowBytes, planar.RowBytes), planar, p, isBigEndian: false);
            }
        }

        return raster;
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

    private static Raster? Jpeg(DicomElement pixels, PixelForm form, int frame)
    {
        var fragments = form.Frames == 1 ? pixels.Fragments.Skip(1) : pixels.Fragments.Count == form.Frames + 1 ? [pixels.Fragments[frame + 1]] : [];
        if (form.FrameBytes > MostBytes || Load(pixels, [.. fragments]) is not { Length: > 0 } bytes)
        {
            return null;
        }

        try
        {
            using var stream = new MemoryStream(bytes);

            // The size in the stream decides how much is allocated, and it need not be that of the header.
            if (ImageInfo.FromStream(stream) is not { } info || info.Width != form.Columns || info.Height != form.Rows)
            {
                return null;
            }

            var image = ImageResult.FromMemory(bytes, StbImageSharp.ColorComponents.RedGreenBlue);
            var raster = Raster.For(form);
            var decoded = form with { Samples = 3, SampleBytes = 1, IsPlanar = false, Photometric = "RGB", IsSigned = false };
            for (var y = 0; y < raster.Height; y++)
            {
                var source = (int)((long)y * form.Rows / raster.Height);
                raster.Take(y, image.Data.AsSpan(source * decoded.RowBytes, decoded.RowBytes), decoded, 0, isBigEndian: false);
            }

            return form.Photometric == "MONOCHROME1" ? raster.Inverted() : raster;
        }
        catch (Exception error) when (error is InvalidOperationException or IndexOutOfRangeException or ArgumentException or NullReferenceException or OverflowException or IOException)
        {
            // The decoder's ways to say that the stream is damaged or of another process.
            return null;
        }
    }

    private static byte[]? Load(DicomElement pixels, IReadOnlyList<DicomFragment> fragments)
    {
        var length = fragments.Sum(f => f.Length);
        if (length is 0 or > MostBytes)
        {
            return null;
        }

        var bytes = new byte[length];
        var at = 0;
        foreach (var fragment in fragments)
        {
            at += pixels.ReadBytes(fragment, 0, bytes.AsSpan(at));
        }

        return bytes;
    }

    private static byte[] Png(Raster raster)
    {
        using var stream = new MemoryStream();
        new ImageWriter().WritePng(raster.ToRgb(), raster.Width, raster.Height, StbImageWriteSharp.ColorComponents.RedGreenBlue, stream);
        return stream.ToArray();
    }
}
