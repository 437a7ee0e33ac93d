namespace DeidPS.Dicom;

/// <summary>Decodes a value of one byte sets and code extensions: which element is active depends on the bytes before (PS3.5 6.1.2.5).</summary>
internal ref struct Iso2022Decoder
{
    private readonly CodeExtensions _sets;
    private readonly TextDelimiters _delimiters;
    private readonly ReadOnlySpan<byte> _bytes;
    private CodeElement _g0;
    private CodeElement? _g1;
    private CodeElement? _lastG1;
    private int _position;

    /// <summary>Starts at the first byte in the initial state.</summary>
    public Iso2022Decoder(CodeExtensions sets, TextDelimiters delimiters, ReadOnlySpan<byte> bytes)
    {
        _sets = sets;
        _delimiters = delimiters;
        _bytes = bytes;
        _g0 = sets.InitialG0;
        _g1 = sets.InitialG1;
    }

    /// <summary>True when a byte had no meaning or an escape sequence was not declared.</summary>
    public bool IsLossy { get; private set; }

    /// <summary>Decodes everything.</summary>
    /// <param name="text">Receives the characters: at least as long as the bytes.</param>
    /// <returns>The number of characters.</returns>
    public int Decode(scoped Span<char> text)
    {
        var length = 0;
        while (_position < _bytes.Length)
        {
            var code = _bytes[_position];
            if (code == 0x1B)
            {
                if (!TakeEscape())
                {
                    _position++;
                    text[length++] = Lost();
                }
            }
            else if (code < 0x80 && _delimiters.Contains(code) && !IsHalfOfPair())
            {
                text[length++] = TakeDelimiter(code);
            }
            else if (code == 0x20)
            {
                _position++;
                text[length++] = ' ';
            }
            else
            {
                text[length++] = Take(code < 0x80 ? _g0 : _g1);
            }
        }

        return length;
    }

    private char TakeDelimiter(byte code)
    {
        // At every delimiter the first set is active again, said or unsaid. The byte 5C is a delimiter whatever its picture in ISO-IR 14.
        _g0 = _sets.InitialG0;
        _g1 = _sets.InitialG1;
        _position++;
        return (char)code;
    }

    // In a two-byte set the codes of "=", "\" and "^" are halves of characters, unless what follows cannot be the other half.
    private readonly bool IsHalfOfPair() => _g0.Width == 2 && _bytes[_position] > 0x20
        && _position + 1 < _bytes.Length && IsSecond(_bytes[_position + 1], isG1: false);

    private char Take(CodeElement? element)
    {
        var first = _bytes[_position++];
        if (element is null)
        {
            // Writers that name their set once and not again after each delimiter mean the same set.
            IsLossy = true;
            element = _lastG1;
        }

        if (element is null)
        {
            return Lost();
        }

        char character;
        if (element.Width == 1)
        {
            character = element.Decode(first);
        }
        else if (_position < _bytes.Length && IsSecond(_bytes[_position], element.IsG1))
        {
            character = element.Decode(first, _bytes[_position++]);
        }
        else
        {
            character = CodeElement.Unmapped;
        }

        return character == CodeElement.Unmapped ? Lost() : character;
    }

    // A cut-off pair must not swallow the delimiter or escape sequence after it.
    private static bool IsSecond(byte code, bool isG1) => isG1 ? code is >= 0xA1 and <= 0xFE : code is >= 0x21 and <= 0x7E;

    private bool TakeEscape()
    {
        foreach (var element in CodeElements.All)
        {
            if (_bytes[_position..].StartsWith(element.Escape))
            {
                _position += element.Escape.Length;
                IsLossy |= !_sets.Declares(element);
                if (element.IsG1)
                {
                    _g1 = _lastG1 = element;
                }
                else
                {
                    _g0 = element;
                }

                return true;
            }
        }

        return false;
    }

    private char Lost()
    {
        IsLossy = true;
        return CodeElement.Unmapped;
    }
}
