using System.Globalization;

namespace DeidPS.Dicom;

/// <summary>An invented person. Every identifying text begins with ZZ or is a number nobody else in a sample has.</summary>
internal sealed record SamplePatient
{
    private static readonly string[] s_latinFamilies = ["HOLLOWAY", "MERRIDEW", "THISTLEWOOD", "QUARMBY", "FENWICKE", "UPJOHN", "WINTERBORNE", "LARKSPUR"];
    private static readonly string[] s_latinGiven = ["MABEL", "OTTILIE", "ROWENA", "CRISPIN", "BARNABY", "LEOPOLD"];
    private static readonly string[] s_accentedFamilies = ["LEFÈVRE", "MÜLLERSEN", "ÅNGSTRÖMER", "PEÑALVER", "GÖDELMANN", "CÔTÉRAC"];
    private static readonly string[] s_accentedGiven = ["ZOÉ", "JÜRGEN", "BJÖRK", "IÑIGO", "RENÉ", "CÉCILE"];
    private static readonly string[] s_japaneseNames = ["ZZYAMADA^TAROU=山田^太郎=やまだ^たろう", "ZZSATOU^HANAKO=佐藤^花子=さとう^はなこ", "ZZTANAKA^JIROU=田中^次郎=たなか^じろう"];
    private static readonly string[] s_streets = ["ZZGALLOWAY LANE", "ZZPRIORY STREET", "ZZMARLPIT ROAD", "ZZFOXGLOVE CLOSE"];

    /// <summary>PN value; one or three component groups.</summary>
    public required string Name { get; init; }

    /// <summary>Patient ID.</summary>
    public required string Id { get; init; }

    /// <summary>A second, older ID.</summary>
    public required string OtherId { get; init; }

    /// <summary>Date of birth.</summary>
    public required DateOnly BirthDate { get; init; }

    /// <summary>F or M.</summary>
    public required string Sex { get; init; }

    /// <summary>Postal address.</summary>
    public required string Address { get; init; }

    /// <summary>Telephone number.</summary>
    public required string Telephone { get; init; }

    /// <summary>Kilograms.</summary>
    public required int Weight { get; init; }

    /// <summary>Texts of this person that a leak scan can search for: whole values, and the parts of the name.</summary>
    public IEnumerable<string> Identifiers =>
        Name.Split('=', '^').Where(part => part.StartsWith("ZZ", StringComparison.Ordinal) || part.Any(c => c > 0x2000)).Concat([Id, OtherId, Address, Telephone]);

    /// <summary>A person whose name needs the default repertoire only.</summary>
    public static SamplePatient Latin(SampleRandom random, int number) =>
        Create(random, number, "A", $"ZZ{random.Pick(s_latinFamilies, $"family A{number}")}^{random.Pick(s_latinGiven, $"given A{number}")}^Q");

    /// <summary>A person whose name needs ISO_IR 100.</summary>
    public static SamplePatient Accented(SampleRandom random, int number) =>
        Create(random, number, "B", $"ZZ{random.Pick(s_accentedFamilies, $"family B{number}")}^{random.Pick(s_accentedGiven, $"given B{number}")}");

    /// <summary>A person whose name has ideographic and phonetic component groups.</summary>
    public static SamplePatient Japanese(SampleRandom random, int number) =>
        Create(random, number, "C", random.Pick(s_japaneseNames, $"name C{number}"));

    /// <summary>Age on a day, as an AS value in years.</summary>
    public string AgeOn(DateOnly day)
    {
        var years = day.Year - BirthDate.Year - (day.AddYears(BirthDate.Year - day.Year) < BirthDate ? 1 : 0);
        return years.ToString("000", CultureInfo.InvariantCulture) + "Y";
    }

    private static SamplePatient Create(SampleRandom random, int number, string role, string name)
    {
        var label = string.Create(CultureInfo.InvariantCulture, $"{role}{number}");
        return new SamplePatient
        {
            Name = name,
            Id = Number("ZZPID", 10_000_000, "id"),
            OtherId = Number("ZZOLD", 10_000_000, "other id"),
            BirthDate = new DateOnly(1931, 1, 1).AddDays(random.Below(60 * 365, "born " + label)),
            Sex = random.Pick(["F", "M"], "sex " + label),
            Address = string.Create(CultureInfo.InvariantCulture, $"{1 + random.Below(180, "house " + label)} {random.Pick(s_streets, "street " + label)}"),
            Telephone = Number("+44 1632 9", 100_000, "telephone"),
            Weight = 48 + random.Below(50, "weight " + label),
        };

        string Number(string prefix, int limit, string what) =>
            prefix + (limit + random.Below(limit * 9 / 10, $"{what} {label}")).ToString(CultureInfo.InvariantCulture)[1..];
    }
}
