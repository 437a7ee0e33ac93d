using System.Buffers;
using System.Text;

namespace DeidPS.Deid.Profile;

/// <summary>One walk over one text, in time proportional to its length: each word is looked at a bounded number of times.</summary>
internal ref struct DescriptorScan(WordSection all, WordSection? attribute, string text)
{
    private const string Mark = "***";

    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789.");

    /// <summary>Made at the first word that goes; until then the text is as it came.</summary>
    private StringBuilder? _output;

    /// <summary>Behind the last character that was decided.</summary>
    private int _done;

    private bool _lastWasMark;
    private bool _hasWord;

    /// <summary>The cleaned text; null when no word of it stays.</summary>
    public string? Run()
    {
        var at = NextWord(0);
        while (at < text.Length)
        {
            at = NextWord(Decide(at));
        }

        if (!_hasWord)
        {
            return null;
        }

        if (_output is null)
        {
            return text;
        }

        return _output.Append(text, _done, text.Length - _done).ToString();
    }

    private readonly int NextWord(int at)
    {
        while (at < text.Length && !WordScanner.IsWordCharacter(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>Decides over the word at an index, or over the phrase or row of numbers that begins there.</summary>
    /// <returns>The index behind what was decided.</returns>
    private int Decide(int start)
    {
        var end = WordScanner.EndOfWord(text, start);
        if (IsNumber(text.AsSpan(start, end - start)))
        {
            return DecideNumbers(start, end);
        }

        var known = Math.Max(EndOfPhrase(all, start, end), attribute is null ? 0 : EndOfPhrase(attribute, start, end));
        if (known > 0 && !IsPostcode(start, end))
        {
            _hasWord = true;
            Keep(known);
            return known;
        }

        Replace(start, end);
        return end;
    }

    /// <summary>The end of the longest phrase on the list that begins with a word; 0 when there is none.</summary>
    private readonly int EndOfPhrase(WordSection section, int start, int end)
    {
        Span<char> word = stackalloc char[WordListParser.MaximumLength];
        Span<char> pattern = stackalloc char[WordListParser.MaximumLength];
        var length = WordScanner.Fold(text.AsSpan(start, end - start), word);
        if (length <= 0)
        {
            return 0;
        }

        var folded = word[..length];
        var best = section.LongestFrom(folded) is var words and > 0 ? EndOfWords(section, folded, words, end) : 0;
        for (var wide = 0; best == 0 && wide < 2; wide++)
        {
            best = WordScanner.Pattern(folded, wide == 1, pattern) is var size and > 0 && section.Contains(pattern[..size]) ? end : 0;
        }

        return best;
    }

    private readonly int EndOfWords(WordSection section, ReadOnlySpan<char> first, int words, int end)
    {
        var best = section.Contains(first) ? end : 0;
        if (words == 1)
        {
            return best;
        }

        Span<char> phrase = stackalloc char[WordListParser.MaximumWords * (WordListParser.MaximumLength + 1)];
        first.CopyTo(phrase);
        var length = first.Length;
        for (var count = 1; count < words; count++)
        {
            // Words of a phrase are parted by a few signs at most, so that a text of signs costs no more than its length.
            var next = end;
            while (next < text.Length && next - end < 4 && !WordScanner.IsWordCharacter(text[next]))
            {
                next++;
            }

            if (next == text.Length || !WordScanner.IsWordCharacter(text[next]))
            {
                break;
            }

            // A word longer than a list can hold ends the search before its own end is looked for.
            end = WordScanner.EndOfWord(text.AsSpan(0, Math.Min(text.Length, next + WordListParser.MaximumLength + 1)), next);
            phrase[length++] = ' ';
            var added = WordScanner.Fold(text.AsSpan(next, end - next), phrase.Slice(length, WordListParser.MaximumLength));
            if (added <= 0)
            {
                break;
            }

            length += added;
            if (section.Contains(phrase[..length]))
            {
                best = end;
            }
        }

        return best;
    }

    /// <summary>
    /// Numbers in a row. One alone stays when it is short; two stay when each is a single digit; more, or longer ones, can be a date, a
    /// telephone number or a record number.
    /// </summary>
    private int DecideNumbers(int start, int end)
    {
        var count = 1;
        var isShort = IsShort(text.AsSpan(start, end - start));
        var isDigits = end - start == 1;
        var last = end;
        while (true)
        {
            var next = last;
            while (next < text.Length && text[next] is ' ' or '-' or '/' or '.' or ',' or ':' or '_' or '(' or ')' or '+')
            {
                next++;
            }

            if (next == text.Length || next == last || !char.IsAsciiDigit(text[next]))
            {
                break;
            }

            var stop = WordScanner.EndOfWord(text, next);
            if (!IsNumber(text.AsSpan(next, stop - next)))
            {
                break;
            }

            count++;
            isDigits &= stop - next == 1;
            last = stop;
        }

        if (isShort && (count == 1 || (count == 2 && isDigits)))
        {
            Keep(last);
        }
        else
        {
            Replace(start, last);
        }

        return last;
    }

    private static bool IsNumber(ReadOnlySpan<char> word) => !word.ContainsAnyExcept(s_number);

    /// <summary>At most three digits, or a decimal number that cannot be day and month.</summary>
    private static bool IsShort(ReadOnlySpan<char> number)
    {
        var point = number.IndexOf('.');
        if (point < 0)
        {
            return number.Length <= 3;
        }

        var fraction = number[(point + 1)..];
        if (point > 3 || fraction.Length > 3 || fraction.Contains('.'))
        {
            return false;
        }

        // 7.11, 07.11 and 11.62 are read as dates; 0.75, 1.25, 12.5 and 2.125 are not.
        return fraction.Length != 2 || (point == 1 && (number[0] == '0' || fraction[0] > '1' || (fraction[0] == '1' && fraction[1] > '2')));
    }

    /// <summary>UK postcodes: the first half looks like a vertebra or a kernel, and is none when the second half follows.</summary>
    private readonly bool IsPostcode(int start, int end)
    {
        if (end - start > 4 || !char.IsAsciiLetter(text[start]) || text.AsSpan(start, end - start).IndexOfAnyInRange('0', '9') < 0)
        {
            return false;
        }

        var next = end;
        while (next < text.Length && next - end < 3 && text[next] is ' ' or '-' or '_')
        {
            next++;
        }

        return next + 3 <= text.Length && char.IsAsciiDigit(text[next]) && IsInward(text[next + 1]) && IsInward(text[next + 2])
            && (next + 3 == text.Length || !WordScanner.IsWordCharacter(text[next + 3]));
    }

    /// <summary>The second half never has C, I, K, M, O, V: so 3mm and 5cc are none.</summary>
    private static bool IsInward(char c) => char.IsAsciiLetter(c) && !"CIKMOV".Contains(char.ToUpperInvariant(c), StringComparison.Ordinal);

    private void Keep(int end)
    {
        _lastWasMark = false;
        if (_output is not null)
        {
            _output.Append(text, _done, end - _done);
            _done = end;
        }
    }

    private void Replace(int start, int end)
    {
        if (_output is null)
        {
            _output = new StringBuilder(text, 0, start, start + 16);
            _output.Append(Mark);
        }
        else if (!_lastWasMark)
        {
            _output.Append(text, _done, start - _done).Append(Mark);
        }

        _lastWasMark = true;
        _done = end;
    }
}
