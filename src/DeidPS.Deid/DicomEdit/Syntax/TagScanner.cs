using DeidPS.Deid.DicomEdit.Paths;

namespace DeidPS.Deid.DicomEdit.Syntax;

/// <summary>Reads one tag: <c>(gggg,eeee)</c> with wildcard digits, or <c>(gggg,{creator}ee)</c>.</summary>
internal static class TagScanner
{
    /// <summary>True when the bracket at <paramref name="start"/> opens a tag: four digits, blanks and a comma follow.</summary>
    public static bool LooksLikeTag(string text, int start)
    {
        if (start + 5 >= text.Length)
        {
            return false;
        }

        for (var i = 1; i <= 4; i++)
        {
            if (!IsDigit(text[start + i]))
            {
                return false;
            }
        }

        var next = SkipBlanks(text, start + 5);
        return next < text.Length && text[next] == ',';
    }

    /// <summary>Reads the tag whose bracket stands at <paramref name="start"/>.</summary>
    /// <returns>Null and the index after it, or what is wrong.</returns>
    public static string? Read(string text, int start, out TagPattern pattern, out int end)
    {
        pattern = default;
        uint mask = 0;
        uint value = 0;
        for (var i = 1; i <= 4; i++)
        {
            Append(text[start + i], ref mask, ref value);
        }

        var at = SkipBlanks(text, SkipBlanks(text, start + 5) + 1);
        end = at;
        var lastGroupDigit = text[start + 4];
        if (lastGroupDigit is 'X' or 'x')
        {
            return "The last digit of the group decides whether the tag is public or private and cannot be X; write @ (even) or # (odd).";
        }

        var isPrivate = (value & 1) != 0;
        string? creator = null;
        var count = 4;
        if (at < text.Length && text[at] == '{')
        {
            var close = text.IndexOfAny(['}', '\n'], at);
            if (close < 0 || text[close] != '}')
            {
                return "The private creator has no closing brace.";
            }

            creator = text[(at + 1)..close].TrimEnd(' ');
            at = close + 1;
            count = 2;
            // The block byte of a private tag is never compared.
            mask <<= 8;
            value <<= 8;
            if (creator.Length == 0)
            {
                end = at;
                return "The private creator is empty.";
            }
        }

        for (var i = 0; i < count; i++, at++)
        {
            end = at;
            if (at >= text.Length || !IsDigit(text[at]))
            {
                return creator is null
                    ? "The element needs four digits: hexadecimal, X, @ or #."
                    : "After the private creator come two digits: hexadecimal, X, @ or #.";
            }

            Append(text[at], ref mask, ref value);
        }

        end = at;
        if (at >= text.Length || text[at] != ')')
        {
            return "The tag has no closing bracket directly after its last digit.";
        }

        end = at + 1;
        return Finish(isPrivate, creator, mask, value, out pattern);
    }

    private static string? Finish(bool isPrivate, string? creator, uint mask, uint value, out TagPattern pattern)
    {
        pattern = new TagPattern(mask, value, creator);
        if (isPrivate && creator is null)
        {
            return "A private tag is written with its creator, (gggg,{CREATOR}ee); numbers work in delete and set only.";
        }

        return !isPrivate && creator is not null ? "An even group has no private creator." : null;
    }

    private static void Append(char c, ref uint mask, ref uint value)
    {
        mask <<= 4;
        value <<= 4;
        switch (c)
        {
            case 'X' or 'x':
                break;
            case '@':
                mask |= 1;
                break;
            case '#':
                mask |= 1;
                value |= 1;
                break;
            default:
                mask |= 0xF;
                value |= (uint)Convert.ToInt32(c.ToString(), 16);
                break;
        }
    }

    private static bool IsDigit(char c) => char.IsAsciiHexDigit(c) || c is 'X' or 'x' or '@' or '#';

    private static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }

        return at;
    }
}
