using System.Globalization;
using System.Text;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Dictionary;
using DeidPS.Dicom.Tests.Files;
using Xunit.Abstractions;

namespace DeidPS.Deid.Tests.Profile;

/// <summary>
/// Every row of Table E.1-1 with the Basic Profile and with each option, planted at the top level, in a standard sequence, in a private
/// sequence and in a sequence encoded as UN. What is expected is worked out here, from the table as printed and deid-profile 2.
/// </summary>
public sealed class EveryRowTests(ITestOutputHelper output)
{
    /// <summary>A standard sequence that no table speaks of.</summary>
    private const string Neutral = "00082218";

    /// <summary>A private sequence that PS3.15 Table E.3.10-1 calls safe, and its creator.</summary>
    private const string SafeSequence = "2001105F";
    private const string SafeCreator = "Philips Imaging DD 001";

    private static readonly ProfileOptions[] s_columns =
    [
        ProfileOptions.RetainSafePrivate, ProfileOptions.RetainUids, ProfileOptions.RetainDeviceIdentity, ProfileOptions.RetainInstitutionIdentity,
        ProfileOptions.RetainPatientCharacteristics, ProfileOptions.RetainFullDates, ProfileOptions.RetainModifiedDates, ProfileOptions.CleanDescriptors,
        ProfileOptions.CleanStructuredContent, ProfileOptions.CleanGraphics,
    ];

    private enum Place
    {
        TopLevel,
        StandardSequence,
        PrivateSequence,
        UnknownSequence,
    }

    private sealed record Plant(TableRow Row, string Path, Place Place, string Type);

    private static readonly TableRow[] s_rows = [.. Table("confidentiality-profile.tsv").Select(c => new TableRow(c[0], c[4], c[5..15]))];

    private static readonly HashSet<uint> s_known =
        [.. s_rows.Where(r => !r.IsPrivate).Select(r => r.Value), .. Table("beyond-profile.tsv").Select(c => Convert.ToUInt32(c[0], 16))];

    private readonly List<string> _wrong = [];
    private readonly HashSet<(string Tag, int Column, Place Place)> _seen = [];
    private readonly Dictionary<string, int> _actions = new(StringComparer.Ordinal);
    private int _checks;

    private static IEnumerable<string[]> Table(string name) =>
        File.ReadLines(Path.Combine(RepositoryPath.Root, "src", "DeidPS.Deid", "Profile", "Data", name)).Skip(1).Select(l => l.Split('\t'));

    [Fact]
    public void Output_obeys_every_row_in_every_place_with_every_option()
    {
        var types = TableTypes.Load(out var isIndependent);
        var objects = 0;
        foreach (var (iod, sopClass) in Objects(types))
        {
            // The flattened table leaves (0008,0106) and (0008,0107) out: they are in every coded item.
            string TypeAt(string path) => isIndependent && path[^8..] is not ("00080106" or "00080107") ? types[iod].GetValueOrDefault(path, "-") : TableTypes.FromDefinition(sopClass, path);
            var nested = Nested(types.GetValueOrDefault(iod));
            for (var column = -1; column < s_columns.Length; column++)
            {
                foreach (var hide in (bool[])[false, true])
                {
                    Check(sopClass, column, hide, nested, TypeAt);
                    objects++;
                }
            }
        }

        output.WriteLine($"{s_rows.Length} rows x {s_columns.Length + 1} (Basic and options) x 4 places = {_seen.Count} combinations, {_checks} attributes in {objects} objects; Types from {(isIndependent ? "the flattened table" : "the definitions")}");
        output.WriteLine(string.Join(", ", _actions.OrderBy(a => a.Key).Select(a => $"{a.Key} {a.Value}")));
        Assert.True(_wrong.Count == 0, $"{_wrong.Count} of {_checks} are wrong:\n" + string.Join('\n', _wrong.Take(40)));
        Assert.Equal(s_rows.Length * (s_columns.Length + 1) * 4, _seen.Count);
    }

    /// <summary>As few IODs as show every Type that any IOD gives a row, at the top level and in sequences.</summary>
    private static IEnumerable<(string Iod, string SopClass)> Objects(Dictionary<string, Dictionary<string, string>> types)
    {
        if (types.Count == 0)
        {
            return [("CT Image", "1.2.840.10008.5.1.4.1.1.2"), ("Basic Text SR", "1.2.840.10008.5.1.4.1.1.88.11"), ("RT Plan", "1.2.840.10008.5.1.4.1.1.481.5")];
        }

        var rows = s_rows.Select(r => r.Value.ToString("X8", CultureInfo.InvariantCulture)).ToHashSet(StringComparer.Ordinal);
        var offers = new SortedDictionary<string, HashSet<(string, string, bool)>>(StringComparer.Ordinal);
        foreach (var sopClass in DicomUids.SopClasses.Where(s => s.IodNote.Length == 0 && types.ContainsKey(s.Iod)))
        {
            offers.TryAdd(sopClass.Iod, [.. types[sopClass.Iod]
                .Where(p => rows.Contains(p.Key[^8..]) && IsReachable(p.Key))
                .Select(p => (p.Key[^8..], p.Value, p.Key.Length > 8))]);
        }

        var chosen = new List<(string, string)>();
        var wanted = offers.Values.SelectMany(o => o).ToHashSet();
        while (wanted.Count > 0)
        {
            var best = offers.MaxBy(o => o.Value.Count(wanted.Contains));
            wanted.ExceptWith(best.Value);
            chosen.Add((best.Key, DicomUids.SopClasses.First(s => s.Iod == best.Key && s.IodNote.Length == 0).Uid));
        }

        return chosen;
    }

    /// <summary>True when no sequence on the way is itself acted on.</summary>
    private static bool IsReachable(string path) => path.Split('.').SkipLast(1).All(t => !s_known.Contains(Convert.ToUInt32(t, 16)));

    /// <summary>One path inside sequences of the IOD for each row and Type.</summary>
    private static List<(TableRow Row, string Path)> Nested(Dictionary<string, string>? paths)
    {
        var byTag = s_rows.ToDictionary(r => r.Value.ToString("X8", CultureInfo.InvariantCulture), StringComparer.Ordinal);
        return paths is null ? [] : [.. paths
            .Where(p => p.Key.Length > 8 && byTag.ContainsKey(p.Key[^8..]) && IsReachable(p.Key))
            .GroupBy(p => (p.Key[^8..], p.Value))
            .Select(g => (byTag[g.Key.Item1], g.First().Key))];
    }

    private void Check(string sopClass, int column, bool hide, List<(TableRow Row, string Path)> nested, Func<string, string> typeAt)
    {
        var root = new Planted();
        var plants = new List<Plant>();
        foreach (var row in s_rows)
        {
            if (row.IsPrivate)
            {
                AddPrivate(root, row, plants, hide);
                continue;
            }

            // A group 0002 in front would be taken for file meta; the row of group 0000 before it sees to that.
            var tag = row.Value.ToString("X8", CultureInfo.InvariantCulture);
            Add(row, tag, Place.TopLevel);
            Add(row, $"{Neutral}.{tag}", hide ? Place.UnknownSequence : Place.StandardSequence);
            Add(row, $"{SafeSequence}.{tag}", Place.PrivateSequence);
        }

        foreach (var (row, path) in nested)
        {
            Add(row, path, hide ? Place.UnknownSequence : Place.StandardSequence);
        }

        root.Put(0x00080016, DicomVR.UI, Encoding.ASCII.GetBytes(sopClass.Length % 2 == 0 ? sopClass : sopClass + '\0'));
        root.Put(0x20010010, DicomVR.LO, Encoding.ASCII.GetBytes(SafeCreator));
        var bytes = root.Encode(isExplicit: true, hide, tag => !s_known.Contains(tag) && (tag & 0x10000) == 0).File();
        using var before = DicomFile.Open(bytes);
        var offset = new Pseudonymiser(ProfileRun.Key, ProfileRun.Pseudonyms).For(PatientIdentity.Of(before.Dataset)).OffsetDays;
        var options = column < 0 ? ProfileOptions.None : s_columns[column];
        using var input = DicomFile.Open(bytes);
        using var after = ProfileRun.Apply(input, new ProfileSettings { Options = options, Labels = new Dictionary<DicomTag, LabelSource>() });
        foreach (var plant in plants)
        {
            var original = Find(before.Dataset, plant.Path) ?? throw new InvalidOperationException(plant.Path);
            var found = Find(after.Dataset, plant.Path);
            var expected = Expected(plant, column, options);
            _checks++;
            _actions[expected] = _actions.GetValueOrDefault(expected) + 1;
            _seen.Add((plant.Row.Tag, column, plant.Place));
            if (Violation(expected, plant, original, found, offset, options) is { } violation)
            {
                _wrong.Add($"{plant.Path} Type {plant.Type} code {plant.Row.Basic} {options} in {sopClass}, {plant.Place}: {expected} expected, {violation}");
            }
        }

        void Add(TableRow row, string path, Place place)
        {
            var steps = path.Split('.').Select(t => Convert.ToUInt32(t, 16)).ToArray();
            var item = root;
            foreach (var step in steps[..^1])
            {
                item = item.Inside(step);
            }

            item.Plant(steps[^1]);
            plants.Add(new Plant(row, path, place, place == Place.PrivateSequence ? "-" : typeAt(path)));
        }
    }

    private static void AddPrivate(Planted root, TableRow row, List<Plant> plants, bool hide)
    {
        Planted[] places = [root, root.Inside(Convert.ToUInt32(Neutral, 16)), root.Inside(Convert.ToUInt32(SafeSequence, 16))];
        string[] paths = ["", Neutral + ".", SafeSequence + "."];
        Place[] kinds = [Place.TopLevel, hide ? Place.UnknownSequence : Place.StandardSequence, Place.PrivateSequence];
        for (var i = 0; i < places.Length; i++)
        {
            places[i].Put(0x00290010, DicomVR.LO, "ZZ UNKNOWN"u8.ToArray());
            places[i].Put(0x00291001, DicomVR.LO, "ZZPLANTED "u8.ToArray());
            places[i].Put(0x00190010, DicomVR.LO, "GEMS_ACQU_01"u8.ToArray());
            places[i].Put(0x00191023, DicomVR.DS, "1.25"u8.ToArray());
            places[i].Put(0x001910FE, DicomVR.LO, "ZZPLANTED "u8.ToArray());
            foreach (var element in (string[])["00290010", "00291001", "00190010", "00191023", "001910FE"])
            {
                plants.Add(new Plant(row, paths[i] + element, kinds[i], "-"));
            }
        }
    }

    private static DicomElement? Find(DicomDataset dataset, string path)
    {
        DicomElement? element = null;
        var current = dataset;
        foreach (var step in path.Split('.'))
        {
            element = current?.Find(new DicomTag(Convert.ToUInt32(step, 16)));
            current = element is { IsSequence: true, Items.Count: > 0 } ? element.Items[0] : null;
        }

        return element;
    }

    /// <summary>The action by the table as printed and the rules of deid-profile 2, 3, 8 and 10.</summary>
    private static string Expected(Plant plant, int column, ProfileOptions options)
    {
        var tag = plant.Row.Value;
        if (plant.Row.IsPrivate)
        {
            return options == ProfileOptions.RetainSafePrivate && plant.Path[^8..] is "00190010" or "00191023" ? "K" : "X";
        }

        if ((plant.Place == Place.PrivateSequence && options != ProfileOptions.RetainSafePrivate) || tag >> 16 <= 4 || tag is 0xFFFAFFFA or 0xFFFCFFFC)
        {
            return "X";
        }

        var group = tag >> 24;
        if (group is 0x50 or 0x60)
        {
            return options == ProfileOptions.CleanGraphics ? "C, else X" : "X";
        }

        var code = column >= 0 && plant.Row.Options[column].Length > 0 ? plant.Row.Options[column] : plant.Row.Basic;
        return code == "C" ? "C, else " + ByType(plant.Row.Basic, plant.Type) : ByType(code, plant.Type);
    }

    private static string ByType(string code, string type)
    {
        var column = type switch { "1" or "1C" => 0, "2" or "2C" => 1, "3" => 2, _ => 3 };
        return code switch
        {
            "K" or "U" => code,
            "Z/D" => "DZZX"[column..][..1],
            "X/Z" => "DZXX"[column..][..1],
            "X/D" => "DDXX"[column..][..1],
            "X/Z/D" => "DZXX"[column..][..1],
            "X/Z/U*" => "KZXX"[column..][..1],
            "X" => "DZXX"[column..][..1],
            "D" => "DDDX"[column..][..1],
            "Z" => "DZZX"[column..][..1],
            _ => throw new InvalidOperationException(code),
        };
    }

    private static string? Violation(string expected, Plant plant, DicomElement original, DicomElement? found, int offset, ProfileOptions options)
    {
        if (expected.StartsWith('C'))
        {
            return IsCleaned(plant, original, found, offset) ? null : Violation(expected[^1..], plant, original, found, offset, options);
        }

        switch (expected)
        {
            case "X":
                return found is null ? null : "still there";
            case "Z":
                return found is null ? "removed" : found.IsEmpty ? null : "not empty";
            case "D":
                return found is null ? "removed" : found.IsEmpty ? "empty" : IsSame(original, found) ? "unchanged" : IsLegal(found) ? null : "not legal in its VR";
            case "U":
                return found?.Text is { Length: > 5 } uid && uid.StartsWith("2.25.", StringComparison.Ordinal) && uid == ProfileRun.Pseudonymiser.Uid(original.Text!) ? null : "no new UID";
            default:
                return found is null ? "removed" : KeptWell(original, found, options) ? null : "changed";
        }
    }

    /// <summary>A sequence is kept as a frame in which the table goes on: the reference inside changes, the meaning stays.</summary>
    private static bool KeptWell(DicomElement original, DicomElement found, ProfileOptions options)
    {
        if (!original.IsSequence)
        {
            return IsSame(original, found);
        }

        var uid = new DicomTag(0x00081155);
        var item = found.Items.SingleOrDefault();
        return item?.GetText(new DicomTag(0x00080104)) == "ZZPLANTED"
            && (item.GetText(uid) == original.Items[0].GetText(uid)) == (options == ProfileOptions.RetainUids);
    }

    private static bool IsCleaned(Plant plant, DicomElement original, DicomElement? found, int offset)
    {
        if (found is null || found.IsEmpty)
        {
            return false;
        }

        return original.VR switch
        {
            DicomVR.DA => found.Text == Shifted("20240229", offset),
            DicomVR.DT => found.Text == Shifted("20240229", offset) + "101112.5+0100",
            DicomVR.TM => IsSame(original, found),
            DicomVR.SH when plant.Row.Value == 0x00080201 => IsSame(original, found),
            DicomVR.SQ => true,
            DicomVR.OB or DicomVR.OW => plant.Row.Value >> 24 == 0x60,
            _ => found.Text is { } text && !text.Contains("ZZPLANTED", StringComparison.Ordinal) && IsLegal(found),
        };
    }

    private static string Shifted(string date, int days) =>
        DateTime.ParseExact(date, "yyyyMMdd", CultureInfo.InvariantCulture).AddDays(days).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static bool IsSame(DicomElement a, DicomElement b) => !a.IsSequence && !b.IsSequence && a.Bytes.Span.SequenceEqual(b.Bytes.Span);

    private static bool IsLegal(DicomElement element) => element.VR switch
    {
        DicomVR.SQ => element.Items.Count == 1 && element.Items[0].Count > 0 && element.Items[0].GetText(new DicomTag(0x00080104)) != "ZZPLANTED",
        DicomVR.DA => DateTime.TryParseExact(element.Text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        DicomVR.DT => DateTime.TryParseExact(element.Text, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        DicomVR.TM => TimeOnly.TryParseExact(element.Text, "HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        DicomVR.DS or DicomVR.IS => element.Values.All(v => double.TryParse(v, CultureInfo.InvariantCulture, out _)),
        DicomVR.AS => element.Text is { Length: 4 } age && age.AsSpan(0, 3).IndexOfAnyExceptInRange('0', '9') < 0,
        DicomVR.UI => element.Text!.All(c => char.IsAsciiDigit(c) || c == '.') && element.Text!.Length <= 64,
        _ => element.Length % 2 == 0 && (element.VR.MaximumCharacters() == 0 || element.Text!.Length <= element.VR.MaximumCharacters()),
    };
}
