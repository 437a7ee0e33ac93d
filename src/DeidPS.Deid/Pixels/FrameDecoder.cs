using System.Buffers.Binary;
using DeidPS.Dicom;
using StbImageSharp;

namespace DeidPS.Deid.Pixels;

/// <summary>Decodes frames of encapsulated pixel data: RLE (PS3.5 Annex G) and baseline JPEG (ISO/IEC 10918-1).</summary>
internal sealed class FrameDecoder(DicomElement pixels, PixelForm form, string syntax)
{
    /// <summary>Bytes of a compressed or decoded frame; a larger one is not decoded.</summary>
    public const long MostBytes = 64L << 20;

    private const string RunLength = "1.2.840.10008.1.2.5";
    private const string BaselineJpeg = "1.2.840.10008.1.2.4.50";

    /// <summary>Scans of a JPEG picture: three of baseline, and those of a thumbnail beside it. Each costs as much as the whole picture, however short it is.</summary>
    private const int MostScans = 8;

    /// <summary>Whether frames of a transfer syntax are decoded.</summary>
    public static bool Decodes(string syntax) => syntax is RunLength or BaselineJpeg;

    /// <summary>The rows of a frame.</summary>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="problem">Why there are none.</param>
    /// <param name="stop">Stops while the frame is searched for and while it is read.</param>
    public FrameRows? Decode(int frame, out FrameProblem problem, CancellationToken stop)
    {
        var fragments = FragmentsOf(frame, stop);
        problem = FrameProblem.Damaged;
        if (form.FrameBytes > MostBytes || fragments.Sum(f => f.Length) > MostBytes)
        {
            problem = FrameProblem.NotDecoded;
            return null;
        }

        return Load(fragments) is not { } bytes ? null : syntax == RunLength ? Runs(bytes) : Jpeg(bytes, stop);
    }

    /// <summary>A frame is a fragment as a rule; of JPEG it may be several, the first of which begins with the start of an image (PS3.5 A.4).</summary>
    private List<DicomFragment> FragmentsOf(int frame, CancellationToken stop)
    {
        var fragments = pixels.Fragments;
        if (fragments.Count == form.Frames + 1)
        {
            return [fragments[frame + 1]];
        }

        var found = new List<DicomFragment>();
        Span<byte> start = stackalloc byte[3];
        for (int i = 1, number = -1; syntax == BaselineJpeg && i < fragments.Count && number <= frame; i++)
        {
            stop.ThrowIfCancellationRequested();
            if (i == 1 || (pixels.ReadFragment(i, 0, start) == 3 && start.SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])))
            {
                number++;
            }

            if (number == frame)
            {
                found.Add(fragments[i]);
            }
        }

        return found;
    }

    private byte[]? Load(List<DicomFragment> fragments)
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
            at += pixels.ReadBytes(fragment, 0, bytes.AsSpan(at));
        }

        return bytes;
    }

    /// <summary>Up to fifteen segments, each a byte of each sample, the most significant first.</summary>
    private FrameRows? Runs(byte[] bytes)
    {
        var count = bytes.Length < 64 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (count != form.Samples * form.SampleBytes)
        {
            return null;
        }

        var plane = form.Rows * form.Columns * form.SampleBytes;
        var native = new byte[plane * form.Samples];
        for (var segment = 0; segment < count; segment++)
        {
            var from = Offset(segment);
            var to = segment + 1 < count ? Offset(segment + 1) : bytes.Length;
            if (from < 64 || from > to || to > bytes.Length)
            {
                return null;
            }

            var low = form.SampleBytes - 1 - (segment % form.SampleBytes);
            UnpackBits(bytes.AsSpan((int)from, (int)(to - from)), native.AsSpan(segment / form.SampleBytes * plane, plane), low, form.SampleBytes);
        }

        return new FrameRows(form with { IsPlanar = form.Samples > 1 }, native);

        long Offset(int segment) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4 + (segment * 4)));
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

    private FrameRows? Jpeg(byte[] bytes, CancellationToken stop)
    {
        try
        {
            using var stream = new StoppableStream(bytes, stop);

            // The size in the stream decides how much is allocated, and it need not be that of the header.
            if (ImageInfo.FromStream(stream) is not { } info || info.Width != form.Columns || info.Height != form.Rows || bytes.AsSpan().Count((ReadOnlySpan<byte>)[0xFF, 0xDA]) > MostScans)
            {
                return null;
            }

            stream.Position = 0;
            var decoded = ImageResult.FromStream(stream, form.Samples == 3 ? ColorComponents.RedGreenBlue : ColorComponents.Grey).Data;
            var photometric = form.Samples == 3 ? "RGB" : form.Photometric;
            return new FrameRows(form with { SampleBytes = 1, BitsStored = 8, Shift = 0, IsPlanar = false, Photometric = photometric, IsSigned = false }, decoded);
        }
        catch (Exception error) when (error is InvalidOperationException or IndexOutOfRangeException or ArgumentException or NullReferenceException or OverflowException or IOException)
        {
            // The decoder's ways to say that the stream is damaged or of another process.
            return null;
        }
    }

    /// <summary>Bytes for a decoder that knows no cancellation. It reads byte by byte.</summary>
    private sealed class StoppableStream(byte[] bytes, CancellationToken stop) : MemoryStream(bytes, writable: false)
    {
        public override int ReadByte()
        {
            stop.ThrowIfCancellationRequested();
            return base.ReadByte();
        }
    }
}
