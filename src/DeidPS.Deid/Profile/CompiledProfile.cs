using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>Table, options and overrides as one look-up per element. Immutable; used by all workers at once.</summary>
internal sealed class CompiledProfile
{
    /// <summary>The options and their codes of CID 7050, in the order of the codes.</summary>
    public static IReadOnlyList<(ProfileOptions Option, string Code)> OptionCodes { get; } =
    [
        (ProfileOptions.CleanGraphics, "113103"), (ProfileOptions.CleanStructuredContent, "113104"), (ProfileOptions.CleanDescriptors, "113105"),
        (ProfileOptions.RetainFullDates, "113106"), (ProfileOptions.RetainModifiedDates, "113107"), (ProfileOptions.RetainPatientCharacteristics, "113108"),
        (ProfileOptions.RetainDeviceIdentity, "113109"), (ProfileOptions.RetainUids, "113110"), (ProfileOptions.RetainSafePrivate, "113111"),
        (ProfileOptions.RetainInstitutionIdentity, "113112"),
    ];

    private readonly Dictionary<uint, ProfileRule> _rules = new(1024);

    /// <summary>Combines table, options and overrides.</summary>
    /// <exception cref="PolicyException">Both date options are chosen, or an override names what goes as a whole.</exception>
    public CompiledProfile(ProfileSettings settings)
    {
        Settings = settings;
        if (Has(ProfileOptions.RetainFullDates) && Has(ProfileOptions.RetainModifiedDates))
        {
            throw new PolicyException("Retain Full Dates and Retain Modified Dates exclude each other (PS3.15 E.3.6).", "Choose one of them.");
        }

        if (settings.Base == ProfileBase.Basic)
        {
            AddTable(ProfileTable.Standard);
            AddTable(ProfileTable.Beyond);
        }
        else
        {
            AddDerived(ProfileTable.Standard);
            AddDerived(ProfileTable.Beyond);
        }

        DateRule = OutsideTable(DicomVR.DA);
        NameRule = settings.Base == ProfileBase.Basic ? ProfileRule.Of(ProfileCode.XD, ProfileCode.XD, CleanKind.Nothing, DicomVR.PN, settings.Strict) : null;
        AddOverrides();
        foreach (var (tag, label) in settings.Labels)
        {
            CheckOverride(tag);
            _rules[tag.Value] = (_rules.GetValueOrDefault(tag.Value) ?? ProfileRule.Of(AttributeAction.Keep, CleanKind.Nothing, VROf(tag))).WithLabel(label);
        }

        Claims = settings.Base == ProfileBase.Basic ? ClaimedCodes() : [];
        Digest = ComputeDigest();
    }

    /// <summary>What the profile was compiled from.</summary>
    public ProfileSettings Settings { get; }

    /// <summary>SHA-256 over settings and tables.</summary>
    public string Digest { get; }

    /// <summary>Codes of CID 7050 that the profile carries out on every object.</summary>
    public IReadOnlyList<string> Claims { get; }

    /// <summary>Dates and times outside the tables, by VR; null to leave them.</summary>
    public ProfileRule? DateRule { get; }

    /// <summary>Person names outside the tables, by VR; null to leave them.</summary>
    public ProfileRule? NameRule { get; }

    /// <summary>True when the word list decides what the profile does.</summary>
    public bool CleansWords => Has(ProfileOptions.CleanDescriptors | ProfileOptions.RetainPatientCharacteristics | ProfileOptions.CleanStructuredContent | ProfileOptions.CleanGraphics)
        || Settings.Overrides.Values.Contains(AttributeAction.Clean) || Settings.Labels.Values.Contains(LabelSource.Series);

    /// <summary>The rule of an attribute of an even group; null when no table has it.</summary>
    public ProfileRule? Find(DicomTag tag) => _rules.GetValueOrDefault(tag.Value);

    /// <summary>True when an option is chosen.</summary>
    public bool Has(ProfileOptions option) => (Settings.Options & option) != 0;

    private static DicomVR VROf(DicomTag tag) => DicomDictionary.VROf(tag) is var vr and not DicomVR.None ? vr : DicomVR.UN;

    private void AddTable(IReadOnlyList<ProfileRow> rows)
    {
        foreach (var row in rows)
        {
            if (row.IsExact)
            {
                var tag = new DicomTag(row.Value);
                var (code, kind) = InForce(row);
                _rules[row.Value] = ProfileRule.Of(code, row.Basic, kind, VROf(tag), Settings.Strict);
            }
        }
    }

    /// <summary>For a second pass: UIDs and, when they are to move, dates; everything else was dealt with before.</summary>
    private void AddDerived(IReadOnlyList<ProfileRow> rows)
    {
        foreach (var row in rows)
        {
            var (code, kind) = InForce(row);
            var vr = VROf(new DicomTag(row.Value));
            if (row.IsExact && ((row.Basic == ProfileCode.U && code == ProfileCode.U) || (kind == CleanKind.Date && vr is DicomVR.DA or DicomVR.DT)))
            {
                _rules[row.Value] = ProfileRule.Of(code, row.Basic, kind, vr, Settings.Strict);
            }
        }
    }

    /// <summary>The code that the chosen options give a row: C before K, so that dates of devices move too (deid-profile 3).</summary>
    private (ProfileCode Code, CleanKind Kind) InForce(ProfileRow row)
    {
        var result = (Code: row.Basic, Kind: CleanKind.Nothing);
        for (var i = 0; i < row.Options.Count; i++)
        {
            var option = ProfileTable.OptionColumns[i];
            if (!Has(option) || row.Options[i] == ProfileCode.None)
            {
                continue;
            }

            if (row.Options[i] == ProfileCode.C)
            {
                var kind = KindOf(option);
                result = (ProfileCode.C, kind > result.Kind || result.Code != ProfileCode.C ? kind : result.Kind);
            }
            else if (result.Code != ProfileCode.C)
            {
                result = (row.Options[i], CleanKind.Nothing);
            }
        }

        return result;
    }

    private static CleanKind KindOf(ProfileOptions option) => option switch
    {
        ProfileOptions.RetainModifiedDates => CleanKind.Date,
        ProfileOptions.CleanDescriptors or ProfileOptions.RetainPatientCharacteristics => CleanKind.Words,
        ProfileOptions.CleanStructuredContent => CleanKind.StructuredContent,
        ProfileOptions.CleanGraphics => CleanKind.Graphics,
        _ => CleanKind.Nothing,
    };

    private ProfileRule? OutsideTable(DicomVR vr)
    {
        if (Settings.Base == ProfileBase.Pseudonyms && !Has(ProfileOptions.RetainModifiedDates))
        {
            return null;
        }

        var code = Has(ProfileOptions.RetainModifiedDates) ? ProfileCode.C : Has(ProfileOptions.RetainFullDates) ? ProfileCode.K : ProfileCode.XD;
        return ProfileRule.Of(code, ProfileCode.XD, CleanKind.Date, vr, Settings.Strict);
    }

    private void AddOverrides()
    {
        foreach (var (tag, action) in Settings.Overrides)
        {
            CheckOverride(tag);
            var vr = VROf(tag);
            var basic = Row(tag)?.Basic ?? ProfileCode.X;
            var kind = vr is DicomVR.DA or DicomVR.DT or DicomVR.TM ? CleanKind.Date : CleanKind.Words;
            _rules[tag.Value] = action == AttributeAction.Clean
                ? ProfileRule.Of(ProfileCode.C, basic, kind, vr, Settings.Strict)
                : ProfileRule.Of(action, CleanKind.Nothing, vr);
        }
    }

    private static void CheckOverride(DicomTag tag)
    {
        if (tag.IsPrivate || tag.IsGroupLength || tag.Group is < 8 or 0xFFFA or 0xFFFC || tag.Group >> 8 is 0x50 or 0x60)
        {
            throw new PolicyException($"{tag} cannot have an action of its own.", "Private attributes, curves and overlays follow the options; command, file and directory elements always go.");
        }
    }

    private static ProfileRow? Row(DicomTag tag) =>
        ProfileTable.Standard.FirstOrDefault(r => r.Value == tag.Value && r.IsExact) ?? ProfileTable.Beyond.FirstOrDefault(r => r.Value == tag.Value && r.IsExact);

    /// <summary>
    /// An option is claimed unless an override takes away what it retains, and the Basic Profile unless an override keeps what neither it
    /// nor a chosen option keeps (PS3.15 E.1.1, E.3).
    /// </summary>
    private List<string> ClaimedCodes()
    {
        var conforms = true;
        var broken = ProfileOptions.None;
        foreach (var (tag, action) in Settings.Overrides)
        {
            if (Row(tag) is not { IsStandard: true } row)
            {
                continue;
            }

            var (code, _) = InForce(row);
            conforms &= action switch
            {
                AttributeAction.Keep => code == ProfileCode.K,

                // What is left of a descriptor is words of a list: a value that does not identify, which E.1.1 allows without the option.
                AttributeAction.Clean => code is ProfileCode.K or ProfileCode.C || IsDescriptor(row),
                AttributeAction.NewUid => VROf(tag) == DicomVR.UI,
                _ => true,
            };
            for (var i = 0; i < row.Options.Count; i++)
            {
                if (row.Options[i] == ProfileCode.K && code == ProfileCode.K && action != AttributeAction.Keep)
                {
                    broken |= ProfileTable.OptionColumns[i];
                }
            }
        }

        // Every claim of an option includes the Basic Profile (PS3.15 E.3).
        return conforms ? ["113100", .. OptionCodes.Where(c => Has(c.Option) && (broken & c.Option) == 0).Select(static c => c.Code)] : [];
    }

    private static bool IsDescriptor(ProfileRow row) => row.Options[ProfileTable.OptionColumns.Index().First(static o => o.Item == ProfileOptions.CleanDescriptors).Index] == ProfileCode.C;

    private string ComputeDigest()
    {
        var culture = CultureInfo.InvariantCulture;
        var text = new StringBuilder();
        text.Append(culture, $"{ProfileTable.Edition} {ProfileTable.Digest}\n{Settings.Base} {(int)Settings.Options} {Settings.Times} {Settings.MaximumAge} {Settings.Strict} {Settings.TrustPrivateCharacteristics} {(CleansWords ? Settings.Words.Digest : string.Empty)}\n");
        foreach (var (tag, action) in Settings.Overrides.OrderBy(static o => o.Key))
        {
            text.Append(culture, $"{tag} {action}\n");
        }

        foreach (var (tag, label) in Settings.Labels.OrderBy(static l => l.Key))
        {
            text.Append(culture, $"{tag} from {label}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
