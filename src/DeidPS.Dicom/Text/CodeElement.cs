using System.Text;

namespace DeidPS.Dicom;

/// <summary>
/// One code element of ISO/IEC 2022: the characters that an escape sequence brings into G0 (bytes 20-7F) or G1 (bytes 80-FF), PS3.3 C.12.1.1.2.
/// The table is made from a code page when the element is first used.
/// </summary>
internal sealed class CodeElement
{
    /// <summary>What stands in a table for a byte that means nothing.</summary>
    public const char Unmapped = '\uFFFD';

    private const int Cells = 94;

    private readonly Func<ushort, bool> _writes;
    private readonly Lazy<char[]> _characters;
    private readonly Lazy<ushort[]> _codes;

    /// <summary>Describes an element.</summary>
    /// <param name="escape">The escape sequence without its first byte 1B, as ASCII.</param>
    /// <param name="isG1">True for bytes 80-FF, false for bytes 20-7F.</param>
    /// <param name="width">Bytes of one character, 1 or 2.</param>
    /// <param name="table">Makes the table: 128 characters by the low 7 bits, or 94 rows of 94 characters.</param>
    /// <param name="writes">Says of a 7-bit code whether the registered set has it; code pages know more, which is read but not written.</param>
    public CodeElement(string escape, bool isG1, int width, Func<char[]> table, Func<ushort, bool> writes)
    {
        _writes = writes;
        Escape = [0x1B, .. Encoding.ASCII.GetBytes(escape)];
        IsG1 = isG1;
        Width = width;
        _characters = new Lazy<char[]>(table);
        _codes = new Lazy<ushort[]>(InvertTable);
    }

    /// <summary>The escape sequence that designates the element.</summary>
    public byte[] Escape { get; }

    /// <summary>True when the element stands in G1.</summary>
    public bool IsG1 { get; }

    /// <summary>Bytes of one character.</summary>
    public int Width { get; }

    /// <summary>The character of a one-byte code; <see cref="Unmapped"/> when it means nothing.</summary>
    public char Decode(byte code) => _characters.Value[code & 0x7F];

    /// <summary>The character of a two-byte code; <see cref="Unmapped"/> when it means nothing.</summary>
    public char Decode(byte first, byte second)
    {
        var row = (first & 0x7F) - 0x21;
        var cell = (second & 0x7F) - 0x21;
        return (uint)row < Cells && (uint)cell < Cells ? _characters.Value[(row * Cells) + cell] : Unmapped;
    }

    /// <summary>Finds the code of a character, one byte or two in one number, with bit 8 set for G1.</summary>
    public bool TryEncode(char character, out ushort code)
    {
        var codes = _codes.Value;
        code = character < codes.Length ? codes[character] : (ushort)0;
        return code != 0;
    }

    // Codes by character up to the highest one of the set; 0, which no set uses, for none.
    private ushort[] InvertTable()
    {
        var characters = _characters.Value;
        var codes = new ushort[Unmapped];
        var high = IsG1 ? (Width == 1 ? 0x80 : 0x8080) : 0;
        for (var i = 0; i < characters.Length; i++)
        {
            var code = (ushort)(Width == 1 ? i : (((i / Cells) + 0x21) << 8) | ((i % Cells) + 0x21));
            if (characters[i] != Unmapped && codes[characters[i]] == 0 && _writes(code))
            {
                codes[characters[i]] = (ushort)(code | high);
            }
        }

        return codes[..(Array.FindLastIndex(codes, code => code != 0) + 1)];
    }
}
