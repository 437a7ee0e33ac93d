using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>
/// The conformance statement of a policy as Markdown (PS3.15 E.1.1, PS3.2 Tables N.8-7 and N.11-6), written from the tables, rules and
/// dummies that a run uses, so that it cannot say anything else than what is done.
/// </summary>
public static class ConformanceStatement
{
    /// <summary>The lines of the statement, without line ends.</summary>
    /// <param name="policy">The policy.</param>
    public static IReadOnlyList<string> Lines(DeidPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var text = new StatementText();
        text.Line($"# Conformance statement: de-identification with the policy `{policy.Name}`");
        text.Paragraph("Generated from the tables in force by `Get-DeidConformanceStatement`. Do not edit; make it anew when policy, tables or product change.");
        Product(text, policy);
        var profiles = policy.Steps.OfType<ProfileStep>().Select(static s => new CompiledProfile(s.Settings)).ToList();
        Options(text, profiles);
        for (var i = 0; i < profiles.Count; i++)
        {
            if (profiles.Count > 1)
            {
                text.Heading(Invariant($"Profile {i + 1} of {profiles.Count}"));
            }

            Profile(text, policy, profiles[i]);
        }

        StatementEnd.Write(text, policy, profiles);
        return text.Lines;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static void Product(StatementText text, DeidPolicy policy)
    {
        text.Heading("Product and policy");
        text.Table(
            ["", ""],
            [
                ["Product", $"DeidPS, {DicomImplementation.VersionName}, implementation class {DicomImplementation.ClassUid}"],
                ["Policy", $"`{policy.Label}`"],
                ["Edition of the tables", $"{ApplicationRecord.Edition}; SHA-256 of the tables `{ProfileTable.Digest}`"],
                ["Key", policy.NeedsKey ? policy.KeyLevel == KeyLevel.Site ? "the site's" : "the project's, named or derived from the site's key and the project" : "none"],
                ["Input", policy.RequiresDeidentified ? "only objects that a profile was applied to before" : "any DICOM file"],
            ]);
        text.Line("Steps, in the order they run:");
        text.Line(string.Empty);
        for (var i = 0; i < policy.Steps.Count; i++)
        {
            text.Line(Invariant($"{i + 1}. ") + policy.Steps[i] switch
            {
                ProfileStep { Settings.Base: ProfileBase.Basic } => "the Basic Profile with the options and actions below",
                ProfileStep => "a second pass that derives UIDs, dates and labels once more, and removes nothing",
                _ => $"a DicomEdit script, SHA-256 `{policy.Steps[i].Digest}`; its text is part of the policy and not told here",
            });
        }

        text.Line(string.Empty);
    }

    private static void Options(StatementText text, List<CompiledProfile> profiles)
    {
        text.Heading("Profile and options (PS3.2 Table N.8-7)");
        var claims = profiles.SelectMany(static p => p.Claims).ToHashSet(StringComparer.Ordinal);
        var rows = new List<string[]>();
        foreach (var code in MethodCodes.All)
        {
            var option = CompiledProfile.OptionCodes.FirstOrDefault(o => o.Code == code).Option;
            var isProfile = code == MethodCodes.BasicProfile;
            var isOffered = isProfile || option != ProfileOptions.None;
            var isChosen = isProfile ? profiles.Exists(static p => p.Settings.Base == ProfileBase.Basic) : option != ProfileOptions.None && profiles.Exists(p => p.Has(option) && p.Settings.Base == ProfileBase.Basic);
            rows.Add([MethodCodes.MeaningOf(code), code, isOffered ? "Yes" : "No", isChosen ? "Yes" : "No", claims.Contains(code) ? "Yes" : "No"]);
        }

        text.Table(["Profile or option", "Code (DCM)", "Offered by the product", "Chosen", "Claimed"], rows);
        if (claims.Count == 0)
        {
            text.Paragraph("This policy adds no claim: it applies no profile itself, or its own actions keep what the profile removes. Claims of earlier policies stay.");
        }
    }

    private static void Profile(StatementText text, DeidPolicy policy, CompiledProfile profile)
    {
        var table = new StatementTable(profile);
        Attributes(text, profile, table);
        Dummies(text, table);
        Identifiers(text, policy, profile);
        Dates(text, policy, profile);
        Characteristics(text, profile);
        Words(text, profile);
        Private(text, profile);
        Carriers(text, profile);
    }

    private static void Attributes(StatementText text, CompiledProfile profile, StatementTable table)
    {
        text.Heading("Attributes (PS3.2 Table N.11-6)");
        text.Paragraph("X removed, Z zero length, D dummy, K kept (a sequence as a frame, the profile inside each item), U new UID, C cleaned. Where the code depends on the Type of the attribute at its place in the object's IOD, the Types are named that PS3.3 gives it somewhere: 1 stands for 1 and 1C, 2 for 2 and 2C, else for the rest, and for what the IOD does not have there. \"C, else\" tells what happens when nothing of the value may stay. The actions hold at every depth, in private sequences and those encoded as UN too.");
        text.Paragraph(profile.Settings.Strict
            ? "What the table removes is removed also where the IOD requires the attribute."
            : "Where the table removes what an IOD requires, a dummy (Type 1) or zero length (Type 2) takes its place, as PS3.15 E.1.1 allows, and that is reported.");
        var rows = table.Rows().Select(static r => new[] { r.Tag, r.Name, r.Keyword, r.Action, "No", r.Comment }).ToList();
        rows.AddRange(Elsewhere(profile, table));
        text.Table(["Tag", "Attribute", "Keyword", "Action", "Encrypted", "Comment"], rows);
    }

    private static IEnumerable<string[]> Elsewhere(CompiledProfile profile, StatementTable table)
    {
        if (profile.DateRule is { } dates)
        {
            yield return ["any other", "VR DA and DT", string.Empty, table.ActionOf(default, dates, DicomVR.DA), "No", "By VR: dates that no table has"];
            yield return ["any other", "VR TM", string.Empty, table.ActionOf(default, dates, DicomVR.TM), "No", "By VR: times that no table has"];
        }

        if (profile.NameRule is { } names)
        {
            yield return ["any other", "VR PN", string.Empty, table.ActionOf(default, names, DicomVR.PN), "No", "By VR: names that no table has"];
        }

        yield return ["any other", "Attributes the dictionary has", string.Empty, "K", "No", "Sequences as frames"];
    }

    private static void Dummies(StatementText text, StatementTable table)
    {
        var values = new SortedDictionary<(string VR, string Value), SortedSet<DicomTag>>();
        var sequences = new SortedDictionary<string, SortedSet<DicomTag>>(StringComparer.Ordinal);
        foreach (var (tag, vr) in table.Dummies())
        {
            if (tag.Value == 0x00420011)
            {
                continue;
            }

            if (vr == DicomVR.SQ)
            {
                Add(sequences, StatementText.Items(DummySequences.For(DicomElement.CreateSequence(tag), static _ => StatementText.NewUid)), tag);
            }
            else
            {
                Add(values, (vr.ToString(), vr == DicomVR.UI ? "a new UID" : StatementText.Value(vr, DummyValues.Of(tag, vr)!.Value.Span)), tag);
            }
        }

        if (values.Count + sequences.Count == 0)
        {
            return;
        }

        text.Heading("How dummies are made");
        text.Paragraph("A dummy depends on VR and multiplicity alone, never on the original, except that references keep their SOP class and their mapped instance UID, and graphics their layer.");
        text.Table(["VR", "Dummy", "Attributes"], values.Select(v => new[] { v.Key.VR, $"`{v.Key.Value}`", Places(v.Value) }));
        if (sequences.Count > 0)
        {
            text.Paragraph("A sequence gets one item with the fewest attributes its macro needs:");
            text.Table(["Item", "Sequences"], sequences.Select(s => new[] { $"`{s.Key}`", Places(s.Value) }));
        }
    }

    private static void Add<T>(SortedDictionary<T, SortedSet<DicomTag>> groups, T key, DicomTag tag)
        where T : notnull
    {
        if (!groups.TryGetValue(key, out var tags))
        {
            groups[key] = tags = [];
        }

        tags.Add(tag);
    }

    private static string Places(SortedSet<DicomTag> tags)
    {
        const int Most = 6;
        var named = tags.Where(static t => t.Value != 0).ToList();
        var shown = named.Count <= Most ? string.Join(", ", named) : Invariant($"{named.Count} attributes");
        return tags.Contains(default) ? shown + (named.Count > 0 ? ", and " : string.Empty) + "attributes outside the table" : shown;
    }

    private static void Identifiers(StatementText text, DeidPolicy policy, CompiledProfile profile)
    {
        text.Heading("UIDs and other identifiers");
        text.Paragraph(profile.Has(ProfileOptions.RetainUids)
            ? "UIDs are kept, except those the table changes in spite of Retain UIDs."
            : "One map by value for every attribute, study, file and run: `2.25.` and, in decimal, a version 8 UUID of 122 bits from HMAC-SHA-256 of the old UID with the key; at most 44 characters. Padding does not matter. UIDs registered in PS3.6 stay, and so do SOP class, transfer syntax, coding scheme and other structural UIDs. An empty UID stays empty.");
        text.Paragraph(Invariant($"Labels of the top level come from the run's variables `subject`, `session` and `project` where it gives them and they fit the VR; else from HMAC-SHA-256 of the normalised original with the key: {Pseudonymiser.LabelLength} digits and consonants. A patient is who has the same Patient ID, blanks and letter case aside; without an ID the same name and birth date; without both the same study."));
        if (policy.Verifies)
        {
            text.Paragraph("After the policy the object is searched for the values that named the patient before it: name parts, IDs, UIDs. An object in which one is found is held back.");
        }
    }

    private static void Dates(StatementText text, DeidPolicy policy, CompiledProfile profile)
    {
        text.Heading("Dates and times");
        if (profile.Has(ProfileOptions.RetainModifiedDates))
        {
            var settings = policy.Pseudonyms;
            text.Paragraph(Invariant($"All dates of a patient move by one number of {(settings.WholeWeeks ? "whole weeks" : "whole days")}, chosen by HMAC-SHA-256 of the patient's identity with the key out of {settings.MinimumDays} to {settings.MaximumDays} days, never 0. The same number holds in every file and run, at every depth and for dates of kept private elements. Intervals and order stay; partial dates keep their precision, date-times their time and zone. A value that is no date, or that would leave the years 1800 to 2200, is treated as without the option."));
            text.Paragraph(profile.Settings.Times == TimeHandling.Keep
                ? "Times of day (VR TM) are unchanged, so the time from injection to scan stays right."
                : "Times of day (VR TM) are treated as without the option.");
        }
        else if (profile.Has(ProfileOptions.RetainFullDates))
        {
            text.Paragraph("Dates and times are unchanged. A value with characters no date or time has is treated as without the option.");
        }
        else
        {
            text.Paragraph(profile.Settings.Base == ProfileBase.Basic ? "Dates and times are removed, emptied or replaced by dummies as the table says." : "Dates and times are left as an earlier policy made them.");
        }
    }

    private static void Characteristics(StatementText text, CompiledProfile profile)
    {
        if (!profile.Has(ProfileOptions.RetainPatientCharacteristics))
        {
            return;
        }

        text.Heading("Patient characteristics");
        text.Paragraph("Kept and cleaned attributes are marked RetainPatientCharacteristics in the table. Of a cleaned one words of the list stay, as of descriptors. " + (profile.Settings.MaximumAge is { } age
            ? Invariant($"An age (VR AS) above {age} years becomes {Math.Min(age + 1, 999):000}Y; a value that is no age is treated as without the option.")
            : "Ages stay however high they are."));
    }

    private static void Words(StatementText text, CompiledProfile profile)
    {
        if (!profile.CleansWords)
        {
            return;
        }

        text.Heading("Descriptors");
        text.Paragraph(Invariant($"A text is cut into words. A word stays when it is on the list of {profile.Settings.Words.Count} words and phrases (SHA-256 `{profile.Settings.Words.Digest}`): UK English, anatomy, technique, common protocol words of vendors, words of single attributes, and the site's own lists where the policy names some. A number stays when it belongs to a word of technique, or is short and no part of a date, telephone or record number. A run of anything else becomes `***`. When no word is left the attribute is treated as without cleaning."));
    }

    private static void Private(StatementText text, CompiledProfile profile)
    {
        text.Heading("Private attributes");
        if (profile.Settings.Base != ProfileBase.Basic)
        {
            text.Paragraph("Those an earlier policy kept stay; UIDs and dates in them are treated as those of the standard.");
            return;
        }

        if (!profile.Has(ProfileOptions.RetainSafePrivate))
        {
            text.Paragraph("All are removed, with their creators, at every depth.");
            return;
        }

        text.Paragraph("Kept are the elements below (PS3.15 Table E.3.10-1), known by group, creator and element within the block and encoded with a VR that fits, and the creators of blocks with something left. Dates, UIDs and nested sequences in them are treated like those of the standard; names (PN) go. All others are removed, and so are elements without a creator, in groups that allow none, and pointers to what was removed.");
        text.Paragraph(profile.Settings.TrustPrivateCharacteristics
            ? "Beside them, what (0008,0300) Private Data Element Characteristics Sequence of the object calls safe is kept, and treated as it says where not safe."
            : "What (0008,0300) of an object says of itself is not believed.");
        text.Table(
            ["Creator", "Elements"],
            ProfileTable.Cells("safe-private.tsv").GroupBy(static c => c[0], StringComparer.Ordinal).OrderBy(static g => g.Key, StringComparer.Ordinal)
                .Select(static g => new[] { $"`{g.Key}`", string.Join(", ", g.Select(static c => $"({c[1][..4]},{c[1][4..]})").Order(StringComparer.Ordinal)) }));
    }

    private static void Carriers(StatementText text, CompiledProfile profile)
    {
        if (profile.Settings.Base != ProfileBase.Basic)
        {
            return;
        }

        text.Heading("Graphics, structured content, documents, pixels");
        text.List(
        [
            profile.Has(ProfileOptions.CleanGraphics)
                ? "Graphic annotations keep their geometry; texts keep words of the list. Overlays go with their whole group; described curves without sound stay."
                : "Overlays and curves go with their whole group; graphic annotations are replaced by a dummy.",
            profile.Has(ProfileOptions.CleanStructuredContent)
                ? "Content items are cleaned by concept and value type (PS3.15 E.3.4). What the table of concepts does not list is treated as if it could identify: texts keep words of the list, names become dummies, dates and UIDs follow the options."
                : "The content tree of a structured report is replaced by one text item.",
            "An encapsulated document is replaced by the smallest valid one of its MIME type (PDF, XML, STL, OBJ, MTL), one of another type by two zero bytes. (0042,0015) follows or goes, (0042,0010) is emptied, (0042,0014) and (0040,E001) go.",
            "Icons, digital signatures, original attributes, trailing padding, group lengths and bytes after the last element are removed.",
            "Pixels are not looked at. What makes a picture on screen stays byte for byte. Overlay planes in unused bits are masked in native pixels; text in compressed streams is blanked without decoding (application and comment segments of JPEG and JPEG-LS, comments and boxes of JPEG 2000), and text of ICC profiles. What cannot be blanked holds the object back.",
            "(0028,0301) Burned In Annotation and (0028,0302) Recognizable Visual Features stay as found.",
        ]);
    }
}
