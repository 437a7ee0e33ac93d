namespace DeidPS.Deid.Tests.Proof;

/// <summary>An invented patient: every text is made up of a seed and stands nowhere else.</summary>
internal sealed class PlantedPerson
{
    private static readonly string[] s_start = ["Quor", "Brex", "Thal", "Mord", "Plaz", "Vost", "Grund", "Skel", "Twim", "Jarv"];
    private static readonly string[] s_middle = ["ban", "del", "fir", "gom", "hux", "kel", "lom", "nim", "pov", "rud"];
    private static readonly string[] s_end = ["wick", "thorp", "zeal", "quist", "yarn", "moth", "fjeld", "gwyn", "bzik", "dorf"];

    private readonly Random _random;

    public PlantedPerson(int seed)
    {
        _random = new Random(seed);
        Family = Word();
        Given = Word();
        Middle = Word();
        Physician = (Word(), Word());
        Operators = [(Word(), Word()), (Word(), Word())];
        PatientId = "H" + Digits(7);
        OtherId = "OLD" + Digits(6);
        Accession = "AC" + Digits(8);
        Order = "PL" + Digits(8);
        StudyId = "ST" + Digits(7);
        BirthDate = new DateOnly(1934, 1, 1).AddDays(_random.Next(60 * 365));
        StudyDate = new DateOnly(2017, 3, 1).AddDays(_random.Next(2500));
        Institution = Word() + " Royal Infirmary";
        Department = Word() + " Imaging Suite";
        Address = $"{_random.Next(11, 190)} {Word()} Lane, {Word()}";
        Telephone = "+44 1632 96" + Digits(4);
        Nhs = NhsNumber();
        Postcode = $"SE{_random.Next(1, 28)} {_random.Next(1, 9)}XH";
        Email = $"{Word()}@{Word()}.example.org".ToLowerInvariant();
    }

    public string Family { get; }

    public string Given { get; }

    public string Middle { get; }

    public string Name => $"{Family}^{Given}^{Middle}";

    public (string Family, string Given) Physician { get; }

    public IReadOnlyList<(string Family, string Given)> Operators { get; }

    public string PatientId { get; }

    public string OtherId { get; }

    public string Accession { get; }

    public string Order { get; }

    public string StudyId { get; }

    public DateOnly BirthDate { get; }

    public DateOnly StudyDate { get; }

    public string Institution { get; }

    public string Department { get; }

    public string Address { get; }

    public string Telephone { get; }

    /// <summary>Ten digits with a right check digit, unspaced.</summary>
    public string Nhs { get; }

    public string Postcode { get; }

    public string Email { get; }

    /// <summary>An instance UID of a maker who writes the day into it.</summary>
    public string Uid(int series, int instance) =>
        $"1.2.826.0.1.3680043.9.7133.{StudyDate:yyyyMMdd}.{BirthDate.DayNumber}.{series}.{instance}";

    /// <summary>A made-up word of nine letters or more.</summary>
    public string Word() => s_start[_random.Next(10)] + s_middle[_random.Next(10)] + s_middle[_random.Next(10)] + s_end[_random.Next(10)];

    private string Digits(int count) => string.Concat(Enumerable.Range(0, count).Select(i => (char)('0' + _random.Next(i == 0 ? 1 : 0, 10))));

    private string NhsNumber()
    {
        while (true)
        {
            var digits = "9" + Digits(8);
            var check = 11 - (digits.Select((c, i) => (c - '0') * (10 - i)).Sum() % 11);
            if (check != 10)
            {
                return digits + (check == 11 ? 0 : check);
            }
        }
    }
}
