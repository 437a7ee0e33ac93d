using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>Puts the rules in force into words, one row for each attribute a table or the policy speaks of.</summary>
/// <param name="profile">The compiled profile: what the run asks, the statement asks too.</param>
internal sealed class StatementTable(CompiledProfile profile)
{
    private static readonly AttributeType[] s_types = [AttributeType.Type1, AttributeType.Type2, AttributeType.Type3];

    private bool IsBasic => profile.Settings.Base == ProfileBase.Basic;

    /// <summary>All rows, ascending by tag.</summary>
    public IEnumerable<StatementRow> Rows()
    {
        var rows = new SortedDictionary<uint, StatementRow>();
        foreach (var row in ProfileTable.Standard.Concat(ProfileTable.Beyond))
        {
            if (row.IsExact && profile.Find(new DicomTag(row.Value)) is { } rule)
            {
                rows[row.Value] = Exact(new DicomTag(row.Value), rule, row);
            }
        }

        foreach (var tag in profile.Settings.Overrides.Keys.Concat(profile.Settings.Labels.Keys))
        {
            if (!rows.ContainsKey(tag.Value))
            {
                rows[tag.Value] = Exact(tag, profile.Find(tag)!, null);
            }
        }

        if (IsBasic)
        {
            foreach (var row in Repeating())
            {
                rows[row.Key] = row.Value;
            }
        }

        return rows.Values;
    }

    /// <summary>Attributes that can get a dummy, with the VR it is made for.</summary>
    public IEnumerable<(DicomTag Tag, DicomVR VR)> Dummies()
    {
        var tags = ProfileTable.Standard.Concat(ProfileTable.Beyond).Where(static r => r.IsExact).Select(static r => new DicomTag(r.Value)).Concat(profile.Settings.Overrides.Keys);
        foreach (var tag in tags.Distinct().Order())
        {
            if (!(IsBasic && ProfileWalk.IsAlwaysRemoved(tag)) && profile.Find(tag) is { } rule && IsDummied(tag, rule))
            {
                yield return (tag, rule.VR);
            }
        }

        if (profile.DateRule is { } dates && IsDummied(default, dates))
        {
            // Any attribute of these VRs that no table has.
            yield return (default, DicomVR.DA);
            yield return (default, DicomVR.DT);
            yield return (default, DicomVR.TM);
        }

        if (profile.NameRule is not null)
        {
            yield return (default, DicomVR.PN);
        }
    }

    /// <summary>What a rule does, as codes of PS3.15 Table E.1-1a.</summary>
    public string ActionOf(DicomTag tag, ProfileRule rule, DicomVR vr) => rule.Always switch
    {
        AttributeAction.Keep => "K",
        AttributeAction.NewUid => "U",
        AttributeAction.Clean when Cleaning(tag, rule, vr) is not null => "C, else " + ByType(tag, rule),
        _ => ByType(tag, rule),
    };

    private StatementRow Exact(DicomTag tag, ProfileRule rule, ProfileRow? row)
    {
        var entry = DicomDictionary.Find(tag);
        var name = entry?.Name is { Length: > 0 } text ? text : row?.Name ?? string.Empty;
        if (IsBasic && ProfileWalk.IsAlwaysRemoved(tag))
        {
            var comment = tag.Group is 0x0002 or 0x0004 ? "Not copied: see File Meta Information" : "Always";
            return new StatementRow(tag.ToString(), name, entry?.Keyword ?? string.Empty, "X", comment);
        }

        return new StatementRow(tag.ToString(), name, entry?.Keyword ?? string.Empty, ActionOf(tag, rule, rule.VR), string.Join("; ", Comments(tag, rule, row)));
    }

    private IEnumerable<string> Comments(DicomTag tag, ProfileRule rule, ProfileRow? row)
    {
        if (row is { IsStandard: false } && !profile.Settings.Overrides.ContainsKey(tag))
        {
            yield return "Not in Table E.1-1";
        }

        if (profile.Settings.Overrides.ContainsKey(tag))
        {
            yield return row is { IsStandard: true } ? "The policy's own action" : "The policy's own action; not in Table E.1-1";
        }
        else if (row is not null)
        {
            for (var i = 0; i < row.Options.Count; i++)
            {
                var option = ProfileTable.OptionColumns[i];
                if (row.Options[i] != ProfileCode.None && profile.Has(option))
                {
                    yield return $"{option}: {row.Options[i]}";
                }
            }
        }

        if (How(tag, rule) is { } how)
        {
            yield return how;
        }

        if (rule.Label is { } label)
        {
            yield return "At the top level: " + LabelText(label);
        }
    }

    private string? How(DicomTag tag, ProfileRule rule) => rule.Always switch
    {
        AttributeAction.Keep when rule.VR == DicomVR.SQ => "the profile is applied inside each item",
        AttributeAction.Keep when rule.VR == DicomVR.AS && profile.Settings.MaximumAge is { } age => string.Create(CultureInfo.InvariantCulture, $"above {age} years: {Math.Min(age + 1, 999):000}Y"),
        AttributeAction.Clean => Cleaning(tag, rule, rule.VR) ?? "nothing in it is known to be safe",
        _ => null,
    };

    /// <summary>How the attribute is cleaned; null when nothing of it can be kept.</summary>
    private string? Cleaning(DicomTag tag, ProfileRule rule, DicomVR vr) => rule.Kind switch
    {
        CleanKind.Date when vr is DicomVR.DA or DicomVR.DT => "the date moves with the patient's other dates",
        CleanKind.Date when vr == DicomVR.TM && profile.Settings.Times == TimeHandling.Keep => "the time of day stays",
        CleanKind.Date when tag.Value == 0x00080201 => "the zone stays",
        CleanKind.Words when vr == DicomVR.SQ => "the profile is applied inside each item",
        CleanKind.Words when vr.IsText() => "words of the list stay",
        CleanKind.StructuredContent when vr == DicomVR.SQ => "content items by concept",
        CleanKind.Graphics when vr == DicomVR.SQ => "geometry stays, texts keep words of the list",
        _ => null,
    };

    private static string LabelText(LabelSource label) => label switch
    {
        LabelSource.Subject => "the subject's label, else the patient's pseudonym",
        LabelSource.Session => "the session's label, else a pseudonym of the value",
        LabelSource.Project => "the project's label",
        LabelSource.Series => "words of the list, else modality and series number",
        LabelSource.Pseudonym => "a pseudonym",
        _ => "zero length",
    };

    private Dictionary<uint, StatementRow> Repeating()
    {
        var graphics = profile.Has(ProfileOptions.CleanGraphics);
        var isSafeKept = profile.Has(ProfileOptions.RetainSafePrivate);
        return new Dictionary<uint, StatementRow>
        {
            [0x50000000] = new("(50xx,xxxx)", "Curves, even groups", string.Empty, graphics ? "C, else X" : "X", graphics ? "CleanGraphics: C; numbers of a described curve stay, texts and curves with sound go" : "The whole group"),
            [0x60000000] = new("(60xx,xxxx)", "Overlays, even groups", string.Empty, "X", "The whole group, with data, comments, label and description"),
            [uint.MaxValue] = new("(gggg,eeee)", "Private attributes, odd groups", string.Empty, isSafeKept ? "C" : "X", isSafeKept ? "RetainSafePrivate: C; see Private attributes" : "With their creators, at every depth"),
        };
    }

    /// <summary>True when some Type gives a dummy. What is kept gets one only where the value may be no date or age after all.</summary>
    private static bool IsDummied(DicomTag tag, ProfileRule rule) =>
        (rule.Always != AttributeAction.Keep || rule.VR is DicomVR.DA or DicomVR.DT or DicomVR.TM or DicomVR.AS)
        && TypesOf(tag).Any(type => rule.ByType(type) == AttributeAction.Dummy);

    /// <summary>The Types an attribute has somewhere, 1C as 1 and 2C as 2; all of them for one that stands for many.</summary>
    private static IEnumerable<AttributeType> TypesOf(DicomTag tag) => tag == default ? s_types : s_types.Where(type =>
        IodDefinition.TypesOf(tag).Any(found => found == type || (found, type) is (AttributeType.Type1C, AttributeType.Type1) or (AttributeType.Type2C, AttributeType.Type2)));

    /// <summary>The actions by the Types the attribute has somewhere: one code where all agree.</summary>
    private static string ByType(DicomTag tag, ProfileRule rule)
    {
        var other = rule.ByType(AttributeType.None);
        var groups = TypesOf(tag).Where(type => rule.ByType(type) != other).GroupBy(rule.ByType).ToList();
        return groups.Count == 0
            ? Letter(other)
            : string.Join(", ", groups.Select(group => $"{Letter(group.Key)} (Type {string.Join(", ", group.Select(static t => t.ToString()[4..]))})")) + $", {Letter(other)} (else)";
    }

    private static string Letter(AttributeAction action) => action switch
    {
        AttributeAction.Keep => "K",
        AttributeAction.Remove => "X",
        AttributeAction.Empty => "Z",
        AttributeAction.Dummy => "D",
        AttributeAction.NewUid => "U",
        _ => "C",
    };
}
