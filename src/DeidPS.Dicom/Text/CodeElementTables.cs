namespace DeidPS.Dicom;

/// <summary>Makes the tables of code elements from code pages, put right where those differ from the registered sets.</summary>
internal static class CodeElementTables
{
    private const int Cells = 94;

    /// <summary>128 characters: bytes 20-7F as ASCII but for the two that national variants change.</summary>
    public static char[] Ascii(char at5C, char at7E)
    {
        var table = new char[128];
        Array.Fill(table, CodeElement.Unmapped);
        for (var i = 0x20; i < 0x80; i++)
        {
            table[i] = (char)i;
        }

        table[0x5C] = at5C;
        table[0x7E] = at7E;
        return table;
    }

    /// <summary>128 characters: bytes A1-DF are half-width katakana.</summary>
    public static char[] Katakana()
    {
        var table = new char[128];
        Array.Fill(table, CodeElement.Unmapped);
        for (var i = 0x21; i <= 0x5F; i++)
        {
            table[i] = (char)('\uFF61' + i - 0x21);
        }

        return table;
    }

    /// <summary>128 characters: bytes 80-FF of a single-byte code page.</summary>
    public static char[] Single(int codePage)
    {
        var upper = new byte[128];
        for (var i = 0; i < upper.Length; i++)
        {
            upper[i] = (byte)(0x80 + i);
        }

        var table = CodePages.Lenient(codePage).GetChars(upper);
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = Defined(table[i]);
        }

        foreach (var (code, character) in SingleCorrections(codePage))
        {
            table[code & 0x7F] = character;
        }

        return table;
    }

    /// <summary>94 rows of 94 characters of a double-byte code page.</summary>
    /// <param name="codePage">The code page.</param>
    /// <param name="firstBit">The bit to set in the first byte to enter the code page.</param>
    /// <param name="secondBit">The bit to set in the second byte.</param>
    public static char[] Pairs(int codePage, int firstBit, int secondBit)
    {
        var encoding = CodePages.Lenient(codePage);
        var table = new char[Cells * Cells];
        Span<byte> pair = stackalloc byte[2];
        Span<char> text = stackalloc char[4];
        for (var i = 0; i < table.Length; i++)
        {
            pair[0] = (byte)(((i / Cells) + 0x21) | firstBit);
            pair[1] = (byte)(((i % Cells) + 0x21) | secondBit);
            table[i] = encoding.GetChars(pair, text) == 1 ? Defined(text[0]) : CodeElement.Unmapped;
        }

        foreach (var (code, character) in PairCorrections(codePage, secondBit))
        {
            table[(((code >> 8) - 0x21) * Cells) + (code & 0xFF) - 0x21] = character;
        }

        return table;
    }

    // Code pages fill holes with private-use characters; the standard's sets have none.
    private static char Defined(char character) => character is >= '\uE000' and <= '\uF8FF' ? CodeElement.Unmapped : character;

    private static (int Code, char Character)[] SingleCorrections(int codePage) => codePage switch
    {
        // ISO 8859-7 and 8859-8 as registered and as other readers have them; the code pages follow older drafts.
        28597 => [(0xA1, '\u2018'), (0xA2, '\u2019'), (0xA4, '\u20AC'), (0xA5, '\u20AF'), (0xAA, '\u037A')],
        28598 => [(0xAF, '\u00AF'), (0xFD, '\u200E'), (0xFE, '\u200F')],
        _ => [],
    };

    private static (int Code, char Character)[] PairCorrections(int codePage, int secondBit) => (codePage, secondBit) switch
    {
        // KS X 1001 row 20 cell 51; JIS X 0212 row 2 cells 23 and 81.
        (51949, _) => [(0x3453, '\uB2D2')],
        (20932, 0) => [(0x2237, '\uFF5E'), (0x2271, '\u2116')],
        _ => [],
    };
}
