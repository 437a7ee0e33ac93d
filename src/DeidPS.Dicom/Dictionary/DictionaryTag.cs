namespace DeidPS.Dicom;

/// <summary>A tag of the tables: eight hexadecimal digits, of which an <c>x</c> stands for any.</summary>
/// <param name="Value">The digits, 0 for each <c>x</c>.</param>
/// <param name="Mask">F for each digit that is given, 0 for each <c>x</c>.</param>
internal readonly record struct DictionaryTag(uint Value, uint Mask)
{
    /// <summary>Reads eight ASCII characters.</summary>
    public static DictionaryTag Parse(ReadOnlySpan<byte> text)
    {
        var value = 0u;
        var mask = 0u;
        foreach (var digit in text)
        {
            var any = digit == (byte)'x';
            value = (value << 4) | (any ? 0u : HexDigit(digit));
            mask = (mask << 4) | (any ? 0u : 0xFu);
        }

        return new DictionaryTag(value, mask);
    }

    /// <summary>Returns <c>(gggg,eeee)</c> with an <c>x</c> for each open digit.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[11];
        text[0] = '(';
        text[5] = ',';
        text[10] = ')';
        for (var i = 0; i < 8; i++)
        {
            var shift = 28 - (4 * i);
            var digit = (int)(Value >> shift) & 0xF;
            text[i < 4 ? i + 1 : i + 2] = ((Mask >> shift) & 0xF) == 0 ? 'x' : "0123456789ABCDEF"[digit];
        }

        return new string(text);
    }

    private static uint HexDigit(byte digit) => digit <= (byte)'9' ? (uint)(digit - '0') : (uint)(digit - 'A' + 10);
}
