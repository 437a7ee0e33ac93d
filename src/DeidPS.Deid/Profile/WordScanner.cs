using System.Globalization;
using System.Text;

namespace DeidPS.Deid.Profile;

/// <summary>What a word is, and how two spellings of it are made equal.</summary>
internal static class WordScanner
{
    /// <summary>Letters and digits, and everything outside ASCII: what no list knows is a word to be replaced, never a sign that stays.</summary>
    public static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c > 0x7E || (c < ' ' && c is not ('\t' or '\n' or '\r' or '\f'));

    /// <summary>The end of the word that begins at an index: a point between two digits belongs to a number.</summary>
    public static int EndOfWord(ReadOnlySpan<char> text, int start)
    {
        var end = start + 1;
        while (end < text.Length && (IsWordCharacter(text[end])
            || (text[end] == '.' && char.IsAsciiDigit(text[end - 1]) && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))))
        {
            end++;
        }

        return end;
    }

    /// <summary>Lower case without accents.</summary>
    /// <returns>The length; -1 when the word is too long to be on a list or is no valid text.</returns>
    public static int Fold(ReadOnlySpan<char> word, Span<char> target)
    {
        if (word.Length > target.Length)
        {
            return -1;
        }

        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] > 0x7E)
            {
                return FoldAccents(word, target);
            }

            target[i] = char.ToLowerInvariant(word[i]);
        }

        return word.Length;
    }

    private static int FoldAccents(ReadOnlySpan<char> word, Span<char> target)
    {
        foreach (var c in word)
        {
            if (char.IsSurrogate(c) || c >= 0xFFFE)
            {
                return -1;
            }
        }

        var length = 0;
        foreach (var c in word.ToString().Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            if (length == target.Length)
            {
                return -1;
            }

            target[length++] = char.ToLowerInvariant(c);
        }

        return length;
    }

    /// <summary>
    /// The word with every number as <c>@</c> (up to two digits before the point) or, when wide, as <c>@@</c> (up to four); at most three
    /// digits behind the point.
    /// </summary>
    /// <returns>The length; -1 when there is no number, or one that is too long.</returns>
    public static int Pattern(ReadOnlySpan<char> folded, bool isWide, Span<char> target)
    {
        var length = 0;
        var hasNumber = false;
        for (var at = 0; at < folded.Length;)
        {
            if (!char.IsAsciiDigit(folded[at]))
            {
                if (length == target.Length)
                {
                    return -1;
                }

                target[length++] = folded[at++];
                continue;
            }

            var start = at;
            at = EndOfDigits(folded, at);
            var whole = at - start;
            var fraction = 0;
            if (at < folded.Length && folded[at] == '.')
            {
                start = ++at;
                at = EndOfDigits(folded, at);
                fraction = at - start;
            }

            if (whole > (isWide ? 4 : 2) || fraction > 3 || length + 2 > target.Length)
            {
                return -1;
            }

            hasNumber = true;
            target[length++] = '@';
            if (isWide)
            {
                target[length++] = '@';
            }
        }

        return hasNumber ? length : -1;
    }

    private static int EndOfDigits(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }
}
