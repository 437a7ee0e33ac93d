using System.Buffers;

namespace DeidPS.Dicom;

/// <summary>
/// Encodes a value with one byte sets and code extensions. After an escape sequence only the set it names and the initial G0 are used, and a set is
/// named anew after each return to G0: more escape sequences than strictly needed, but readers that track one set at a time understand them.
/// </summary>
internal sealed class Iso2022Encoder(CodeExtensions sets, TextDelimiters delimiters)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private CodeElement _g0 = sets.InitialG0;

    // What bytes 80-FF mean; and whether a reader that forgets G1 at a G0 escape sequence still knows it.
    private CodeElement? _g1 = sets.InitialG1;
    private bool _g1IsFresh = sets.InitialG1 is { Width: 1 };

    /// <summary>Encodes the text; false when a character is in none of the declared sets.</summary>
    public bool TryEncode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        foreach (var character in text)
        {
            if (delimiters.Contains(character))
            {
                ReturnToInitial();
                Write((byte)character);
            }
            else if (!TryWrite(character))
            {
                bytes = [];
                return false;
            }
        }

        ReturnToInitial();
        bytes = _bytes.WrittenSpan.ToArray();
        return true;
    }

    private bool TryWrite(char character)
    {
        if (sets.InitialG0.TryEncode(character, out var code) && !delimiters.Contains(code))
        {
            ReturnG0();
            Write((byte)code);
            return true;
        }

        // The sets in use first, then the declared ones in their order.
        if (TryWrite(character, _g0) || (_g1IsFresh && TryWrite(character, _g1!)))
        {
            return true;
        }

        foreach (var element in sets.Declared)
        {
            if (TryWrite(character, element))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryWrite(char character, CodeElement element)
    {
        // The yen sign of ISO-IR 14 would be read as a delimiter.
        if (!element.TryEncode(character, out var code) || delimiters.Contains(code))
        {
            return false;
        }

        Designate(element);
        if (element.Width == 2)
        {
            Write((byte)(code >> 8));
        }

        Write((byte)code);
        return true;
    }

    private void Designate(CodeElement element)
    {
        if (!element.IsG1)
        {
            if (_g0 != element)
            {
                _g0 = element;
                _g1IsFresh = false;
                _bytes.Write(element.Escape);
            }

            return;
        }

        ReturnG0();
        if (_g1 != element || !_g1IsFresh)
        {
            _g1 = element;
            _g1IsFresh = true;
            _bytes.Write(element.Escape);
        }
    }

    private void ReturnG0()
    {
        if (_g0 != sets.InitialG0)
        {
            Designate(sets.InitialG0);
        }
    }

    // PS3.5 6.1.2.5.3: before a delimiter and at the end the set of the first term is active.
    private void ReturnToInitial()
    {
        ReturnG0();
        if (sets.InitialG1 is { } initial && _g1 != initial)
        {
            _bytes.Write(initial.Escape);
        }

        _g1 = sets.InitialG1;
        _g1IsFresh = sets.InitialG1 is { Width: 1 };
    }

    private void Write(byte code)
    {
        _bytes.GetSpan(1)[0] = code;
        _bytes.Advance(1);
    }
}
