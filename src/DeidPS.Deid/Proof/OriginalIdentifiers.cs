using System.Collections.Frozen;
using System.Globalization;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Proof;

/// <summary>
/// The identifiers of the originals that outputs are searched for: name parts of all groups of every PN, ids and order numbers, dates in six
/// forms, UIDs, institutions, addresses, telephone numbers; at any depth, private ones by their VR. Filled by any number of threads.
/// </summary>
/// <remarks>
/// So that outputs are not flooded: parts of a name with four letters or more count alone, those of three are possible findings, shorter ones
/// and common words count only beside another part of the same name. Numbers count from six characters, or four with a letter in
/// them; possible with four or five digits. Han, kana and Hangul count from two characters. Institutions and addresses count as a whole. UIDs
/// count from fourteen characters. Dates count as possible, or as certain where the same picture shows whose date it is.
/// </remarks>
public sealed class OriginalIdentifiers
{
    private const int LongestNeedle = 64;
    private const int Number = 7;

    private static readonly FrozenSet<uint> s_patientNames = ((uint[])[0x00100010, 0x00101001, 0x00101005, 0x00101060, 0x00100012]).ToFrozenSet();
    private static readonly FrozenSet<uint> s_patientIds = ((uint[])[0x00100020, 0x00101000, 0x00100050, 0x00101090, 0x00380010, 0x00380060]).ToFrozenSet();
    private static readonly FrozenSet<uint> s_orders = ((uint[])[0x00080050, 0x00200010, 0x00401001, 0x00400009, 0x00400253, 0x00402016, 0x00402017, 0x00401006, 0x00401007, 0x00321066]).ToFrozenSet();
    private static readonly FrozenSet<uint> s_places = ((uint[])[0x00080080, 0x00081040, 0x0040A027, 0x00081010, 0x00321033, 0x00400001]).ToFrozenSet();
    private static readonly FrozenSet<uint> s_addresses = ((uint[])[0x00080081, 0x00080092, 0x00101040, 0x00401102]).ToFrozenSet();
    private static readonly FrozenSet<uint> s_phones = ((uint[])[0x00080094, 0x00102154, 0x00401103]).ToFrozenSet();

    private static readonly System.Buffers.SearchValues<char> s_umlauts = System.Buffers.SearchValues.Create("äöüÄÖÜ");

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Needle> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Needle> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _people = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, HashSet<int>> _pictures = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<(string SopClassUid, DicomTag Tag)> _missing = [];
    private readonly HashSet<(DicomTag Tag, string Value)> _malformed = [];
    private NeedleSet? _built;

    /// <summary>Originals that were read.</summary>
    public int FileCount { get; private set; }

    /// <summary>Different identifiers found in them.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _words.Count + _numbers.Count;
            }
        }
    }

    /// <summary>Adds the identifiers of an original.</summary>
    /// <param name="file">The original; it is only read.</param>
    public void Add(DicomFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var picture = PictureMark.Of(file.Dataset);
        lock (_lock)
        {
            _built = null;
            FileCount++;
            var patient = Person("p\u0001" + PatientIdentity.Of(file.Dataset).Value);
            if (picture != 0)
            {
                if (!_pictures.TryGetValue(picture, out var owners))
                {
                    _pictures.Add(picture, owners = []);
                }

                owners.Add(patient);
            }

            if (file.FileMeta is { } meta)
            {
                Collect(meta, patient);
            }

            Collect(file.Dataset, patient);
            _missing.UnionWith(ConformanceCheck.Missing(file.Dataset));
        }
    }

    /// <summary>The needles as they are now.</summary>
    internal NeedleSet Build()
    {
        lock (_lock)
        {
            return _built ??= new NeedleSet(
                new NeedleAutomaton([.. _words.Values]),
                new NeedleAutomaton([.. _numbers.Values]),
                _pictures.ToFrozenDictionary(p => p.Key, p => p.Value.ToFrozenSet()),
                _missing.ToFrozenSet(),
                _malformed.ToFrozenSet());
        }
    }

    /// <summary>A date in its six forms, folded.</summary>
    internal static IEnumerable<string> FormsOf(DateOnly day)
    {
        foreach (var form in (string[])["yyyyMMdd", "yyyy MM dd", "dd MM yyyy", "ddMMyyyy", "d MMM yyyy", "MM dd yyyy"])
        {
            yield return TextFolder.Needle(day.ToString(form, CultureInfo.InvariantCulture));
        }

        if (day.Day < 10)
        {
            yield return TextFolder.Needle(day.ToString("dd MMM yyyy", CultureInfo.InvariantCulture));
        }
    }

    private void Collect(DicomDataset dataset, int patient)
    {
        foreach (var element in dataset)
        {
            if (element.IsSequence)
            {
                foreach (var item in element.Items)
                {
                    Collect(item, patient);
                }
            }
            else if (!element.IsEncapsulated && !element.IsBulk && !element.IsEmpty && element.VR.IsText())
            {
                Collect(element, patient);
            }
        }
    }

    private void Collect(DicomElement element, int patient)
    {
        var tag = element.Tag.Value;
        foreach (var value in element.Values)
        {
            if (value.Length == 0)
            {
                continue;
            }

            // A day that cannot be read as one is searched for nowhere: that it stands in a copy stays certain.
            if (element.VR is not (DicomVR.DA or DicomVR.DT) && !ConformanceCheck.IsLegal(element.VR, value))
            {
                _malformed.Add((element.Tag, value));
            }

            switch (element.VR)
            {
                case DicomVR.PN:
                    AddName(value, s_patientNames.Contains(tag) ? FindingRule.PatientName : FindingRule.PersonName);
                    break;
                case DicomVR.DA or DicomVR.DT when !StructuralTags.IsCodeDate(element.Tag):
                    AddDate(value, tag == 0x00100030 ? FindingRule.BirthDate : FindingRule.Date, patient);
                    break;
                case DicomVR.UI when !StructuralTags.Contains(element.Tag):
                    AddUid(value, patient);
                    break;
                default:
                    if (s_patientIds.Contains(tag))
                    {
                        AddId(value, FindingRule.PatientId, patient);
                    }
                    else if (s_orders.Contains(tag))
                    {
                        AddId(value, FindingRule.OrderNumber, patient);
                    }
                    else if (s_places.Contains(tag))
                    {
                        AddPhrase(value, FindingRule.Institution, patient);
                    }
                    else if (s_addresses.Contains(tag))
                    {
                        AddPhrase(value, FindingRule.Address, patient);
                    }
                    else if (s_phones.Contains(tag))
                    {
                        AddPhone(value, patient);
                    }

                    break;
            }
        }
    }

    private void AddName(string value, FindingRule rule)
    {
        // Most objects repeat the names of others.
        if (!_seen.Add((int)rule + value))
        {
            return;
        }

        var person = Person("n\u0001" + value);
        foreach (var group in value.Split('='))
        {
            var components = group.Split('^').Select(c => TextFolder.Needle(c)).ToArray();
            for (var i = 0; i < components.Length; i++)
            {
                // Prefix and suffix (PS3.5 6.2.1) are titles and degrees.
                if (i >= 3 || components[i].Length == 0)
                {
                    continue;
                }

                foreach (var part in components[i].Split(' '))
                {
                    AddWord(part, rule, person);
                }

                if (components[i].Contains(' ', StringComparison.Ordinal))
                {
                    AddWord(components[i].Replace(" ", string.Empty, StringComparison.Ordinal), rule, person);
                }
            }

            if (components.Length > 1 && components[0].Length > 0 && components[1].Length > 0)
            {
                AddGlued(components[0], components[1], rule, person);
            }

            AddTransliterated(group, rule, person);
        }
    }

    /// <summary>Family and given name without anything between.</summary>
    private void AddGlued(string family, string given, FindingRule rule, int person)
    {
        var together = family.Replace(" ", string.Empty, StringComparison.Ordinal) + given.Replace(" ", string.Empty, StringComparison.Ordinal);
        if (together.Length >= 6 || together.AsSpan().ContainsAnyInRange('\u2E80', '\uDFFF'))
        {
            AddWord(together, rule, person);
            AddWord(given.Replace(" ", string.Empty, StringComparison.Ordinal) + family.Replace(" ", string.Empty, StringComparison.Ordinal), rule, person);
        }
    }

    /// <summary>German writers turn Müller into Mueller.</summary>
    private void AddTransliterated(string group, FindingRule rule, int person)
    {
        if (group.AsSpan().ContainsAny(s_umlauts))
        {
            var text = group.ToUpperInvariant().Replace("Ä", "AE", StringComparison.Ordinal).Replace("Ö", "OE", StringComparison.Ordinal).Replace("Ü", "UE", StringComparison.Ordinal);
            foreach (var part in TextFolder.Needle(text).Split(' '))
            {
                AddWord(part, rule, person);
            }
        }
    }

    private void AddWord(string word, FindingRule rule, int person)
    {
        if (CommonWords.IsDummy(word))
        {
            return;
        }

        var isIdeographic = word.AsSpan().ContainsAnyInRange('\u2E80', '\uDFFF');
        if (word.Length >= 2)
        {
            Add(_words, word, rule, isIdeographic ? NeedleStrength.Strong
                : CommonWords.IsCommon(word) || word.Length == 2 ? NeedleStrength.Partner
                : word.Length == 3 ? NeedleStrength.Weak : NeedleStrength.Strong, person);
        }
    }

    private void AddId(string value, FindingRule rule, int patient)
    {
        var folded = TextFolder.Needle(value);
        var compact = folded.Replace(" ", string.Empty, StringComparison.Ordinal);
        if (CommonWords.IsDummy(folded) || compact.Length < 4 || (!compact.AsSpan().ContainsAnyInRange('0', '9') && (compact.Length < 6 || CommonWords.IsCommon(compact))))
        {
            return;
        }

        if (compact.AsSpan().IndexOfAnyExcept('0') < 0)
        {
            return;
        }

        var allDigits = !compact.AsSpan().ContainsAnyExceptInRange('0', '9');
        var strength = compact.Length >= 6 || (!allDigits && compact.Length >= 5) ? NeedleStrength.Strong : NeedleStrength.Weak;
        Add(_words, folded, rule, strength, patient);
        Add(_words, compact, rule, strength, patient);
        if (compact.Length >= Number)
        {
            Add(_numbers, compact, rule, NeedleStrength.Strong, patient);
        }
    }

    private void AddPhrase(string value, FindingRule rule, int patient)
    {
        var folded = TextFolder.Needle(value);
        if (folded.Length >= 5 && !CommonWords.IsDummy(folded) && !CommonWords.IsCommon(folded) && folded.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            Add(_words, folded, rule, NeedleStrength.Strong, patient);
        }
    }

    private void AddPhone(string value, int patient)
    {
        var digits = new string([.. TextFolder.Needle(value).Where(char.IsAsciiDigit)]);
        if (digits.Length < Number || digits.AsSpan().IndexOfAnyExcept('0') < 0)
        {
            return;
        }

        // +44 1632 960123, 0044 1632 960123 and 01632 960123 are one number.
        var national = digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : digits;
        national = national.StartsWith("44", StringComparison.Ordinal) && national.Length > 10 ? national[2..] : national.TrimStart('0');
        Add(_numbers, digits, FindingRule.Telephone, NeedleStrength.Strong, patient);
        if (national.Length >= Number)
        {
            Add(_numbers, national, FindingRule.Telephone, NeedleStrength.Strong, patient);
            Add(_numbers, "0" + national, FindingRule.Telephone, NeedleStrength.Strong, patient);
        }
    }

    private void AddDate(string value, FindingRule rule, int patient)
    {
        if (value.Length >= 8 && value[..8] != "19000101"
            && DateOnly.TryParseExact(value.AsSpan(0, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1850 and < 2200)
        {
            // All objects of a study share their dates.
            if (_seen.Add(string.Create(CultureInfo.InvariantCulture, $"d{(int)rule} {patient} {day.DayNumber}")))
            {
                foreach (var form in FormsOf(day))
                {
                    Add(_words, form, rule, NeedleStrength.Strong, patient);
                }
            }
        }
    }

    private void AddUid(string value, int patient)
    {
        if (value.Length >= 14 && DicomUids.Find(value) is null)
        {
            Add(_words, TextFolder.Needle(value), FindingRule.Uid, NeedleStrength.Strong, patient);
        }
    }

    private int Person(string key)
    {
        if (!_people.TryGetValue(key, out var person))
        {
            _people.Add(key, person = _people.Count);
        }

        return person;
    }

    private static void Add(Dictionary<string, Needle> needles, string text, FindingRule rule, NeedleStrength strength, int person)
    {
        var cut = text.Length > LongestNeedle ? text[..LongestNeedle].TrimEnd(' ') : text;
        if (!needles.TryGetValue(cut, out var needle))
        {
            needles.Add(cut, needle = new Needle(cut, rule, strength));
        }

        needle.Merge(rule, strength, person);
    }
}
