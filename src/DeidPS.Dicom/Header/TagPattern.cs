using System.Globalization;
using System.IO.Enumeration;

namespace DeidPS.Dicom;

/// <summary>One step of a <see cref="TagSelector"/>: which element, and of a sequence which item.</summary>
internal sealed class TagPattern
{
    private readonly uint _mask;
    private readonly uint _value;
    private readonly string? _creator;
    private readonly string? _keyword;
    private readonly int? _item;

    private TagPattern(uint mask, uint value, string? creator, string? keyword, int? item)
    {
        _mask = mask;
        _value = value;
        _creator = creator;
        _keyword = keyword;
        _item = item;
    }

    /// <summary>Reads one step.</summary>
    /// <param name="text">The step.</param>
    /// <param name="whole">The whole selector, for the error.</param>
    public static TagPattern Parse(string text, string whole)
    {
        var (element, item) = SplitItem(text.Trim(), whole);
        if (TryParseNumber(element, out var mask, out var value))
        {
            return new TagPattern(mask, value, null, null, item);
        }

        if (element.Contains('{', StringComparison.Ordinal))
        {
            return ParsePrivate(element, item, whole);
        }

        if (element.AsSpan().IndexOfAny('*', '?') >= 0)
        {
            return new TagPattern(0, 0, null, element, item);
        }

        var entry = element.Length > 0 ? DicomDictionary.FindKeyword(element) : null;
        return entry is null
            ? throw new TagSelectorException($"'{whole}' names no element: '{element}' is neither a keyword of the dictionary nor a tag.")
            : new TagPattern(entry.Mask, entry.Tag.Value, null, null, item);
    }

    public bool MatchesItem(int item) => _item is null || _item == item;

    public bool Matches(DicomElement element)
    {
        if (_keyword is not null)
        {
            return MatchesKeyword(element);
        }

        return (element.Tag.Value & _mask) == _value
            && (_creator is null || (!element.Tag.IsPrivateCreator && element.Tag.IsPrivate
                && string.Equals(element.Dataset?.CreatorOf(element.Tag), _creator, StringComparison.OrdinalIgnoreCase)));
    }

    private static TagPattern ParsePrivate(string element, int? item, string whole)
    {
        var open = element.IndexOf('{', StringComparison.Ordinal);
        var close = element.LastIndexOf('}');
        var digits = close > open ? element[..open].Trim('(', ',', ' ') + "xx" + element[(close + 1)..].Trim(')', ' ') : string.Empty;
        return TryParseNumber(digits, out var mask, out var value) && (value & 0x10000) != 0
            ? new TagPattern(mask, value, element[(open + 1)..close].Trim(), null, item)
            : throw new TagSelectorException($"'{whole}' is not a private element: expected (gggg,{{creator}}ee) with an odd group.");
    }

    private static (string Element, int? Item) SplitItem(string text, string whole)
    {
        if (!text.EndsWith(']') || text.LastIndexOf('[') is not (>= 0 and var open))
        {
            return (text, null);
        }

        var number = text[(open + 1)..^1].Trim();
        if (number == "*")
        {
            return (text[..open].Trim(), null);
        }

        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var item)
            ? (text[..open].Trim(), item)
            : throw new TagSelectorException($"'{whole}' has an item number that is neither * nor a number from 0.");
    }

    /// <summary>Reads <c>(gggg,eeee)</c>, <c>gggg,eeee</c> or <c>ggggeeee</c>; an <c>x</c> stands for any digit.</summary>
    private static bool TryParseNumber(string text, out uint mask, out uint value)
    {
        mask = value = 0;
        var digits = text.StartsWith('(') && text.EndsWith(')') ? text[1..^1] : text;
        if (digits.IndexOf(',', StringComparison.Ordinal) is >= 0 and var comma)
        {
            digits = digits[..comma].Trim().Length == 4 ? digits[..comma].Trim() + digits[(comma + 1)..].Trim() : string.Empty;
        }

        if (digits.Length != 8)
        {
            return false;
        }

        foreach (var digit in digits)
        {
            mask <<= 4;
            value <<= 4;
            if (digit is 'x' or 'X')
            {
                continue;
            }

            if (!char.IsAsciiHexDigit(digit))
            {
                return false;
            }

            mask |= 0xF;
            value |= (uint)Convert.ToInt32(digit.ToString(), 16);
        }

        return true;
    }

    private bool MatchesKeyword(DicomElement element)
    {
        var tag = element.Tag;
        if (!tag.IsPrivate)
        {
            return DicomDictionary.Find(tag) is { } entry && FileSystemName.MatchesSimpleExpression(_keyword, entry.Keyword, ignoreCase: true);
        }

        // Private elements have no keyword; the vendor's name is the next best thing.
        var name = !tag.IsPrivateCreator && element.Dataset?.CreatorOf(tag) is { } creator ? DicomDictionary.FindPrivate(creator, tag)?.Name : null;
        return FileSystemName.MatchesSimpleExpression(_keyword, name ?? string.Empty, ignoreCase: true);
    }
}
