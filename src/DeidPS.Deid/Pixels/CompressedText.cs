using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>
/// Text inside compressed pixel data: JPEG and JPEG-LS application and comment segments (ISO/IEC 10918-1 B.2.4), JPEG 2000 comments and
/// boxes (ISO/IEC 15444-1 A.9.2, I). Payloads become zeros of the same length. Reads segment headers only, never the coded picture.
/// </summary>
internal sealed class CompressedText
{
    /// <summary>Segments of one frame at most: an encoder writes some dozens; tile parts are counted too.</summary>
    private const int MaximumSegments = 100_000;

    /// <summary>Bytes behind the end of a picture that are blanked; more are no leftovers.</summary>
    private const int MaximumTail = 64;

    private readonly DicomElement _element;
    private readonly FrameReader _frame;

    private CompressedText(DicomElement element)
    {
        _element = element;
        _frame = new FrameReader(element);
    }

    /// <summary>Blanks the text of all frames.</summary>
    /// <param name="element">Encapsulated pixel data of a JPEG, JPEG-LS or JPEG 2000 transfer syntax.</param>
    /// <returns>Why text may be left, naming frames by number; null when all of it was found.</returns>
    public static string? Blank(DicomElement element) => new CompressedText(element).Blank();

    private string? Blank()
    {
        var fragments = _element.Fragments;
        var frame = 0;
        for (var first = 1; first < fragments.Count; frame++)
        {
            var kind = KindOf(first);
            if (kind == FrameKind.None)
            {
                return $"Fragment {first} does not begin as a picture of a kind that can be searched.";
            }

            var next = first + 1;
            while (next < fragments.Count && KindOf(next) == FrameKind.None)
            {
                next++;
            }

            _frame.Open(first, next - first);
            var problem = kind switch
            {
                FrameKind.Jpeg => BlankJpeg(),
                FrameKind.Codestream => BlankCodestream(0, _frame.Length),
                _ => BlankBoxes(),
            };
            if (problem is not null)
            {
                return $"Frame {frame + 1}: {problem}";
            }

            first = next;
        }

        return null;
    }

    private FrameKind KindOf(int fragment)
    {
        Span<byte> bytes = stackalloc byte[12];
        var count = _element.ReadFragment(fragment, 0, bytes);
        return bytes[..count] switch
        {
            [0xFF, 0xD8, 0xFF, ..] => FrameKind.Jpeg,
            [0xFF, 0x4F, 0xFF, 0x51, ..] => FrameKind.Codestream,
            [0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20, 0x0D, 0x0A, 0x87, 0x0A] => FrameKind.Boxes,
            _ => FrameKind.None,
        };
    }

    private string? BlankJpeg()
    {
        var at = 2L;
        for (var segment = 0; segment < MaximumSegments; segment++)
        {
            var marker = _frame.UInt16(at);
            if (marker == 0xFFFF)
            {
                // Fill bytes may stand before any marker (B.1.1.2).
                at++;
                continue;
            }

            if (marker is 0xFF01 or (>= 0xFFD0 and <= 0xFFD7))
            {
                at += 2;
                continue;
            }

            if (marker == 0xFFDA)
            {
                return BlankTail(at, _frame.Length) ? null : "bytes follow the end of the picture.";
            }

            var length = _frame.UInt16(at + 2);
            if (marker < 0xFF02 || length < 2 || at + 2 + length > _frame.Length)
            {
                return "the segments before the picture cannot be followed.";
            }

            BlankSegment(marker, at + 4, length - 2);
            at += 2 + length;
        }

        return "there are too many segments before the picture.";
    }

    /// <summary>Keeps what a decoder needs: JFIF density, the colour transforms of APP8 and APP14. Thumbnails are pictures and go.</summary>
    private void BlankSegment(int marker, long start, int length)
    {
        var kept = marker switch
        {
            0xFFE0 when _frame.StartsWith(start, "JFIF\0"u8) => 14,
            0xFFE8 when _frame.StartsWith(start, "SPIFF\0"u8) => 30,
            0xFFE8 when _frame.StartsWith(start, "mrfx"u8) => 5,
            0xFFEE when _frame.StartsWith(start, "Adobe"u8) => 12,
            >= 0xFFE0 and <= 0xFFEF or 0xFFFE => 0,
            _ => length,
        };
        if (length > kept)
        {
            _frame.Blank(start + kept, length - kept);
        }
    }

    /// <summary>
    /// A picture ends with EOI or EOC, which cannot stand inside it. Some encoders leave bytes of their buffer behind: a few become zeros.
    /// </summary>
    /// <returns>False when the end is not among the last bytes: what stands there could be anything.</returns>
    private bool BlankTail(long start, long end)
    {
        for (var at = Math.Max(start, end - MaximumTail - 2); at + 2 <= end; at++)
        {
            if (_frame.UInt16(at) == 0xFFD9)
            {
                _frame.Blank(at + 2, end - at - 2);
                return true;
            }
        }

        return false;
    }

    /// <summary>The main header up to the first tile part, and the header of every tile part.</summary>
    private string? BlankCodestream(long start, long end)
    {
        var at = start + 2;
        var tileEnd = 0L;
        for (var segment = 0; segment < MaximumSegments; segment++)
        {
            var marker = _frame.UInt16(at);
            if (marker is >= 0xFF30 and <= 0xFF3F)
            {
                // Reserved for markers without parameters (A.1.1).
                at += 2;
                continue;
            }

            switch (marker)
            {
                case 0xFFD9:
                    _frame.Blank(at + 2, end - at - 2);
                    return null;
                case 0xFF93:
                    if (tileEnd <= at || tileEnd >= end)
                    {
                        // The last tile part may say 0 for its length, or lack the end marker.
                        return tileEnd == end || (tileEnd == 0 && BlankTail(at, end)) ? null : "a tile part has no usable length.";
                    }

                    at = tileEnd;
                    continue;
                case 0xFF90:
                    var size = _frame.UInt32(at + 6);
                    tileEnd = size <= 0 ? 0 : at + size;
                    break;
            }

            var length = _frame.UInt16(at + 2);
            if (marker is < 0xFF40 or > 0xFF9F || length < 2 || at + 2 + length > end)
            {
                return "the segments of the picture cannot be followed.";
            }

            if (marker == 0xFF64 && length > 4)
            {
                _frame.Blank(at + 6, length - 4);
            }

            at += 2 + length;
        }

        return "there are too many segments.";
    }

    /// <summary>A JP2 file in place of a bare codestream, which PS3.5 A.4.4 forbids and some write.</summary>
    private string? BlankBoxes()
    {
        var at = 0L;
        for (var box = 0; box < 1000 && at + 8 <= _frame.Length; box++)
        {
            var length = _frame.UInt32(at);
            var type = _frame.UInt32(at + 4);
            var header = 8;
            if (length == 1)
            {
                length = (_frame.UInt32(at + 8) << 32) | _frame.UInt32(at + 12);
                header = 16;
            }

            if (length == 0)
            {
                length = _frame.Length - at;
            }

            if (length < header || length > _frame.Length - at)
            {
                return "the boxes cannot be followed.";
            }

            switch (type)
            {
                case 0x6A502020 or 0x66747970:
                    break;
                case 0x6A703268:
                    if (HasProfile(at + header, at + length))
                    {
                        return "a box holds a colour profile.";
                    }

                    break;
                case 0x6A703263:
                    if (BlankCodestream(at + header, at + length) is { } problem)
                    {
                        return problem;
                    }

                    break;
                default:
                    _frame.Blank(at + header, length - header);
                    break;
            }

            at += length;
        }

        _frame.Blank(at, _frame.Length - at);
        return null;
    }

    /// <summary>True when a box of the image header is anything but size, depth, palette, channels, resolution and an enumerated colour space.</summary>
    private bool HasProfile(long at, long end)
    {
        while (at + 8 <= end)
        {
            var length = _frame.UInt32(at);
            if (length < 8 || length > end - at
                || _frame.UInt32(at + 4) is not (0x69686472 or 0x62706363 or 0x70636C72 or 0x636D6170 or 0x63646566 or 0x72657320 or 0x636F6C72)
                || (_frame.UInt32(at + 4) == 0x636F6C72 && _frame.Byte(at + 8) != 1))
            {
                return true;
            }

            at += length;
        }

        return false;
    }

    private enum FrameKind
    {
        None,
        Jpeg,
        Codestream,
        Boxes,
    }
}
