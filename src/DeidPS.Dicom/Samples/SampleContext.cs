using System.Globalization;

namespace DeidPS.Dicom;

/// <summary>What all objects of one sample set share: people, days, places, and the collection they go to.</summary>
internal sealed class SampleContext
{
    private static readonly string[] s_physicians = ["ZZOAKESHOTT^PERPETUA", "ZZBRANDRETH^LUDOVIC", "ZZSWINDLEHURST^IDA", "ZZPOMFRET^AMBROSE"];
    private readonly HashSet<string> _identifiers = new(StringComparer.Ordinal);

    public SampleContext(int seed, int number)
    {
        Random = new SampleRandom(seed);
        Number = number;
        Latin = SamplePatient.Latin(Random, number);
        Accented = SamplePatient.Accented(Random, number);
        Japanese = SamplePatient.Japanese(Random, number);
        foreach (var text in new[] { Latin, Accented, Japanese }.SelectMany(p => p.Identifiers))
        {
            _identifiers.Add(text);
        }
    }

    /// <summary>Where numbers come from.</summary>
    public SampleRandom Random { get; }

    /// <summary>Which set of a run this is, from 1.</summary>
    public int Number { get; }

    /// <summary>The patient of the CT study and the ultrasound.</summary>
    public SamplePatient Latin { get; }

    /// <summary>The patient of the MR and the radiograph.</summary>
    public SamplePatient Accented { get; }

    /// <summary>The patient of the PET.</summary>
    public SamplePatient Japanese { get; }

    /// <summary>Planted texts so far.</summary>
    public IReadOnlyCollection<string> Identifiers => _identifiers;

    /// <summary>Notes a text as identifying and returns it.</summary>
    public string Plant(string text)
    {
        _identifiers.Add(text);
        return text;
    }

    /// <summary>An invented physician.</summary>
    public string Physician(string role) => Plant(Random.Pick(s_physicians, $"{role} {Number}"));

    /// <summary>A UID of this set.</summary>
    public string Uid(string label) => Random.Uid(string.Create(CultureInfo.InvariantCulture, $"{Number} {label}"));

    /// <summary>A whole number of fixed width behind a ZZ prefix, planted.</summary>
    public string PlantNumber(string prefix, string label) =>
        Plant(prefix + (100_000 + Random.Below(900_000, $"{label} {Number}")).ToString(CultureInfo.InvariantCulture));

    /// <summary>The day of a study.</summary>
    public DateOnly Day(string study) => new DateOnly(2018, 3, 1).AddDays(Random.Below(5 * 365, $"day {study} {Number}"));

    /// <summary>The time of a study, TM value; minutes later for later series.</summary>
    public string Time(string study, int minutes = 0) =>
        new TimeOnly(8, 5, 11).AddMinutes(Random.Below(480, $"time {study} {Number}") + minutes).ToString("HHmmss", CultureInfo.InvariantCulture);
}
