using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Proof;

/// <summary>
/// Whether the dates of a study belong together after a policy moved them: one study date, series and acquisitions within a month of it, nobody born after it. A date that did not
/// move with the others lies elsewhere.
/// </summary>
internal sealed class StudyDates
{
    private const int Furthest = 31;

    private static readonly DicomTag s_study = new(0x00080020);
    private static readonly DicomTag s_birth = new(0x00100030);

    /// <summary>Dates of series, acquisition, content, and of the steps in which they were made.</summary>
    private static readonly DicomTag[] s_made = [new(0x00080021), new(0x00080022), new(0x00080023), new(0x0008002A), new(0x00400244), new(0x00400250)];

    private DateOnly? _study;

    /// <summary>Elements of an instance whose dates do not belong to the others.</summary>
    public IEnumerable<DicomElement> Apart(DicomDataset dataset)
    {
        if (dataset.Find(s_study) is not { } element || Day(element) is not { } study)
        {
            yield break;
        }

        _study ??= study;
        if (study != _study)
        {
            yield return element;
        }

        foreach (var made in s_made.Select(dataset.Find).OfType<DicomElement>().Where(e => Day(e) is { } day && Math.Abs(day.DayNumber - study.DayNumber) > Furthest && day.Year != 1900))
        {
            yield return made;
        }

        if (dataset.Find(s_birth) is { } birth && Day(birth) > study)
        {
            yield return birth;
        }
    }

    private static DateOnly? Day(DicomElement element) =>
        element.Text is { Length: >= 8 } text && DateOnly.TryParseExact(text.AsSpan(0, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
