using System.Buffers;
using DeidPS.Deid.Profile;
using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>
/// Whether a value that named the patient when the object came in still stands anywhere in its header. A policy asks for it with
/// <c>verify</c>; the whole scan of written files is Test-Deidentified's.
/// </summary>
/// <remarks>
/// Looked for, in letters and digits alone, without case and accents, so that no separator hides anything: parts of names as words, and from
/// six letters on inside words too; patient and other IDs, accession number and study ID from five characters on; the birth date as
/// year-month-day, day-month-year and month-day-year; UIDs of study, series, instance and frame of reference as a whole. Labels that the
/// run itself gives do not count. Dates in date attributes are not compared: a moved date may well be another date of the patient.
/// </remarks>
internal sealed class ResidualCheck
{
    private const int ShortestWord = 4;
    private const int ShortestInside = 6;
    private const int ShortestId = 5;
    private const int Most = 5;
    private const int Few = 32;

    /// <summary>Characters of a text that is folded without an allocation: nearly all are.</summary>
    private const int ShortText = 256;

    /// <summary>Bytes of a text that are looked through; a longer one counts as found, since nobody can vouch for it.</summary>
    private const int LongestText = 16 * 1024 * 1024;

    private static readonly DicomTag[] s_names = [new(0x00100010), new(0x00101001), new(0x00101005), new(0x00101060)];
    private static readonly DicomTag[] s_ids = [new(0x00100020), new(0x00101000), new(0x00080050), new(0x00200010)];
    private static readonly DicomTag[] s_uids = [DicomTags.SOPInstanceUID, DicomTags.StudyInstanceUID, DicomTags.SeriesInstanceUID, new(0x00200052)];
    private static readonly SearchValues<char> s_uidCharacters = SearchValues.Create("0123456789.");
    private static readonly DicomTag s_birthDate = new(0x00100030);

    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inside = new(StringComparer.Ordinal);
    private readonly HashSet<string> _uids = new(StringComparer.Ordinal);
    private SearchValues<string>? _many;

    private readonly bool _onlyPeople;

    private ResidualCheck(bool onlyPeople) => _onlyPeople = onlyPeople;

    /// <summary>Remembers what named the patient.</summary>
    /// <param name="dataset">The object as read.</param>
    /// <param name="labels">Values the run gives objects on purpose.</param>
    /// <param name="onlyPeople">True for what names people and records: UIDs are left to the policies, and words of the allow-list say nothing, such as those of a patient called Perfusion.</param>
    public static ResidualCheck Of(DicomDataset dataset, IEnumerable<string> labels, bool onlyPeople = false)
    {
        var check = new ResidualCheck(onlyPeople);
        foreach (var name in s_names)
        {
            foreach (var word in Words(dataset.GetText(name)))
            {
                (word.Length >= ShortestInside ? check._inside : check._words).Add(word);
            }
        }

        foreach (var value in s_ids.SelectMany(id => dataset.Find(id)?.Values ?? []))
        {
            if (FoldedText.Compact(value) is { Length: >= ShortestId } id)
            {
                check._inside.Add(id);
            }
        }

        if (FoldedText.Compact(dataset.GetText(s_birthDate)) is { Length: 8 } date)
        {
            check._inside.UnionWith([date, string.Concat(date.AsSpan(6), date.AsSpan(4, 2), date.AsSpan(0, 4)), string.Concat(date.AsSpan(4), date.AsSpan(0, 4))]);
        }

        foreach (var uid in onlyPeople ? [] : s_uids.SelectMany(tag => dataset.Find(tag)?.Values ?? []))
        {
            if (uid.Length > 0 && DicomUids.Find(uid) is null)
            {
                check._uids.Add(uid);
            }
        }

        foreach (var label in labels)
        {
            check._inside.Remove(FoldedText.Compact(label));
            check._words.ExceptWith(Words(label));
            check._inside.ExceptWith(Words(label));
        }

        return check;
    }

    /// <summary>Addresses of elements that hold one of the values, or are too long to be looked through; at most a few, never the values.</summary>
    public IReadOnlyList<string> FindIn(DicomDataset dataset)
    {
        var found = new List<string>();
        Search(dataset, found);
        return found;
    }

    /// <summary>True when one of the values stands in a text.</summary>
    public bool Holds(string text)
    {
        if (text.Length < ShortestWord)
        {
            return false;
        }

        if (HoldsUid(text))
        {
            return true;
        }

        if (text.Length > ShortText || !System.Text.Ascii.IsValid(text))
        {
            return HoldsFolded(FoldedText.Spaced(text).ToCharArray());
        }

        Span<char> folded = stackalloc char[ShortText];
        FoldedText.FoldAscii(text, folded);
        return HoldsFolded(folded[..text.Length]);
    }

    private static IEnumerable<string> Words(string? text) => FoldedText.Spaced(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length >= ShortestWord);

    private void Search(DicomDataset dataset, List<string> found)
    {
        for (var i = 0; i < dataset.Count && found.Count < Most; i++)
        {
            var element = dataset[i];
            foreach (var item in element.Items)
            {
                Search(item, found);
            }

            if (IsSearched(element) && (element.Length > LongestText || (Holds(element) && !(_onlyPeople && IsVocabulary(element)))))
            {
                found.Add(UnknownAttributes.Address(dataset, element));
            }
        }
    }

    /// <summary>Text but dates, and numbers, which say nothing when they happen to equal a record number.</summary>
    private static bool IsSearched(DicomElement element) =>
        !element.IsSequence && (element.VR.IsText() || (element.VR == DicomVR.UN && !element.IsBulk))
        && element.VR is not (DicomVR.DA or DicomVR.TM or DicomVR.DS or DicomVR.IS or DicomVR.DT);

    private bool Holds(DicomElement element) =>
        element.Text is { Length: >= ShortestWord } text && (element.VR == DicomVR.UI ? HoldsUid(text) : Holds(text));

    /// <summary>True when every value that names somebody is made of words of the allow-list.</summary>
    private bool IsVocabulary(DicomElement element) => Array.TrueForAll(element.Text!.Split('\\'), value => value.Trim() is var word && (!Holds(word) || DescriptorWords.Shipped.Clean(element.Tag, word) == word));

    /// <summary>Looks for words between the blanks, then for what may stand inside, without them.</summary>
    /// <param name="folded">The text with blanks; used up.</param>
    private bool HoldsFolded(Span<char> folded)
    {
        if (_words.Count > 0)
        {
            var words = _words.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (var range in ((ReadOnlySpan<char>)folded).Split(' '))
            {
                if (words.Contains(folded[range]))
                {
                    return true;
                }
            }
        }

        var length = 0;
        foreach (var c in folded)
        {
            folded[length] = c;
            length += c == ' ' ? 0 : 1;
        }

        return HoldsInside(folded[..length]);
    }

    /// <summary>Needles of a sound object are a handful; a hostile one has thousands, which are sought all at once.</summary>
    private bool HoldsInside(ReadOnlySpan<char> compact)
    {
        if (_inside.Count > Few)
        {
            return compact.ContainsAny(_many ??= SearchValues.Create([.. _inside], StringComparison.Ordinal));
        }

        foreach (var needle in _inside)
        {
            if (compact.Contains(needle, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A UID as a whole: 1.2.3 is not in 1.2.34. Each run of digits and points is looked up once.</summary>
    private bool HoldsUid(string text)
    {
        var uids = _uids.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var rest = text.AsSpan(); rest.IndexOfAny(s_uidCharacters) is >= 0 and var start;)
        {
            rest = rest[start..];
            var end = rest.IndexOfAnyExcept(s_uidCharacters);
            var run = end < 0 ? rest : rest[..end];
            if (uids.Contains(run.Trim('.')))
            {
                return true;
            }

            rest = rest[run.Length..];
        }

        return false;
    }
}
