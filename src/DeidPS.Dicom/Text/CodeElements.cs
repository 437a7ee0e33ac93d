namespace DeidPS.Dicom;

/// <summary>The code elements of PS3.3 Tables C.12-3 and C.12-4, by ISO registration.</summary>
internal static class CodeElements
{
    /// <summary>ISO-IR 6 in G0: ASCII.</summary>
    public static CodeElement Ascii { get; } = new("(B", false, 1, () => CodeElementTables.Ascii('\\', '~'), AnyCode);

    /// <summary>ISO-IR 14 in G0: JIS X 0201 romaji; 5C is the yen sign and 7E the overline.</summary>
    public static CodeElement Romaji { get; } = new("(J", false, 1, () => CodeElementTables.Ascii('\u00A5', '\u203E'), AnyCode);

    /// <summary>ISO-IR 13 in G1: JIS X 0201 katakana.</summary>
    public static CodeElement Katakana { get; } = new(")I", true, 1, CodeElementTables.Katakana, AnyCode);

    /// <summary>ISO-IR 87 in G0: JIS X 0208.</summary>
    public static CodeElement Kanji { get; } = new("$B", false, 2, () => CodeElementTables.Pairs(20932, 0x80, 0x80), IsJisX0208);

    /// <summary>ISO-IR 159 in G0: JIS X 0212. Code page 20932 keeps it under a second byte without bit 8.</summary>
    public static CodeElement SupplementaryKanji { get; } = new("$(D", false, 2, () => CodeElementTables.Pairs(20932, 0x80, 0x00), IsJisX0212);

    /// <summary>ISO-IR 149 in G1: KS X 1001.</summary>
    public static CodeElement Korean { get; } = new("$)C", true, 2, () => CodeElementTables.Pairs(51949, 0x80, 0x80), AnyCode);

    /// <summary>ISO-IR 58 in G1: GB 2312-80.</summary>
    public static CodeElement Chinese { get; } = new("$)A", true, 2, () => CodeElementTables.Pairs(51936, 0x80, 0x80), IsGB2312);

    /// <summary>Every element, to recognise escape sequences by.</summary>
    public static IReadOnlyList<CodeElement> All { get; } =
    [
        Ascii, Romaji, Katakana, Kanji, SupplementaryKanji, Korean, Chinese,
        Single("-A", 28591), Single("-B", 28592), Single("-C", 28593), Single("-D", 28594), Single("-L", 28595), Single("-G", 28596),
        Single("-F", 28597), Single("-H", 28598), Single("-M", 28599), Single("-b", 28605), Single("-T", 874),
    ];

    /// <summary>The G0 and G1 elements that a Defined Term of this ISO registration brings; empty when there is no such term.</summary>
    public static IReadOnlyList<CodeElement> OfRegistration(int registration) => registration switch
    {
        6 => [Ascii],
        13 or 14 => [Romaji, Katakana],
        87 => [Kanji],
        159 => [SupplementaryKanji],
        149 => [Korean],
        58 => [Chinese],
        100 => [Ascii, WithEscape("-A")],
        101 => [Ascii, WithEscape("-B")],
        109 => [Ascii, WithEscape("-C")],
        110 => [Ascii, WithEscape("-D")],
        144 => [Ascii, WithEscape("-L")],
        127 => [Ascii, WithEscape("-G")],
        126 => [Ascii, WithEscape("-F")],
        138 => [Ascii, WithEscape("-H")],
        148 => [Ascii, WithEscape("-M")],
        203 => [Ascii, WithEscape("-b")],
        166 => [Ascii, WithEscape("-T")],
        _ => [],
    };

    private static CodeElement WithEscape(string escape)
    {
        foreach (var element in All)
        {
            if (element.Escape.Length == 3 && element.Escape[1] == escape[0] && element.Escape[2] == escape[1])
            {
                return element;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(escape));
    }

    // C1 control characters have no place in a value (PS3.5 6.1.3), whatever a code page keeps there.
    private static CodeElement Single(string escape, int codePage) =>
        new(escape, true, 1, () => CodeElementTables.Single(codePage), code => code >= 0x20);

    private static bool AnyCode(ushort code) => true;

    // Row 13 of the code page holds a maker's extensions.
    private static bool IsJisX0208(ushort code) => code >> 8 != 0x2D;

    private static bool IsJisX0212(ushort code) => code >> 8 < 0x73;

    private static bool IsGB2312(ushort code) => code is not ((>= 0x2221 and <= 0x2230) or (>= 0x2660 and <= 0x267E) or (>= 0x283B and <= 0x2840));
}
