namespace DeidPS.Deid.Proof;

/// <summary>Searches one text after another for the identifiers of the originals. One per worker: it keeps its buffers.</summary>
/// <param name="needles">The identifiers.</param>
/// <param name="found">Told of a match: rule, confidence, the identifier's first character.</param>
internal sealed class TextSearch(NeedleSet needles, Action<FindingRule, FindingConfidence, char> found)
{
    private const int ShortestGlued = 6;
    private const int ShortestGluedInBytes = 8;
    private const int ShortestRun = 6;
    private const int MostNames = 64;
    private const int MostOfATelling = 100;

    private readonly List<(Needle Needle, int Start)> _names = [];
    private readonly List<Needle> _partners = [];
    private readonly int[] _told = new int[2 * (1 + (int)FindingRule.DuplicateInstance)];
    private char[] _folded = new char[1024];
    private int[] _positions = new int[1024];

    /// <summary>The patients who have the same picture; null when that is not known. Dates are held against theirs only.</summary>
    public IReadOnlySet<int>? Owners { get; set; }

    /// <summary>True when any needle is in Han, kana or Hangul, whose UTF-16 bytes may look like ASCII.</summary>
    public bool HasIdeographs { get; } = needles.Words.Needles.Any(static n => n.IsIdeographic);

    /// <summary>Searches a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="backslashBreaks">True when a backslash parts values.</param>
    public void Search(ReadOnlySpan<char> text, SearchKind kind, bool backslashBreaks)
    {
        if (text.Length * TextFolder.Growth > _folded.Length)
        {
            _folded = new char[text.Length * TextFolder.Growth];
            _positions = new int[_folded.Length];
        }

        var folded = _folded.AsSpan(0, TextFolder.Fold(text, _folded, backslashBreaks));
        _names.Clear();
        Array.Clear(_told);
        _partners.Clear();
        var words = needles.Words;
        var numbers = needles.Numbers;
        var state = 0;
        var number = 0;
        var taken = 0;
        for (var i = 0; i < folded.Length; i++)
        {
            var c = folded[i];
            if (c == TextFolder.Break)
            {
                state = number = taken = 0;
                continue;
            }

            state = words.Next(state, c == TextFolder.Hard ? TextFolder.Soft : c);
            for (var hit = words.Hit(state); hit != 0; hit = words.Shorter(hit))
            {
                var needle = words.NeedleOf(hit);
                Judge(needle, folded, i - needle.Text.Length + 1, i, kind);
            }

            if (c == TextFolder.Hard)
            {
                number = taken = 0;
            }
            else if (c != TextFolder.Soft)
            {
                _positions[taken++] = i;
                number = numbers.Next(number, c);
                for (var hit = numbers.Hit(number); hit != 0; hit = numbers.Shorter(hit))
                {
                    var needle = numbers.NeedleOf(hit);
                    Judge(needle, folded, _positions[taken - needle.Text.Length], i, kind);
                }
            }
        }

        JudgePartners();
    }

    private void Judge(Needle needle, ReadOnlySpan<char> folded, int start, int end, SearchKind kind)
    {
        var isLeftOpen = start == 0 || IsEdge(folded[start - 1], folded[start]);
        var isRightOpen = end + 1 == folded.Length || IsEdge(folded[end], folded[end + 1]);
        if (needle.IsDate)
        {
            JudgeDate(needle, folded, isLeftOpen, isRightOpen, kind);
            return;
        }

        if (kind is SearchKind.Date || (kind == SearchKind.Number && !(IsWhole(folded, start, end) && needle is { Strength: NeedleStrength.Strong, Text.Length: >= 6 })))
        {
            return;
        }

        var length = needle.Text.Length;
        var isOpen = isLeftOpen && isRightOpen;
        var isName = needle.Rule is FindingRule.PatientName or FindingRule.PersonName;
        if (isName && (isOpen || needle.IsIdeographic) && _names.Count < MostNames)
        {
            _names.Add((needle, start));
        }

        switch (needle.Strength)
        {
            case NeedleStrength.Strong when needle.IsIdeographic:
                Found(needle, kind == SearchKind.Bytes && length == 2 ? FindingConfidence.Possible : FindingConfidence.Certain);
                break;
            case NeedleStrength.Strong when isOpen:
                if (kind != SearchKind.Bytes || length >= ShortestGlued)
                {
                    Found(needle, FindingConfidence.Certain);
                }
                else if (RunLength(folded, start, end) >= ShortestRun)
                {
                    Found(needle, FindingConfidence.Possible);
                }

                break;
            case NeedleStrength.Strong when needle.Rule != FindingRule.Uid && char.IsLetter(needle.Text[0]) && length >= (kind == SearchKind.Bytes ? ShortestGluedInBytes : ShortestGlued):
                Found(needle, FindingConfidence.Possible);
                break;
            case NeedleStrength.Weak when isOpen && kind != SearchKind.Bytes && !IsPartOfLabel(folded, start, end):
                JudgeWeak(needle, folded, start, end, kind);
                break;
            case NeedleStrength.Partner when isOpen && !IsPartOfLabel(folded, start, end):
                _partners.Add(needle);
                if (kind == SearchKind.Name)
                {
                    Found(needle, FindingConfidence.Possible);
                }

                break;
        }
    }

    /// <summary>Letters beside digits, and digits between letters, are part of a label or a number, as in our own pseudonyms and seals, and no short name.</summary>
    private static bool IsPartOfLabel(ReadOnlySpan<char> folded, int start, int end)
    {
        var left = start > 0 ? folded[start - 1] : TextFolder.Break;
        var right = end + 1 < folded.Length ? folded[end + 1] : TextFolder.Break;
        return char.IsAsciiDigit(left) || char.IsAsciiDigit(right)
            || (char.IsAsciiDigit(folded[start]) && char.IsAsciiDigit(folded[end]) && !IsSeparator(left) && !IsSeparator(right));
    }

    private void JudgeWeak(Needle needle, ReadOnlySpan<char> folded, int start, int end, SearchKind kind)
    {
        if (needle.Rule is FindingRule.PatientName or FindingRule.PersonName)
        {
            Found(needle, kind == SearchKind.Name ? FindingConfidence.Certain : FindingConfidence.Possible);
        }
        else if (kind == SearchKind.Text && IsWhole(folded, start, end))
        {
            Found(needle, FindingConfidence.Possible);
        }
    }

    private void JudgeDate(Needle needle, ReadOnlySpan<char> folded, bool isLeftOpen, bool isRightOpen, SearchKind kind)
    {
        if (!isLeftOpen || kind is SearchKind.Number)
        {
            return;
        }

        // A DT goes on with the time; a UID's component with anything. Our own UIDs are digits of a hash.
        var mayGoOn = kind == SearchKind.Date || (kind == SearchKind.Uid && needle.Text.Length == 8 && !folded.StartsWith("2\u000225\u0002"));
        if ((!isRightOpen && !mayGoOn) || (kind == SearchKind.Uid && needle.Text.Length != 8))
        {
            return;
        }

        if (Owners is null)
        {
            Found(needle, needle.Rule == FindingRule.BirthDate && kind == SearchKind.Text ? FindingConfidence.Certain : FindingConfidence.Possible);
        }
        else if (Owners.Any(needle.IsOf))
        {
            Found(needle, kind == SearchKind.Uid ? FindingConfidence.Possible : FindingConfidence.Certain);
        }
    }

    /// <summary>A common word or an initial counts when another part of the same name stands in the same text.</summary>
    private void JudgePartners()
    {
        if (_partners.Count == 0 || _names.Count < 2)
        {
            return;
        }

        for (var i = 0; i < Math.Min(_partners.Count, MostNames); i++)
        {
            var partner = _partners[i];
            foreach (var (other, _) in _names)
            {
                if (!ReferenceEquals(other, partner) && Shares(partner, other))
                {
                    Found(partner, FindingConfidence.Certain);
                    break;
                }
            }
        }
    }

    private static bool Shares(Needle one, Needle other)
    {
        var (few, many) = one.People.Count < other.People.Count ? (one, other) : (other, one);
        foreach (var person in few.People)
        {
            if (many.IsOf(person))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A text that repeats one identifier a million times says no more than one that does so a hundred times.</summary>
    private void Found(Needle needle, FindingConfidence confidence)
    {
        if (++_told[((int)needle.Rule * 2) + (int)confidence] <= MostOfATelling)
        {
            found(needle.Rule, confidence, needle.Text[0]);
        }
    }

    private static bool IsEdge(char left, char right) => IsSeparator(left) || IsSeparator(right) || char.IsAsciiDigit(left) != char.IsAsciiDigit(right);

    private static bool IsSeparator(char c) => c is TextFolder.Soft or TextFolder.Hard or TextFolder.Break;

    private static bool IsWhole(ReadOnlySpan<char> folded, int start, int end) =>
        (start == 0 || folded[start - 1] == TextFolder.Break || (start == 1 && folded[0] == TextFolder.Soft))
        && (end + 1 == folded.Length || folded[end + 1] == TextFolder.Break || (end + 2 == folded.Length && folded[end + 1] == TextFolder.Soft));

    /// <summary>Characters between the control characters around, counted no further than needed.</summary>
    private static int RunLength(ReadOnlySpan<char> folded, int start, int end)
    {
        var from = start;
        var to = end;
        while (to - from + 1 < ShortestRun && from > 0 && folded[from - 1] != TextFolder.Break)
        {
            from--;
        }

        while (to - from + 1 < ShortestRun && to + 1 < folded.Length && folded[to + 1] != TextFolder.Break)
        {
            to++;
        }

        return to - from + 1;
    }
}
