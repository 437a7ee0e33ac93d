using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>
/// Keeps folder names from carrying identifiers into the output: a folder of the input whose name contains a name part,
/// number, UID or date of the object as it was read gets the new UID of its study or series instead. So does one with a number of five digits or more,
/// leading zeros not counted: it may be a patient's or a date that the object does not have.
/// </summary>
internal sealed class FolderNames
{
    private const int ShortestTelling = 3;
    private const int ShortestNumber = 5;

    /// <summary>A value of more characters is in no folder's name, and folding it takes time by the square of its marks.</summary>
    private const int LongestTelling = 1024;

    private static readonly DicomTag[] s_identifying =
    [
        new(0x00080050), new(0x00080090), new(0x00081048), new(0x00081050), new(0x00081070), new(0x00100010), new(0x00100020),
        new(0x00101000), new(0x00101001), new(0x00101005), new(0x00200010), new(0x00321032), new(0x00402016), new(0x00402017),
    ];

    private static readonly DicomTag[] s_dates =
    [
        new(0x00080020), new(0x00080021), new(0x00080022), new(0x00080023), new(0x00080012), new(0x00100030),
    ];

    private static readonly DicomTag[] s_uids = [DicomTags.SOPInstanceUID, DicomTags.StudyInstanceUID, DicomTags.SeriesInstanceUID];

    private readonly string[] _segments;
    private readonly bool[] _telling;

    private FolderNames(string[] segments, bool[] telling)
    {
        _segments = segments;
        _telling = telling;
    }

    /// <summary>Judges the folders of one input against the object as it was read, before any policy ran.</summary>
    /// <param name="relativeFolder">Path of the input's folder below the input root; empty for none.</param>
    /// <param name="original">The data set as read.</param>
    public static FolderNames Judge(string relativeFolder, DicomDataset original)
    {
        var segments = relativeFolder.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        var telling = new bool[segments.Length];
        if (segments.Length > 0)
        {
            var folded = segments.Select(FoldedText.Compact).ToArray();
            var needles = Needles(original, folded.Max(f => f.Length));
            for (var i = 0; i < segments.Length; i++)
            {
                telling[i] = HasLongNumber(folded[i]) || IsTelling(folded[i], needles);
            }
        }

        return new FolderNames(segments, telling);
    }

    /// <summary>The folder for the output, relative, with telling names replaced by the new study UID and then the series UID.</summary>
    public string OutputFolder(DicomDataset result)
    {
        var parts = new string[_segments.Length];
        var replaced = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = _telling[i] ? Replacement(result, replaced++) : _segments[i];
        }

        return Path.Combine(parts);
    }

    private static string Replacement(DicomDataset result, int number)
    {
        var uid = OutputName.SafeUid(result.GetText(number == 0 ? DicomTags.StudyInstanceUID : DicomTags.SeriesInstanceUID));
        return uid ?? (number == 0 ? "study" : "series");
    }

    /// <summary>What must not be in a folder name, as long as it could be in one of that length at all.</summary>
    private static HashSet<string> Needles(DicomDataset original, int longest)
    {
        var needles = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tag in s_identifying)
        {
            foreach (var value in original.Find(tag)?.Values ?? [])
            {
                if (value.Length > LongestTelling)
                {
                    continue;
                }

                Add(value);
                foreach (var part in value.Split(['^', '=', ' ', ',', '-', '.', '_', '/'], StringSplitOptions.RemoveEmptyEntries))
                {
                    Add(part);
                }
            }
        }

        foreach (var tag in s_uids)
        {
            Add(original.GetText(tag));
        }

        foreach (var tag in s_dates)
        {
            if (original.GetText(tag) is { Length: 8 } date)
            {
                Add(date);
                Add(string.Concat(date.AsSpan(6, 2), date.AsSpan(4, 2), date.AsSpan(0, 4)));
                Add(string.Concat(date.AsSpan(4, 4), date.AsSpan(0, 4)));
                Add(date[2..]);
            }
        }

        return needles;

        void Add(string? value)
        {
            if (value is not null && FoldedText.Compact(value) is { Length: > 0 } folded && folded.Length <= longest)
            {
                needles.Add(folded);
            }
        }
    }

    private static bool HasLongNumber(string folded)
    {
        var length = 0;
        foreach (var c in folded)
        {
            length = !char.IsDigit(c) ? 0 : length > 0 || c != '0' ? length + 1 : 0;
            if (length == ShortestNumber)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTelling(string folded, HashSet<string> needles)
    {
        foreach (var needle in needles)
        {
            if (folded == needle || (needle.Length >= ShortestTelling && folded.Contains(needle, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
