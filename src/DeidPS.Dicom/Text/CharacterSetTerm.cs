using System.Globalization;
using System.Text;

namespace DeidPS.Dicom;

/// <summary>What one value of (0008,0005) means, however it is spelt (PS3.3 C.12.1.1.2).</summary>
/// <param name="Registration">The ISO registration number of a single set or code extension; 0 for anything else.</param>
/// <param name="CodePage">The code page of a set that stands alone: UTF-8, GB18030, GBK; 0 for anything else.</param>
internal sealed record CharacterSetTerm(int Registration, int CodePage)
{
    private const int Utf8 = 65001;
    private const int GB18030 = 54936;
    private const int Gbk = 936;

    private static readonly string[] s_sharedWords = ["ISO", "IEC", "IR", "2022", "IR"];

    /// <summary>False for a term nobody can make sense of.</summary>
    public bool IsKnown => Registration != 0 || CodePage != 0;

    /// <summary>True for a set without code extensions, which tolerates no other set beside it.</summary>
    public bool StandsAlone => CodePage != 0;

    /// <summary>
    /// Reads a term. Blanks, underscores, hyphens and letter case do not matter, nor whether "2022" is there, and the usual names of
    /// the sets outside DICOM are understood. An empty term is the default repertoire.
    /// </summary>
    public static CharacterSetTerm Parse(string term)
    {
        if (term.AsSpan().Trim(" \0").IsEmpty)
        {
            return new(6, 0);
        }

        var bare = Bare(term);
        return bare switch
        {
            "ASCII" or "USASCII" => new(6, 0),
            "UTF8" => new(0, Utf8),
            "GB18030" => new(0, GB18030),
            "GBK" or "GB2312" => new(0, Gbk),
            _ => Numbered(bare),
        };
    }

    private static CharacterSetTerm Numbered(string bare)
    {
        if (!int.TryParse(bare, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new(0, 0);
        }

        if (number == 192)
        {
            return new(0, Utf8);
        }

        var registration = bare.StartsWith("8859", StringComparison.Ordinal) ? OfIso8859(bare.AsSpan(4)) : number;
        return CodeElements.OfRegistration(registration).Count == 0 ? new(0, 0) : new(registration, 0);
    }

    private static int OfIso8859(ReadOnlySpan<char> part) => part switch
    {
        "1" => 100,
        "2" => 101,
        "3" => 109,
        "4" => 110,
        "5" => 144,
        "6" => 127,
        "7" => 126,
        "8" => 138,
        "9" => 148,
        "11" => 166,
        "15" => 203,
        _ => 0,
    };

    // Letters and digits only, upper case, without the words that every term shares: "ISO 2022 IR 100" becomes "100".
    private static string Bare(string term)
    {
        var letters = new StringBuilder(term.Length);
        foreach (var character in term)
        {
            if (character is not (' ' or '_' or '-' or '\0' or '.'))
            {
                letters.Append(char.IsAsciiLetterLower(character) ? (char)(character - 0x20) : character);
            }
        }

        ReadOnlySpan<char> rest = letters.ToString();
        foreach (var word in s_sharedWords)
        {
            if (rest.StartsWith(word, StringComparison.Ordinal))
            {
                rest = rest[word.Length..];
            }
        }

        return rest.ToString();
    }
}
