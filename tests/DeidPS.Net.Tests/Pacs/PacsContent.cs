using System.Collections.Concurrent;
using System.Globalization;

namespace DeidPS.Net.Tests.Pacs;

/// <summary>
/// Studies of an archive that are worked out when they are asked for, so that many thousand of them take no memory. Everything that identifies somebody carries a
/// mark by which a search finds all of it at once.
/// </summary>
internal sealed class PacsContent(PacsContentOptions options)
{
    public const string FamilyMark = "QZFAM";
    public const string GivenMark = "QZGIV";
    public const string IdMark = "QZID";
    public const string AccessionMark = "QZACC";
    public const string ReferrerMark = "QZREF";
    public const string StudyIdMark = "QZSTD";

    /// <summary>Studies to ten patients in a row: number of the patient within the seven of them.</summary>
    private static readonly int[] s_patients = [0, 0, 1, 2, 3, 4, 4, 4, 5, 6];

    private readonly ConcurrentDictionary<int, int> _grown = new();

    public PacsContentOptions Options => options;

    /// <summary>Studies there are.</summary>
    public int Count => options.Studies;

    /// <summary>Beginning of all UIDs.</summary>
    public string Root { get; } = FormattableString.Invariant($"1.2.826.0.1.3680043.10.999.{options.Seed}");

    /// <summary>What every identifier begins with or holds: looked for in everything that must hold none. The last one is that of the UIDs.</summary>
    public IReadOnlyList<string> Marks => [FamilyMark, GivenMark, IdMark, AccessionMark, ReferrerMark, StudyIdMark, Root + "."];

    /// <summary>All studies, each made when the sequence comes to it.</summary>
    public IEnumerable<PacsStudy> Studies => Enumerable.Range(0, Count).Select(Study);

    /// <summary>All identifying strings of all studies, each once.</summary>
    public IEnumerable<string> Identifiers => Studies.SelectMany(s => s.Identifiers).Distinct();

    /// <summary>A study by its number.</summary>
    public PacsStudy Study(int number)
    {
        var sharing = IsSharing(number) ? number - 1 : number;
        var patient = PatientOf(sharing);
        return new PacsStudy(number, patient, FormattableString.Invariant($"{Root}.{number + 1}"))
        {
            Date = Day(new DateOnly(2018, 1, 1), Choose(1, number, 2000)),
            Time = FormattableString.Invariant($"{8 + Choose(2, number, 10):D2}{Choose(3, number, 60):D2}{Choose(4, number, 60):D2}"),
            Accession = FormattableString.Invariant($"{AccessionMark}{sharing:D8}"),
            PatientId = options.PatientIds.GetValueOrDefault(patient) ?? FormattableString.Invariant($"{IdMark}{patient:D7}"),
            Modality = Choose(5, number, 2) == 0 ? "CT" : "MR",
            BirthDate = Day(new DateOnly(1935, 1, 1), Choose(6, patient, 25000)),
        };
    }

    /// <summary>Its series as they are now.</summary>
    public IReadOnlyList<PacsSeries> SeriesOf(PacsStudy study)
    {
        var count = options.Series.Least + Choose(7, study.Number, options.Series.Most - options.Series.Least + 1);
        var series = new List<PacsSeries>();
        for (var i = 1; i <= count; i++)
        {
            var images = options.Images.Least + Choose(7 + i, study.Number, options.Images.Most - options.Images.Least + 1);
            series.Add(new PacsSeries(study, i, i == count ? images + _grown.GetValueOrDefault(study.Number) : images) { SopClass = study.Modality == "MR" ? PacsSeries.MagneticResonance : PacsSeries.ComputedTomography });
        }

        if (options.DoseReportEvery > 0 && study.Number % options.DoseReportEvery == 0)
        {
            series.Add(new PacsSeries(study, count + 1, 1) { SopClass = study.Number / options.DoseReportEvery % 2 == 0 ? PacsSeries.SecondaryCapture : PacsSeries.DoseStructuredReport });
        }

        return series;
    }

    /// <summary>SOP Instance UIDs a study has now.</summary>
    public IReadOnlyList<string> InstancesOf(int study, bool withDoseReport = true) => [.. SeriesOf(Study(study)).Where(s => withDoseReport || !s.IsDoseReport).SelectMany(s => s.Instances)];

    /// <summary>Numbers of a patient's studies.</summary>
    public IReadOnlyList<int> StudiesOfPatient(int patient) =>
        [.. Enumerable.Range(Math.Max(0, patient / 7 * 10), 11).Where(n => n < Count && PatientOf(IsSharing(n) ? n - 1 : n) == patient)];

    /// <summary>Lets images come to the last image series of a study, as a modality does that is still sending.</summary>
    public void Grow(int study, int images = 1) => _grown.AddOrUpdate(study, images, (_, count) => count + images);

    /// <summary>Studies that a key can be about, where it says so by its form; else all of them.</summary>
    /// <param name="uid">(0020,000D).</param>
    /// <param name="accession">(0008,0050).</param>
    /// <param name="patientId">(0010,0020).</param>
    public IEnumerable<PacsStudy> Candidates(string uid, string accession, string patientId)
    {
        IEnumerable<int>? numbers = null;
        if (uid.Length > 0)
        {
            numbers = uid.Split('\\').Select(u => NumberAfter(u, Root + ".") - 1).Distinct();
        }
        else if (accession.Length > 0 && !IsPattern(accession))
        {
            var number = NumberAfter(accession, AccessionMark);
            numbers = [number, number + 1];
        }
        else if (patientId.Length > 0 && !IsPattern(patientId) && options.PatientIds.Count == 0)
        {
            numbers = NumberAfter(patientId, IdMark) is >= 0 and var patient ? StudiesOfPatient(patient) : [];
        }

        return numbers is null ? Studies : numbers.Where(n => n >= 0 && n < Count).Select(Study);
    }

    /// <summary>A number that follows from the seed alone, 0 to <paramref name="count"/> - 1.</summary>
    public int Choose(int purpose, int number, int count)
    {
        // SplitMix64: neighbours have nothing in common, which a random generator of its own for each number would not promise.
        var state = ((ulong)(uint)options.Seed << 40) ^ ((ulong)(uint)purpose << 32) ^ (uint)number;
        state += 0x9E3779B97F4A7C15;
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return (int)((state ^ (state >> 31)) % (ulong)count);
    }

    private bool IsSharing(int number) => options.SharedAccessionEvery > 0 && number % options.SharedAccessionEvery == 1;

    private static int PatientOf(int number) => (number / 10 * 7) + s_patients[number % 10];

    private static bool IsPattern(string key) => key.AsSpan().IndexOfAny('*', '?') >= 0;

    private static int NumberAfter(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -2;

    private static string Day(DateOnly first, int days) => first.AddDays(days).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
