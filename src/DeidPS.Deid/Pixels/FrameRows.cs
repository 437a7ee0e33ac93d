using System.Buffers.Binary;
using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>The rows of one frame, read one by one: where they lie in the file, or out of a frame that was decoded.</summary>
internal sealed class FrameRows
{
    private readonly DicomElement? _element;
    private readonly long _start;
    private readonly byte[] _decoded = [];
    private readonly byte[] _row;

    /// <summary>The rows of a frame of native pixel data.</summary>
    public FrameRows(PixelForm form, DicomElement element, int frame)
        : this(form)
    {
        _element = element;
        _start = frame * form.FrameBytes;
    }

    /// <summary>The rows of a frame that was decoded.</summary>
    public FrameRows(PixelForm form, byte[] decoded)
        : this(form) => _decoded = decoded;

    private FrameRows(PixelForm form)
    {
        Form = form;
        _row = new byte[form.RowBytes + 2];
    }

    /// <summary>How the samples lie.</summary>
    public PixelForm Form { get; }

    /// <summary>Samples of a row.</summary>
    public int Length => Form.Columns * Form.Samples;

    /// <summary>Reads the samples of a row, pixel by pixel, without what lies around the stored bits.</summary>
    /// <returns>False when the pixel data end before.</returns>
    public bool Read(int y, Span<ushort> samples)
    {
        for (var plane = 0; plane < (Form.IsPlanar ? Form.Samples : 1); plane++)
        {
            var at = ((plane * (long)Form.Rows) + y) * Form.RowBytes;
            if (_element is null)
            {
                Take(_decoded.AsSpan((int)at, Form.RowBytes), samples, plane);
            }
            else if (Native(_start + at) is { IsEmpty: false } row)
            {
                Take(row, samples, plane);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Bytes of a row in little endian order; in big endian words of 16 bits every two bytes change places (PS3.5 7.3).</summary>
    private ReadOnlySpan<byte> Native(long at)
    {
        var isSwapped = _element!.IsBigEndian && (Form.SampleBytes == 2 || _element.VR.WordSize() == 2);
        var skip = isSwapped ? (int)(at & 1) : 0;
        var needed = skip + Form.RowBytes;
        var bytes = _row.AsSpan(0, needed + (isSwapped ? needed & 1 : 0));
        if (_element.ReadBytes(at - skip, bytes) < needed)
        {
            return [];
        }

        for (var i = 0; isSwapped && i + 1 < bytes.Length; i += 2)
        {
            (bytes[i], bytes[i + 1]) = (bytes[i + 1], bytes[i]);
        }

        return bytes.Slice(skip, Form.RowBytes);
    }

    private void Take(ReadOnlySpan<byte> row, Span<ushort> samples, int plane)
    {
        if (Form.IsShared)
        {
            for (var x = 0; x < Form.Columns; x++)
            {
                var pair = row.Slice(x / 2 * 4, 4);
                (samples[3 * x], samples[(3 * x) + 1], samples[(3 * x) + 2]) = (pair[x % 2], pair[2], pair[3]);
            }

            return;
        }

        var step = Form.IsPlanar ? Form.Samples : 1;
        var mask = Form.Patterns - 1;
        for (int i = 0, to = plane; to < samples.Length; i++, to += step)
        {
            var sample = Form.SampleBytes == 1 ? row[i] : BinaryPrimitives.ReadUInt16LittleEndian(row[(2 * i)..]);
            samples[to] = (ushort)((sample >> Form.Shift) & mask);
        }
    }
}
