using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>
/// Turns a regular expression of Java, which scripts are written in, into one of .NET that accepts the same texts. What
/// has no equal is refused (section 6.7).
/// </summary>
public sealed class JavaPattern
{
    private const int MaximumLength = 10_000;

    /// <summary>What a dot matches in Java: anything but its five line ends.</summary>
    private const string Dot = @"[^\n\r\u0085\u2028\u2029]";

    private static readonly SearchValues<char> s_bounds = SearchValues.Create("0123456789,");

    private readonly string _pattern;
    private readonly StringBuilder _result = new();
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly bool _dotMatchesAll;
    private int _groups;
    private int _at;
    private string? _problem;

    private JavaPattern(string pattern)
    {
        _pattern = pattern;
        _dotMatchesAll = HasDotAllFlag(pattern);
    }

    /// <summary>Translates and creates an expression.</summary>
    /// <param name="pattern">The pattern as written.</param>
    /// <param name="whole">True when it must match a text from end to end.</param>
    /// <param name="timeout">The longest time of one match.</param>
    /// <param name="regex">The expression; null when there is a problem.</param>
    /// <returns>Null, or what is wrong; holds no value.</returns>
    public static string? TryCreate(string pattern, bool whole, TimeSpan timeout, out Regex? regex)
    {
        regex = null;
        if (pattern.Length > MaximumLength)
        {
            return "it is too long.";
        }

        var translator = new JavaPattern(pattern);
        translator.Translate();
        if (translator._problem is not null)
        {
            return translator._problem;
        }

        var body = translator._result.ToString();
        try
        {
            // By itself first: a bracket too many would close the group around it and free the ends of the text.
            var free = new Regex(body, RegexOptions.CultureInvariant, timeout);
            regex = whole ? new Regex($@"\A(?:{body})\z", RegexOptions.CultureInvariant, timeout) : free;
            return null;
        }
        catch (ArgumentException)
        {
            return "it is not well formed.";
        }
    }

    private void Translate()
    {
        while (_at < _pattern.Length && _problem is null)
        {
            var c = _pattern[_at];
            switch (c)
            {
                case '\\':
                    Escape(inClass: false);
                    break;
                case '[':
                    Class();
                    break;
                case '(':
                    Group();
                    break;
                case '.':
                    _result.Append(_dotMatchesAll ? "." : Dot);
                    _at++;
                    break;
                case '*' or '+' or '?' or '}':
                    _result.Append(c);
                    _at++;
                    if (_at < _pattern.Length && _pattern[_at] == '+' && (c != '}' || IsQuantifierEnd()))
                    {
                        _problem = "possessive quantifiers are not supported.";
                    }
                    else if (_at < _pattern.Length && _pattern[_at] == '?' && (c != '}' || IsQuantifierEnd()))
                    {
                        _result.Append('?');
                        _at++;
                    }

                    break;
                default:
                    _result.Append(c);
                    _at++;
                    break;
            }
        }
    }

    /// <summary>True when the brace just read ends <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>.</summary>
    private bool IsQuantifierEnd()
    {
        var open = _pattern.LastIndexOf('{', _at - 1);
        return open >= 0 && open < _at - 1 && _pattern.AsSpan(open + 1, _at - open - 2).IndexOfAnyExcept(s_bounds) < 0;
    }

    private void Escape(bool inClass)
    {
        if (_at + 1 >= _pattern.Length)
        {
            _problem = "it ends in a backslash.";
            return;
        }

        var c = _pattern[_at + 1];
        _at += 2;
        switch (c)
        {
            case 'd' or 'D' or 'w' or 'W' or 's' or 'S' or 'h' or 'H':
                _result.Append(Shorthand(c, inClass));
                break;
            case 'v' or 'V' or 'R' or 'X' or 'N' or 'G':
                _problem = $"\\{c} is not supported.";
                break;
            case 'Q':
                Quote();
                break;
            case 'p' or 'P':
                Property(c == 'P', inClass);
                break;
            case '0':
                Octal();
                break;
            case 'x' when _at < _pattern.Length && _pattern[_at] == '{':
                LongHex();
                break;
            case 'k' when !inClass:
                NamedReference();
                break;
            case >= '1' and <= '9' when !inClass:
                if (c - '0' > _groups)
                {
                    _problem = "it refers to a group that does not exist.";
                }

                _result.Append(CultureInfo.InvariantCulture, $@"(?:\{c})");
                break;
            default:
                _result.Append('\\').Append(c);
                break;
        }
    }

    private static string Shorthand(char c, bool inClass) => (c, inClass) switch
    {
        ('d', true) => "0-9",
        ('d', false) => "[0-9]",
        ('D', true) => @"\x00-/:-\uFFFF",
        ('D', false) => "[^0-9]",
        ('w', true) => "a-zA-Z0-9_",
        ('w', false) => "[a-zA-Z0-9_]",
        ('W', true) => @"\x00-/:-@\[-\^`{-\uFFFF",
        ('W', false) => "[^a-zA-Z0-9_]",
        ('s', true) => @"\ \t\n\x0B\f\r",
        ('s', false) => @"[ \t\n\x0B\f\r]",
        ('S', true) => @"\x00-\x08\x0E-\x1F!-\uFFFF",
        ('S', false) => @"[^ \t\n\x0B\f\r]",
        ('h', true) => @"\ \t\u00A0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000",
        ('h', false) => @"[ \t\u00A0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000]",
        (_, true) => @"\x00-\x08\n-\x1F!-\x9F\u00A1-\u167F\u1681-\u180D\u180F-\u1FFF\u200B-\u202E\u2030-\u205E\u2060-\u2FFF\u3001-\uFFFF",
        _ => @"[^ \t\u00A0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000]",
    };

    private void Quote()
    {
        var end = _pattern.IndexOf("\\E", _at, StringComparison.Ordinal);
        var text = end < 0 ? _pattern[_at..] : _pattern[_at..end];
        foreach (var c in text)
        {
            _result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
        }

        _at = end < 0 ? _pattern.Length : end + 2;
    }

    private void Property(bool negated, bool inClass)
    {
        var name = string.Empty;
        if (_at < _pattern.Length && _pattern[_at] == '{')
        {
            var end = _pattern.IndexOf('}', _at);
            name = end < 0 ? string.Empty : _pattern[(_at + 1)..end];
            _at = end < 0 ? _pattern.Length : end + 1;
        }
        else if (_at < _pattern.Length)
        {
            name = _pattern[_at++].ToString();
        }

        var ascii = AsciiClass(name);
        if (ascii is not null && !(negated && inClass))
        {
            _result.Append(inClass ? ascii : negated ? $"[^{ascii}]" : $"[{ascii}]");
            return;
        }

        var category = name.StartsWith("Is", StringComparison.Ordinal) && name.Length <= 4 ? name[2..] : name;
        if (ascii is not null || category.Length is 0 or > 2)
        {
            _problem = "this character property is not supported.";
            return;
        }

        _result.Append(negated ? @"\P{" : @"\p{").Append(category).Append('}');
    }

    /// <summary>Java's POSIX classes are ASCII only.</summary>
    private static string? AsciiClass(string name) => name switch
    {
        "Lower" => "a-z",
        "Upper" => "A-Z",
        "ASCII" => @"\x00-\x7F",
        "Alpha" => "a-zA-Z",
        "Digit" => "0-9",
        "Alnum" => "a-zA-Z0-9",
        "Punct" => @"!-/:-@\[-`{-~",
        "Graph" => "!-~",
        "Print" => @"\ -~",
        "Blank" => @"\ \t",
        "Cntrl" => @"\x00-\x1F\x7F",
        "XDigit" => "0-9a-fA-F",
        "Space" => @"\ \t\n\x0B\f\r",
        _ => null,
    };

    private void Octal()
    {
        var value = 0;
        var count = 0;
        while (count < 3 && _at < _pattern.Length && _pattern[_at] is >= '0' and <= '7' && value * 8 <= 0xFF)
        {
            value = (value * 8) + _pattern[_at++] - '0';
            count++;
        }

        if (count == 0)
        {
            _problem = "an octal escape has no digits.";
        }

        _result.Append(CultureInfo.InvariantCulture, $"\\u{value:X4}");
    }

    private void LongHex()
    {
        var end = _pattern.IndexOf('}', _at);
        if (end < 0 || !ushort.TryParse(_pattern.AsSpan(_at + 1, end - _at - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            _problem = "this hexadecimal escape is not supported.";
            return;
        }

        _result.Append(CultureInfo.InvariantCulture, $"\\u{value:X4}");
        _at = end + 1;
    }

    private void NamedReference()
    {
        var end = _pattern.IndexOf('>', _at);
        if (_at >= _pattern.Length || _pattern[_at] != '<' || end < 0 || !_names.TryGetValue(_pattern[(_at + 1)..end], out var number))
        {
            _problem = "it refers to a group that does not exist.";
            return;
        }

        _result.Append(CultureInfo.InvariantCulture, $@"(?:\{number})");
        _at = end + 1;
    }

    /// <summary>Named groups become numbered ones: Java numbers all groups in order, .NET puts named ones last.</summary>
    private void Group()
    {
        if (_at + 1 >= _pattern.Length || _pattern[_at + 1] != '?')
        {
            _groups++;
            _result.Append('(');
            _at++;
            return;
        }

        var rest = _pattern.AsSpan(_at + 2);
        if (rest.StartsWith("<") && !rest.StartsWith("<=") && !rest.StartsWith("<!"))
        {
            var end = _pattern.IndexOf('>', _at);
            var name = end < 0 ? string.Empty : _pattern[(_at + 3)..end];
            if (name.Length == 0 || !char.IsAsciiLetter(name[0]) || !name.All(char.IsAsciiLetterOrDigit) || !_names.TryAdd(name, _groups + 1))
            {
                _problem = "a group name is not sound.";
                return;
            }

            _groups++;
            _result.Append('(');
            _at = end + 1;
            return;
        }

        if (rest.StartsWith(":") || rest.StartsWith("=") || rest.StartsWith("!") || rest.StartsWith(">") || rest.StartsWith("<"))
        {
            var length = rest[0] == '<' ? 4 : 3;
            _result.Append(_pattern, _at, length);
            _at += length;
            return;
        }

        var flags = rest.IndexOfAnyExcept("imsx-");
        if (flags <= 0 || rest[flags] is not (')' or ':'))
        {
            _problem = "this kind of group or flag is not supported.";
            return;
        }

        _result.Append(_pattern, _at, flags + 3);
        _at += flags + 3;
    }

    private void Class()
    {
        _result.Append('[');
        _at++;
        if (_at < _pattern.Length && _pattern[_at] == '^')
        {
            _result.Append('^');
            _at++;
        }

        var isFirst = true;
        while (_at < _pattern.Length && _problem is null)
        {
            var c = _pattern[_at];
            if (c == ']' && !isFirst)
            {
                _result.Append(']');
                _at++;
                return;
            }

            isFirst = false;
            switch (c)
            {
                case '\\':
                    Escape(inClass: true);
                    break;
                case '[':
                    _problem = "a class inside a class is not supported.";
                    break;
                case '&' when _at + 1 < _pattern.Length && _pattern[_at + 1] == '&':
                    _problem = "the intersection && of classes is not supported.";
                    break;
                case ']':
                    _result.Append(@"\]");
                    _at++;
                    break;
                default:
                    _result.Append(c);
                    _at++;
                    break;
            }
        }

        _problem ??= "a class is not closed.";
    }

    private static bool HasDotAllFlag(string pattern)
    {
        for (var at = pattern.IndexOf("(?", StringComparison.Ordinal); at >= 0; at = pattern.IndexOf("(?", at + 2, StringComparison.Ordinal))
        {
            var flags = pattern.AsSpan(at + 2);
            var length = flags.IndexOfAnyExcept("imsx-");
            var on = length > 0 ? flags[..length] : default;
            var minus = on.IndexOf('-');
            if ((minus < 0 ? on : on[..minus]).Contains('s'))
            {
                return true;
            }
        }

        return false;
    }
}
