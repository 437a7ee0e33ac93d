using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace DeidPS.Dicom;

/// <summary>Values as text and back (PS3.5 6.2): the one place that knows how each VR is written.</summary>
internal static class ElementText
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static string? Of(DicomElement element)
    {
        var vr = element.VR;
        if (element.IsSequence || element.IsEncapsulated)
        {
            return null;
        }

        if (vr.IsText())
        {
            return TextOf(element, element.LoadBytes().Span);
        }

        if (vr.IsBinaryNumber())
        {
            return NumbersOf(element);
        }

        return vr == DicomVR.UN && !element.IsBulk ? Decode(element, element.Bytes.Span).TrimEnd('\0', ' ') : null;
    }

    public static IReadOnlyList<string> ValuesOf(DicomElement element)
    {
        var text = Of(element);
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }

        return element.VR.IsBackslashDelimited() || element.VR.IsBinaryNumber() ? text.Split('\\') : [text];
    }

    public static int MultiplicityOf(DicomElement element)
    {
        if (element.IsSequence)
        {
            return element.Items.Count;
        }

        if (element.IsEmpty)
        {
            return 0;
        }

        if (element.VR.ValueSize() is > 0 and var size)
        {
            return (int)(element.ValueLength / size);
        }

        if (!element.VR.IsBackslashDelimited() || element.IsBulk)
        {
            return 1;
        }

        // In ISO 2022 and GB18030 a byte 5CH can be half of a character, so only a decoded text can be counted.
        return element.VR.UsesCharacterSet() ? 1 + Decode(element, element.Bytes.Span).AsSpan().Count('\\') : 1 + element.Bytes.Span.Count((byte)'\\');
    }

    public static byte[] Encode(DicomTag tag, DicomVR vr, string text, DicomCharacterSet charset)
    {
        if (vr == DicomVR.SQ)
        {
            throw new DicomValueException(tag, "a sequence cannot hold text.");
        }

        if (vr.IsBinaryNumber())
        {
            return EncodeNumbers(tag, vr, text);
        }

        if (vr.UsesCharacterSet())
        {
            return charset.TryEncode(text, vr, out var bytes)
                ? Limited(tag, vr, bytes)
                : throw new DicomValueException(tag, "a character is not in the object's character set.", "Write the value in the repertoire that (0008,0005) names, or change (0008,0005) first.");
        }

        if (!vr.IsText())
        {
            return s_utf8.GetBytes(text);
        }

        if (vr is DicomVR.IS or DicomVR.DS)
        {
            CheckDecimalText(tag, vr, text);
        }

        foreach (var c in text)
        {
            if (c > 0x7E)
            {
                throw new DicomValueException(tag, $"{vr} takes characters of the default repertoire only.");
            }
        }

        return Limited(tag, vr, Encoding.ASCII.GetBytes(text));
    }

    private static byte[] Limited(DicomTag tag, DicomVR vr, byte[] bytes) => bytes.Length > ushort.MaxValue - 1 && !vr.HasLongLength()
        ? throw new DicomValueException(tag, $"the value has {bytes.Length} bytes, a {vr} can hold 65534.")
        : bytes;

    private static string Decode(DicomElement element, ReadOnlySpan<byte> bytes) =>
        (element.Dataset?.CharacterSet ?? DicomCharacterSet.Default).Decode(bytes, element.VR, out _);

    private static string TextOf(DicomElement element, ReadOnlySpan<byte> bytes)
    {
        var vr = element.VR;

        // One trailing pad is by far the usual case; cutting bytes before decoding keeps the string the final one.
        while (bytes.Length > 0 && bytes[^1] is 0 or (byte)' ')
        {
            bytes = bytes[..^1];
        }

        var text = vr.UsesCharacterSet() ? Decode(element, bytes) : Encoding.Latin1.GetString(bytes);
        if (!vr.IsBackslashDelimited())
        {
            return text.TrimEnd('\0', ' ');
        }

        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return TrimValue(vr, text).ToString();
        }

        var result = new StringBuilder(text.Length);
        foreach (var range in text.AsSpan().Split('\\'))
        {
            if (range.Start.Value > 0)
            {
                result.Append('\\');
            }

            result.Append(TrimValue(vr, text.AsSpan()[range]));
        }

        return result.ToString();
    }

    private static ReadOnlySpan<char> TrimValue(DicomVR vr, ReadOnlySpan<char> value)
    {
        value = value.TrimEnd("\0 ");
        if (vr.TrimsLeadingBlanks())
        {
            value = value.TrimStart(' ');
        }

        return vr == DicomVR.PN ? value.TrimEnd('^') : value;
    }

    private static string NumbersOf(DicomElement element)
    {
        var bytes = element.LoadBytes().Span;
        var size = element.VR.ValueSize();
        if (bytes.Length == size)
        {
            return NumberOf(element.VR, bytes, element.IsBigEndian);
        }

        var text = new StringBuilder();
        for (var i = 0; i + size <= bytes.Length; i += size)
        {
            if (i > 0)
            {
                text.Append('\\');
            }

            text.Append(NumberOf(element.VR, bytes.Slice(i, size), element.IsBigEndian));
        }

        return text.ToString();
    }

    private static string NumberOf(DicomVR vr, ReadOnlySpan<byte> b, bool big)
    {
        var culture = CultureInfo.InvariantCulture;
        return vr switch
        {
            DicomVR.US => (big ? BinaryPrimitives.ReadUInt16BigEndian(b) : BinaryPrimitives.ReadUInt16LittleEndian(b)).ToString(culture),
            DicomVR.SS => (big ? BinaryPrimitives.ReadInt16BigEndian(b) : BinaryPrimitives.ReadInt16LittleEndian(b)).ToString(culture),
            DicomVR.UL => (big ? BinaryPrimitives.ReadUInt32BigEndian(b) : BinaryPrimitives.ReadUInt32LittleEndian(b)).ToString(culture),
            DicomVR.SL => (big ? BinaryPrimitives.ReadInt32BigEndian(b) : BinaryPrimitives.ReadInt32LittleEndian(b)).ToString(culture),
            DicomVR.UV => (big ? BinaryPrimitives.ReadUInt64BigEndian(b) : BinaryPrimitives.ReadUInt64LittleEndian(b)).ToString(culture),
            DicomVR.SV => (big ? BinaryPrimitives.ReadInt64BigEndian(b) : BinaryPrimitives.ReadInt64LittleEndian(b)).ToString(culture),
            DicomVR.FL => (big ? BinaryPrimitives.ReadSingleBigEndian(b) : BinaryPrimitives.ReadSingleLittleEndian(b)).ToString("R", culture),
            DicomVR.FD => (big ? BinaryPrimitives.ReadDoubleBigEndian(b) : BinaryPrimitives.ReadDoubleLittleEndian(b)).ToString("R", culture),
            _ => string.Create(culture, $"{Half(b, big):X4}{Half(b[2..], big):X4}"),
        };

        static ushort Half(ReadOnlySpan<byte> b, bool big) => big ? BinaryPrimitives.ReadUInt16BigEndian(b) : BinaryPrimitives.ReadUInt16LittleEndian(b);
    }

    private static byte[] EncodeNumbers(DicomTag tag, DicomVR vr, string text)
    {
        if (text.Length == 0)
        {
            return [];
        }

        var values = text.Split('\\');
        var size = vr.ValueSize();
        var bytes = new byte[values.Length * size];
        for (var i = 0; i < values.Length; i++)
        {
            if (!TryEncodeNumber(vr, values[i].AsSpan().Trim(), bytes.AsSpan(i * size, size)))
            {
                throw new DicomValueException(tag, $"value {i + 1} is not a number in the range of {vr}.");
            }
        }

        return bytes;
    }

    private static bool TryEncodeNumber(DicomVR vr, ReadOnlySpan<char> text, Span<byte> b)
    {
        var culture = CultureInfo.InvariantCulture;
        const NumberStyles Whole = NumberStyles.AllowLeadingSign;
        switch (vr)
        {
            case DicomVR.US when ushort.TryParse(text, Whole, culture, out var v): BinaryPrimitives.WriteUInt16LittleEndian(b, v); return true;
            case DicomVR.SS when short.TryParse(text, Whole, culture, out var v): BinaryPrimitives.WriteInt16LittleEndian(b, v); return true;
            case DicomVR.UL when uint.TryParse(text, Whole, culture, out var v): BinaryPrimitives.WriteUInt32LittleEndian(b, v); return true;
            case DicomVR.SL when int.TryParse(text, Whole, culture, out var v): BinaryPrimitives.WriteInt32LittleEndian(b, v); return true;
            case DicomVR.UV when ulong.TryParse(text, Whole, culture, out var v): BinaryPrimitives.WriteUInt64LittleEndian(b, v); return true;
            case DicomVR.SV when long.TryParse(text, Whole, culture, out var v): BinaryPrimitives.WriteInt64LittleEndian(b, v); return true;
            case DicomVR.FL when float.TryParse(text, NumberStyles.Float, culture, out var v) && float.IsFinite(v): BinaryPrimitives.WriteSingleLittleEndian(b, v); return true;
            case DicomVR.FD when double.TryParse(text, NumberStyles.Float, culture, out var v) && double.IsFinite(v): BinaryPrimitives.WriteDoubleLittleEndian(b, v); return true;
            case DicomVR.AT when DicomTag.TryParse(text, out var v):
                BinaryPrimitives.WriteUInt16LittleEndian(b, v.Group);
                BinaryPrimitives.WriteUInt16LittleEndian(b[2..], v.Element);
                return true;
            default: return false;
        }
    }

    private static void CheckDecimalText(DicomTag tag, DicomVR vr, string text)
    {
        var number = 0;
        foreach (var range in text.AsSpan().Split('\\'))
        {
            number++;
            var value = text.AsSpan()[range].Trim();
            var sound = value.IsEmpty || (vr == DicomVR.IS
                ? int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
                : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) && double.IsFinite(v));
            if (!sound)
            {
                throw new DicomValueException(tag, $"value {number} is not a number in the range of {vr}.");
            }
        }
    }
}
