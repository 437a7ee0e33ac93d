using System.Globalization;
using System.Text;

namespace DeidPS.Deid.Proof;

/// <summary>
/// Brings text into the one form in which it is compared: lower case, no accents, compatibility forms, katakana as hiragana, apostrophes dropped,
/// everything that is no letter or digit a separator, several of them as one. Linear, and never throws whatever the text.
/// </summary>
internal static class TextFolder
{
    /// <summary>Blank, hyphen, bracket, slash: what people group long numbers with.</summary>
    public const char Soft = ' ';

    /// <summary>Any other separator.</summary>
    public const char Hard = '\u0002';

    /// <summary>Between values, and for control characters: nothing matches across.</summary>
    public const char Break = '\u0001';

    private const char Dropped = '\0';
    private static readonly char[] s_single = new char[0x10000];
    private static readonly Dictionary<char, string> s_several = [];

    static TextFolder()
    {
        for (var i = 0; i < s_single.Length; i++)
        {
            s_single[i] = Fold((char)i);
        }
    }

    /// <summary>Characters a fold needs room for at most, per character.</summary>
    public const int Growth = 4;

    /// <summary>Folds into a buffer.</summary>
    /// <returns>Characters written.</returns>
    public static int Fold(ReadOnlySpan<char> text, Span<char> result, bool backslashBreaks)
    {
        var length = 0;
        foreach (var c in text)
        {
            var folded = s_single[c];
            if (folded > Hard && folded != Soft)
            {
                if (folded != '\uFFFF')
                {
                    result[length++] = folded;
                }
                else
                {
                    foreach (var part in s_several[c])
                    {
                        result[length++] = part;
                    }
                }

                continue;
            }

            if (folded == Dropped)
            {
                continue;
            }

            if (folded == Break || (c == '\\' && backslashBreaks))
            {
                folded = Break;
            }

            // The strongest of neighbouring separators stays.
            if (length > 0 && result[length - 1] is Soft or Hard or Break)
            {
                if (result[length - 1] == Soft || folded == Break)
                {
                    result[length - 1] = folded;
                }
            }
            else
            {
                result[length++] = folded;
            }
        }

        return length;
    }

    /// <summary>A needle: folded, separators as blanks, none around.</summary>
    public static string Needle(ReadOnlySpan<char> text)
    {
        var buffer = new char[text.Length * Growth];
        var folded = buffer.AsSpan(0, Fold(text, buffer, backslashBreaks: true));
        folded.Replace(Hard, Soft);
        folded.Replace(Break, Soft);
        return folded.Trim(Soft).ToString();
    }

    private static char Fold(char c)
    {
        switch (c)
        {
            case ' ' or '-' or '(' or ')' or '/' or '\u00A0' or '\u2010' or '\u2011' or '\u2013':
                return Soft;
            case '\'' or '\u2019' or '\u02BC' or '`' or '\u00AD' or '\u0640' or '\u200B' or '\u200C' or '\u200D':
                return Dropped;
            case 'ß':
                return Several(c, "ss");
            case 'æ' or 'Æ':
                return Several(c, "ae");
            case 'œ' or 'Œ':
                return Several(c, "oe");
            case 'ø' or 'Ø':
                return 'o';
            case 'ł' or 'Ł':
                return 'l';
            case 'đ' or 'Đ' or 'ð' or 'Ð':
                return 'd';
            case 'ı' or 'İ':
                return 'i';
            case 'ς':
                return 'σ';
        }

        if (c < ' ' || c is '\u007F' or '\uFFFD' or '\uFFFE' or '\uFFFF' || (c is >= '\u0080' and < '\u00A0'))
        {
            return Break;
        }

        if (char.IsSurrogate(c))
        {
            return c;
        }

        // Hangul syllables stay whole; everything else loses its marks.
        var plain = c is >= '\uAC00' and <= '\uD7A3' ? c.ToString() : c.ToString().Normalize(NormalizationForm.FormKD);
        var result = new StringBuilder();
        foreach (var part in plain)
        {
            var category = char.GetUnicodeCategory(part);
            if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark)
            {
                continue;
            }

            if (char.IsDigit(part))
            {
                result.Append((char)('0' + (int)char.GetNumericValue(part)));
            }
            else if (char.IsLetter(part))
            {
                var lower = char.ToLowerInvariant(part);
                result.Append(lower is >= '\u30A1' and <= '\u30F6' ? (char)(lower - 0x60) : lower);
            }
        }

        return result.Length switch
        {
            0 => char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark ? Dropped : Hard,
            1 => result[0],
            _ => Several(c, result.ToString(0, Math.Min(result.Length, Growth))),
        };
    }

    private static char Several(char c, string parts)
    {
        s_several[c] = parts;
        return '\uFFFF';
    }
}
