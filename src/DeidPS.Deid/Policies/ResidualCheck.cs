using System.Text;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>
/// Whether a value that named the patient when the object came in still stands anywhere in its header. A policy asks for it with
/// <c>verify</c>; the whole scan of written files is Test-Deidentified's.
/// </summary>
/// <remarks>
/// Looked for: name parts of four letters or more, patient and other IDs, accession number and study ID, the birth date in running text,
/// and the UIDs of study, series, instance and frame of reference. What the run itself gives as a label does not count.
/// </remarks>
internal sealed class ResidualCheck
{
    private const int ShortestPart = 4;
    private const int Most = 5;

    private static readonly DicomTag[] s_names = [new(0x00100010), new(0x00101001), new(0x00101005), new(0x00101060)];
    private static readonly DicomTag[] s_ids = [new(0x00100020), new(0x00101000), new(0x00080050), new(0x00200010), new(0x00100030)];
    private static readonly DicomTag[] s_uids = [DicomTags.SOPInstanceUID, DicomTags.StudyInstanceUID, DicomTags.SeriesInstanceUID, new(0x00200052)];
    private static readonly System.Buffers.SearchValues<char> s_separators = System.Buffers.SearchValues.Create(" ^=,;:/\\()[]<>_-.'\"\t\r\n");

    private readonly HashSet<string> _needles = new(StringComparer.Ordinal);

    /// <summary>Needles that hold a separator, such as UIDs: sought inside texts, a handful for each object.</summary>
    private string[] _inner = [];

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
            foreach (var range in Parts(dataset.GetText(name)))
            {
                if (range.Length >= ShortestPart)
                {
                    check._needles.Add(range);
                }
            }
        }

        foreach (var tag in s_ids)
        {
            check.Add(dataset.Find(tag));
        }

        foreach (var tag in s_uids)
        {
            check.Add(dataset.Find(tag));
        }

        foreach (var label in labels)
        {
            check._needles.Remove(PatientIdentity.Fold(label));
            foreach (var part in Parts(label))
            {
                check._needles.Remove(part);
            }
        }

        check._inner = [.. check._needles.Where(n => n.AsSpan().ContainsAny(s_separators))];
        return check;
    }

    /// <summary>Addresses of elements that hold one of the values; at most a few, never the values.</summary>
    public IReadOnlyList<string> FindIn(DicomDataset dataset)
    {
        var found = new List<string>();
        Search(dataset, found);
        return found;
    }

    private static IEnumerable<string> Parts(string? text)
    {
        var folded = Fold(text);
        var start = 0;
        while (start < folded.Length)
        {
            var length = folded.AsSpan(start).IndexOfAny(s_separators);
            var end = length < 0 ? folded.Length : start + length;
            if (end > start)
            {
                yield return folded[start..end];
            }

            start = end + 1;
        }
    }

    /// <summary>As <see cref="PatientIdentity.Fold"/>, and without accents.</summary>
    private static string Fold(string? text)
    {
        var folded = PatientIdentity.Fold(text);
        if (System.Text.Ascii.IsValid(folded))
        {
            return folded;
        }

        var plain = new StringBuilder(folded.Length);
        foreach (var c in folded.Normalize(NormalizationForm.FormD))
        {
            if (System.Globalization.CharUnicodeInfo.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark)
            {
                plain.Append(c);
            }
        }

        return plain.ToString();
    }

    private void Add(DicomElement? element)
    {
        foreach (var value in element?.Values ?? [])
        {
            if (DicomUids.Find(value) is null && Fold(value) is { Length: >= ShortestPart } folded)
            {
                _needles.Add(folded);
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

            // Dates in date attributes are not compared: a moved date may well be another date of the same patient. Nor are measured
            // numbers, which say nothing when they happen to equal a record number.
            if (!element.IsSequence && !element.IsBulk && (element.VR.IsText() || element.VR == DicomVR.UN)
                && element.VR is not (DicomVR.DA or DicomVR.DT or DicomVR.TM or DicomVR.DS or DicomVR.IS) && element.Text is { Length: >= ShortestPart } text && Holds(text))
            {
                found.Add(UnknownAttributes.Address(dataset, element));
            }
        }
    }

    private bool Holds(string text)
    {
        var folded = Fold(text);
        if (Array.Exists(_inner, needle => folded.Contains(needle, StringComparison.Ordinal)))
        {
            return true;
        }

        foreach (var part in Parts(text))
        {
            if (part.Length >= ShortestPart && _needles.Contains(part))
            {
                return true;
            }
        }

        return false;
    }
}
