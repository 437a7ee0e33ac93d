using System.Buffers;
using System.Globalization;
using System.Text;
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

    private ResidualCheck()
    {
    }

    /// <summary>Remembers what named the patient.</summary>
    /// <param name="dataset">The object as read.</param>
    /// <param name="labels">Values the run gives objects on purpose.</param>
    public static ResidualCheck Of(DicomDataset dataset, IEnumerable<string> labels)
    {
        var check = new ResidualCheck();
        foreach (var name in s_names)
        {
            foreach (var word in Words(dataset.GetText(name)))
            {
                (word.Length >= ShortestInside ? check._inside : check._words).Add(word);
            }
        }

        foreach (var value in s_ids.SelectMany(id => dataset.Find(id)?.Values ?? []))
        {
            if (Compact(value) is { Length: >= ShortestId } id)
            {
                check._inside.Add(id);
            }
        }

        if (Compact(dataset.GetText(s_birthDate)) is { Length: 8 } date)
        {
            check._inside.UnionWith([date, string.Concat(date.AsSpan(6), date.AsSpan(4, 2), date.AsSpan(0, 4)), string.Concat(date.AsSpan(4), date.AsSpan(0, 4))]);
        }

        foreach (var uid in s_uids.SelectMany(tag => dataset.Find(tag)?.Values ?? []))
        {
            if (uid.Length > 0 && DicomUids.Find(uid) is null)
            {
                check._uids.Add(uid);
            }
        }

        foreach (var label in labels)
        {
            check._inside.Remove(Compact(label));
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
    public bool Holds(string text) => text.Length >= ShortestWord && (HoldsUid(text) || HoldsInside(Compact(text)) || HoldsWord(text));

    /// <summary>Letters and digits in upper case, without accents.</summary>
    private static string Compact(string? text) => Folded(text, keepGaps: false);

    private static IEnumerable<string> Words(string? text) => Folded(text, keepGaps: true).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length >= ShortestWord);

    private static string Folded(string? text, bool keepGaps)
    {
        if (string.IsNullOrEmpty(text))
        {
            return string.Empty;
        }

        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                Append((char)rune.Value);
                continue;
            }

            // Rune by rune: half a surrogate pair of a damaged file would make the whole text refuse.
            foreach (var c in rune.ToString().Normalize(NormalizationForm.FormKD))
            {
                if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                {
                    Append(c);
                }
            }
        }

        return result.ToString();

        void Append(char c)
        {
            if (char.IsLetterOrDigit(c))
            {
                result.Append(char.ToUpperInvariant(c));
            }
            else if (keepGaps)
            {
                result.Append(' ');
            }
        }
    }

    private void Search(DicomDataset dataset, List<string> found)
    {
        for (var i = 0; i < dataset.Count && found.Count < Most; i++)
        {
            var element = dataset[i];
            foreach (var item in element.Items)
            {
                Search(item, found);
            }

            if (IsSearched(element) && (element.Length > LongestText || Holds(element)))
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

    /// <summary>Needles of a sound object are a handful; a hostile one has thousands, which are sought all at once.</summary>
    private bool HoldsInside(string compact)
    {
        if (_inside.Count > Few)
        {
            return compact.AsSpan().ContainsAny(_many ??= SearchValues.Create([.. _inside], StringComparison.Ordinal));
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

    private bool HoldsWord(string text)
    {
        if (_words.Count == 0)
        {
            return false;
        }

        var folded = Folded(text, keepGaps: true);
        var words = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var range in folded.AsSpan().Split(' '))
        {
            if (words.Contains(folded.AsSpan(range)))
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
