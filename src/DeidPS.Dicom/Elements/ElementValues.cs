using System.Buffers.Binary;
using System.Globalization;

namespace DeidPS.Dicom;

/// <summary>Values as .NET types: which type fits which VR (PS3.5 6.2).</summary>
internal static class ElementValues
{
    /// <summary>The values of an element as <typeparamref name="T"/>.</summary>
    /// <exception cref="DicomValueException">The VR has no such values, or a text is none.</exception>
    public static IReadOnlyList<T> Of<T>(DicomElement element)
        where T : notnull
    {
        if (element.IsSequence || element.IsEncapsulated)
        {
            throw Unfit<T>(element);
        }

        if (element.IsEmpty)
        {
            return [];
        }

        if (typeof(T) == typeof(string))
        {
            return (IReadOnlyList<T>)element.Values;
        }

        return element.VR.IsText() ? [.. element.Values.Select((text, i) => FromText<T>(element, text, i))] : FromBytes<T>(element);
    }

    private static T FromText<T>(DicomElement element, string text, int index)
    {
        var culture = CultureInfo.InvariantCulture;
        object? value = element.VR switch
        {
            DicomVR.IS when typeof(T) == typeof(int) && int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var number) => number,
            DicomVR.IS or DicomVR.DS when typeof(T) == typeof(double) && double.TryParse(text, NumberStyles.Float, culture, out var number) => number,
            DicomVR.DS when typeof(T) == typeof(decimal) && decimal.TryParse(text, NumberStyles.Float, culture, out var number) => number,
            DicomVR.DA when typeof(T) == typeof(DateOnly) && DateOnly.TryParseExact(text, "yyyyMMdd", culture, DateTimeStyles.None, out var date) => date,
            DicomVR.TM when typeof(T) == typeof(TimeOnly) && TryTime(text, out var time) => time,
            _ => null,
        };
        return value is T result ? result : throw new DicomValueException(element.Tag, $"value {index + 1} is no {typeof(T).Name}.");
    }

    /// <summary>A TM gives hours, then minutes, seconds and up to six digits of a fraction, each only behind the one before (PS3.5 Table 6.2-1).</summary>
    private static bool TryTime(string text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text, ["HH", "HHmm", "HHmmss", "HHmmss.FFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    private static T[] FromBytes<T>(DicomElement element)
    {
        var bytes = element.LoadBytes().Span;
        var size = ItemSize<T>(element.VR);
        if (size == 0)
        {
            throw Unfit<T>(element);
        }

        var values = new T[bytes.Length / size];
        Span<byte> word = stackalloc byte[8];
        for (var i = 0; i < values.Length; i++)
        {
            // Turned to little endian word by word; a tag is two words that keep their order.
            bytes.Slice(i * size, size).CopyTo(word);
            var part = element.VR == DicomVR.AT ? 2 : size;
            for (var j = 0; element.IsBigEndian && j < size; j += part)
            {
                word.Slice(j, part).Reverse();
            }

            values[i] = (T)Number(typeof(T), word);
        }

        return values;
    }

    private static object Number(Type type, ReadOnlySpan<byte> word) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => word[0],
        TypeCode.Int16 => BinaryPrimitives.ReadInt16LittleEndian(word),
        TypeCode.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(word),
        TypeCode.Int32 => BinaryPrimitives.ReadInt32LittleEndian(word),
        TypeCode.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(word),
        TypeCode.Int64 => BinaryPrimitives.ReadInt64LittleEndian(word),
        TypeCode.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(word),
        TypeCode.Single => BinaryPrimitives.ReadSingleLittleEndian(word),
        TypeCode.Double => BinaryPrimitives.ReadDoubleLittleEndian(word),
        _ => new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(word), BinaryPrimitives.ReadUInt16LittleEndian(word[2..])),
    };

    /// <summary>Bytes of one value of a type in a VR; 0 when they do not go together.</summary>
    private static int ItemSize<T>(DicomVR vr) => (vr, typeof(T)) switch
    {
        (DicomVR.SS, var t) when t == typeof(short) => 2,
        (DicomVR.US or DicomVR.OW, var t) when t == typeof(ushort) => 2,
        (DicomVR.SL, var t) when t == typeof(int) => 4,
        (DicomVR.UL or DicomVR.OL, var t) when t == typeof(uint) => 4,
        (DicomVR.SV, var t) when t == typeof(long) => 8,
        (DicomVR.UV or DicomVR.OV, var t) when t == typeof(ulong) => 8,
        (DicomVR.FL or DicomVR.OF, var t) when t == typeof(float) => 4,
        (DicomVR.FD or DicomVR.OD, var t) when t == typeof(double) => 8,
        (DicomVR.AT, var t) when t == typeof(DicomTag) => 4,
        (DicomVR.OB or DicomVR.UN, var t) when t == typeof(byte) => 1,
        _ => 0,
    };

    private static DicomValueException Unfit<T>(DicomElement element) => new(element.Tag, $"{element.VR} has no values of type {typeof(T).Name}.");
}
