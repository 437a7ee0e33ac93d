using System.Collections.Frozen;
using System.Text;

namespace DeidPS.Deid.DicomEdit.Syntax;

/// <summary>Cuts a prepared script into tokens. What no token accepts is reported, never silently dropped.</summary>
internal sealed class Lexer
{
    private static readonly FrozenDictionary<string, TokenKind> s_keywords = new Dictionary<string, TokenKind>(StringComparer.Ordinal)
    {
        ["if"] = TokenKind.If,
        ["elseif"] = TokenKind.ElseIf,
        ["else"] = TokenKind.Else,
        ["describe"] = TokenKind.Describe,
        ["hidden"] = TokenKind.Hidden,
        ["const"] = TokenKind.Const,
        ["immutable"] = TokenKind.Immutable,
        ["export"] = TokenKind.Export,
        ["echo"] = TokenKind.Echo,
        ["removeAllPrivateTags"] = TokenKind.RemoveAllPrivateTags,
        ["version"] = TokenKind.Version,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly string _text;
    private readonly DiagnosticBag _diagnostics;
    private readonly List<Token> _tokens = [];
    private int _at;

    private Lexer(string text, DiagnosticBag diagnostics)
    {
        _text = text;
        _diagnostics = diagnostics;
    }

    public static List<Token> Read(string text, DiagnosticBag diagnostics)
    {
        var lexer = new Lexer(text, diagnostics);
        while (lexer._at < text.Length && !diagnostics.IsFull)
        {
            lexer.Next();
        }

        lexer.Add(TokenKind.End, text.Length, text.Length);
        return lexer._tokens;
    }

    private void Next()
    {
        var c = _text[_at];
        if (c is ' ' or '\t')
        {
            _at++;
        }
        else if (c == '\n')
        {
            Sign(TokenKind.NewLine, 1);
        }
        else if (char.IsAsciiLetter(c) || c == '_')
        {
            Name();
        }
        else if (char.IsAsciiDigit(c) || (c == '-' && StartsNegativeNumber()))
        {
            Number();
        }
        else if (c == '"')
        {
            Text();
        }
        else if (c == '(' && TagScanner.LooksLikeTag(_text, _at))
        {
            Tag();
        }
        else if (!Operator(c))
        {
            Unknown(c);
        }
    }

    private bool Operator(char c)
    {
        var next = _at + 1 < _text.Length ? _text[_at + 1] : '\0';
        var (kind, length) = (c, next) switch
        {
            (':', '=') => (TokenKind.Assign, 2),
            ('?', '=') => (TokenKind.AssignIfPresent, 2),
            ('!', '=') => (TokenKind.NotEqual, 2),
            ('!', '~') => (TokenKind.NotMatches, 2),
            (':', _) => (TokenKind.Colon, 1),
            ('?', _) => (TokenKind.Question, 1),
            ('-', _) => (TokenKind.Minus, 1),
            ('=', _) => (TokenKind.Equal, 1),
            ('~', _) => (TokenKind.Matches, 1),
            (',', _) => (TokenKind.Comma, 1),
            ('/', _) => (TokenKind.Slash, 1),
            ('(', _) => (TokenKind.OpenParenthesis, 1),
            (')', _) => (TokenKind.CloseParenthesis, 1),
            ('[', _) => (TokenKind.OpenBracket, 1),
            (']', _) => (TokenKind.CloseBracket, 1),
            ('{', _) => (TokenKind.OpenBrace, 1),
            ('}', _) => (TokenKind.CloseBrace, 1),
            ('%', _) => (TokenKind.Percent, 1),
            ('*', _) => (TokenKind.Star, 1),
            ('+', _) => (TokenKind.Plus, 1),
            ('.', _) => (TokenKind.Dot, 1),
            _ => (TokenKind.Broken, 0),
        };
        if (length == 0)
        {
            return false;
        }

        Sign(kind, length);
        return true;
    }

    private void Name()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }

        var name = _text[start.._at];
        if (name is "x" or "X")
        {
            _diagnostics.Error(ScriptDiagnosticIds.SyntaxError, start, "A single x is a wildcard digit and cannot be a name.", "Choose a longer name.");
            Add(TokenKind.Broken, start, _at);
            return;
        }

        _tokens.Add(new Token(s_keywords.GetValueOrDefault(name, TokenKind.Name), start, _at, name));
    }

    private bool StartsNegativeNumber()
    {
        if (_at + 1 >= _text.Length || !char.IsAsciiDigit(_text[_at + 1]))
        {
            return false;
        }

        return _text[_at + 1] != '0' || (_at + 3 < _text.Length && _text[_at + 2] == '.' && char.IsAsciiDigit(_text[_at + 3]));
    }

    private void Number()
    {
        var start = _at;
        if (_text[_at] == '-')
        {
            _at++;
        }

        var first = _at;
        SkipDigits();
        if (_text[first] == '0' && _at - first > 1)
        {
            _diagnostics.Error(ScriptDiagnosticIds.InvalidNumber, start, "A number does not start with a zero.", "Put it in double quotes to keep the zeros.");
            Add(TokenKind.Broken, start, _at);
            return;
        }

        if (_at + 1 < _text.Length && _text[_at] == '.' && char.IsAsciiDigit(_text[_at + 1]))
        {
            _at++;
            SkipDigits();
        }

        _tokens.Add(new Token(TokenKind.Number, start, _at, _text[start.._at]));
    }

    private void SkipDigits()
    {
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }
    }

    private void Text()
    {
        var start = _at++;
        var value = new StringBuilder();
        while (_text[_at] is not '"' and not '\n')
        {
            if (_text[_at] != '\\')
            {
                value.Append(_text[_at++]);
            }
            else
            {
                Escape(value);
            }
        }

        if (_text[_at] == '\n')
        {
            _diagnostics.Error(ScriptDiagnosticIds.UnterminatedString, start, "The text has no closing double quote on its line.", "Close it with a double quote.");
            Add(TokenKind.Broken, start, _at);
            return;
        }

        _at++;
        _tokens.Add(new Token(TokenKind.Text, start, _at, value.ToString()));
    }

    /// <summary>Only a doubled backslash changes; other escapes are kept as typed, a regular expression understands them.</summary>
    private void Escape(StringBuilder value)
    {
        var next = _text[_at + 1];
        var length = next switch
        {
            '\\' or 'n' or 'r' or 't' or 'b' or 'f' or '(' or ')' => 2,
            >= '0' and <= '7' when IsOctal(_at + 2) && IsOctal(_at + 3) => 4,
            _ => 0,
        };
        if (length == 0)
        {
            var remedy = next == '"'
                ? "A double quote cannot be written inside a text; DicomEdit took it up to 6.3 only."
                : "Double the backslash.";
            _diagnostics.Error(ScriptDiagnosticIds.InvalidEscape, _at, "This backslash starts no escape that a text may hold.", remedy);
            value.Append('\\');
            _at++;
            return;
        }

        value.Append(next == '\\' ? "\\" : _text.AsSpan(_at, length));
        _at += length;
    }

    private bool IsOctal(int index) => index < _text.Length && _text[index] is >= '0' and <= '7';

    private void Tag()
    {
        var start = _at;
        var problem = TagScanner.Read(_text, start, out var pattern, out var end);
        if (problem is null)
        {
            _at = end;
            _tokens.Add(new Token(TokenKind.Tag, start, end, string.Empty, pattern));
            return;
        }

        _diagnostics.Error(ScriptDiagnosticIds.InvalidTag, start, problem, "Tags are written (gggg,eeee) or (gggg,{CREATOR}ee).");
        var lineEnd = _text.IndexOf('\n', start);
        var close = _text.IndexOf(')', start, lineEnd - start);
        _at = Math.Max(end, close < 0 ? start + 5 : close + 1);
        _at = Math.Min(_at, lineEnd);
        Add(TokenKind.Broken, start, _at);
    }

    private void Unknown(char c)
    {
        var start = _at++;
        switch (c)
        {
            case ';':
                _diagnostics.Warning(ScriptDiagnosticIds.Semicolon, start, "A semicolon has no meaning and is ignored.", "Remove it.");
                return;
            case '\uFEFF':
                return;
            case '#':
                _diagnostics.Error(ScriptDiagnosticIds.HashComment, start, "# does not start a comment.", "Use // for a comment.");
                _at = _text.IndexOf('\n', start);
                break;
            case '\'' or '\u2018' or '\u2019' or '\u201C' or '\u201D' or '\u201E' or '\u00AB' or '\u00BB' or '`':
                _diagnostics.Error(ScriptDiagnosticIds.WrongQuotes, start, "Text stands in double quotes only.", "Use double quotes, \"like this\".");
                SkipQuoted();
                break;
            default:
                _diagnostics.Error(
                    ScriptDiagnosticIds.UnknownCharacter,
                    start,
                    FormattableString.Invariant($"The character U+{(int)c:X4} has no place here."),
                    c == '\\' ? "A backslash joins lines only when it is the very last character of its line." : "Remove it.");
                break;
        }

        Add(TokenKind.Broken, start, _at);
    }

    private void SkipQuoted()
    {
        var end = _text.IndexOfAny(['\n', '\'', '\u2018', '\u2019', '\u201C', '\u201D', '`', '\u00BB'], _at);
        if (end >= 0 && _text[end] != '\n')
        {
            _at = end + 1;
        }
    }

    private void Sign(TokenKind kind, int length)
    {
        Add(kind, _at, _at + length);
        _at += length;
    }

    private void Add(TokenKind kind, int start, int end) => _tokens.Add(new Token(kind, start, end, string.Empty));
}
