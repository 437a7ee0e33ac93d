using System.Globalization;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile.Content;

/// <summary>
/// Clean Structured Content (PS3.15 E.3.4): content items by concept and value type. What the table does not list is treated as if it
/// could identify: texts keep listed words only, names and dates become dummies, UIDs are mapped, as the options say.
/// </summary>
internal static class StructuredContent
{
    private static readonly DicomTag s_contentSequence = new(0x0040A730);
    private static readonly DicomTag s_preparationSequence = new(0x00400610);
    private static readonly DicomTag s_preparationContent = new(0x00400612);
    private static readonly DicomTag s_valueType = new(0x0040A040);
    private static readonly DicomTag s_concept = new(0x0040A043);
    private static readonly DicomTag s_reference = new(0x0040DB73);
    private static readonly DicomTag s_text = new(0x0040A160);

    /// <summary>Value attributes that hold text, dates, names or UIDs, and the value type each makes.</summary>
    private static readonly (DicomTag Tag, string ValueType, DicomVR VR)[] s_values =
    [
        (new(0x0040A120), "DATETIME", DicomVR.DT), (new(0x0040A121), "DATE", DicomVR.DA), (new(0x0040A122), "TIME", DicomVR.TM),
        (new(0x0040A123), "PNAME", DicomVR.PN), (new(0x0040A124), "UIDREF", DicomVR.UI), (new(0x0040A13A), "TCOORD", DicomVR.DT),
        (s_text, "TEXT", DicomVR.UT),
    ];

    /// <summary>
    /// Cleans the items of (0040,A730), (0040,0555), (0040,0610) or (0040,B020), at every depth of content in content. The sequence leaves
    /// its data set when no item is left.
    /// </summary>
    /// <param name="sequence">The sequence; anything else than items removes it.</param>
    /// <param name="rules">Options, words, dates and UIDs.</param>
    /// <param name="context">Is told of content that could not be cleaned.</param>
    public static void Clean(DicomElement sequence, ContentRules rules, ObjectContext context)
    {
        if (sequence.Tag == s_preparationSequence)
        {
            foreach (var step in sequence.Items)
            {
                foreach (var content in step.Where(static e => e.Tag == s_preparationContent).ToList())
                {
                    CleanItems(content, rules, context, keepsPlaces: false);
                }
            }

            return;
        }

        CleanItems(sequence, rules, context, sequence.Items.Any(HasReference));
    }

    /// <summary>
    /// True for the value attributes of a content item that <see cref="Clean"/> dealt with, so that the table must leave them: text, name,
    /// UID, date, time and time coordinates; codes and numbers, which stay.
    /// </summary>
    public static bool IsValue(DicomTag tag) => tag.Value is 0x0040A120 or 0x0040A121 or 0x0040A122 or 0x0040A123 or 0x0040A124 or 0x0040A160
        or 0x0040A168 or 0x0040A13A or 0x0040A300 or 0x0040A30A;

    /// <summary>A content item that says only that something was removed: TEXT, Comment (121106, DCM).</summary>
    /// <param name="relationship">Relationship to the item around it (0040,A010).</param>
    public static DicomDataset Dummy(string relationship = "CONTAINS")
    {
        var concept = new DicomDataset();
        concept.SetText(new DicomTag(0x00080100), "121106", DicomVR.SH);
        concept.SetText(new DicomTag(0x00080102), "DCM", DicomVR.SH);
        concept.SetText(new DicomTag(0x00080104), "Comment", DicomVR.LO);
        var item = new DicomDataset();
        item.SetText(new DicomTag(0x0040A010), relationship, DicomVR.CS);
        item.SetText(s_valueType, "TEXT", DicomVR.CS);
        item.Set(DicomElement.CreateSequence(s_concept, concept));
        item.SetText(s_text, "REMOVED", DicomVR.UT);
        return item;
    }

    private static void CleanItems(DicomElement sequence, ContentRules rules, ObjectContext context, bool keepsPlaces)
    {
        if (keepsPlaces)
        {
            // Items refer to others by their places in the tree (PS3.3 C.17.3.2.5), so one that goes leaves a dummy in its place.
            foreach (var item in sequence.Items)
            {
                if (!CleanItem(item, rules, context, keepsPlaces))
                {
                    Hollow(item);
                }
            }
        }
        else
        {
            sequence.RemoveItems(item => !CleanItem(item, rules, context, keepsPlaces));
        }

        if (sequence.Items.Count == 0)
        {
            sequence.Dataset?.Remove(sequence);
        }
    }

    private static void Hollow(DicomDataset item)
    {
        var relationship = item.GetText(new DicomTag(0x0040A010)) ?? string.Empty;
        item.Clear();
        foreach (var element in Dummy(relationship is "HAS OBS CONTEXT" or "HAS ACQ CONTEXT" or "HAS CONCEPT MOD" or "HAS PROPERTIES" or "INFERRED FROM" or "SELECTED FROM" ? relationship : "CONTAINS"))
        {
            item.Set(element);
        }
    }

    /// <summary>Cleans one item and what hangs on it.</summary>
    /// <returns>False when it is to be removed with its children.</returns>
    private static bool CleanItem(DicomDataset item, ContentRules rules, ObjectContext context, bool keepsPlaces)
    {
        var (scheme, code) = ConceptOf(item);
        var valueType = item.GetText(s_valueType);
        if (valueType is not null && !IsKnown(valueType))
        {
            context.Hold(HeldCase.StructuredReport, "A content item of a value type that has no rule was removed with its children.");
            return false;
        }

        if (ConceptTable.Find(scheme, code, valueType ?? string.Empty) is { } row && row.Resolve(rules.Settings.Options) == AttributeAction.Remove)
        {
            return false;
        }

        if (valueType == "NUM" && !CapAge(item, scheme, code, rules))
        {
            return false;
        }

        foreach (var (tag, kind, vr) in s_values)
        {
            if (item.Find(tag) is { } element && !CleanValue(item, element, vr, ConceptTable.Find(scheme, code, kind), rules))
            {
                return false;
            }
        }

        List<DicomElement>? inner = null;
        foreach (var element in item)
        {
            if (element.Tag.Value is 0x0040A730 or 0x00400555 or 0x00400610 or 0x0040B020)
            {
                (inner ??= []).Add(element);
            }
        }

        foreach (var element in inner ?? [])
        {
            CleanItems(element, rules, context, keepsPlaces);
        }

        return true;
    }

    private static bool IsKnown(string valueType) => valueType is "TEXT" or "NUM" or "CODE" or "DATETIME" or "DATE" or "TIME" or "UIDREF" or "PNAME"
        or "COMPOSITE" or "IMAGE" or "WAVEFORM" or "SCOORD" or "SCOORD3D" or "TCOORD" or "CONTAINER" or "";

    private static (string? Scheme, string? Code) ConceptOf(DicomDataset item)
    {
        if (item.Find(s_concept) is not { Items: [var concept, ..] })
        {
            return (null, null);
        }

        var code = concept.GetText(new DicomTag(0x00080100));
        return (concept.GetText(new DicomTag(0x00080102)), string.IsNullOrEmpty(code) ? concept.GetText(new DicomTag(0x00080119)) : code);
    }

    private static bool CleanValue(DicomDataset item, DicomElement element, DicomVR vr, ConceptRow? row, ContentRules rules)
    {
        if (element.IsSequence || element.IsEncapsulated || HasSecond(item, element))
        {
            // Nobody can say which of two values a reader takes.
            return false;
        }

        if (element.IsEmpty)
        {
            return true;
        }

        var action = row?.Resolve(rules.Settings.Options) ?? Unlisted(vr, rules);
        var text = element.Text ?? string.Empty;
        if (action == AttributeAction.Keep && element.VR == vr && IsLegal(vr, text))
        {
            return true;
        }

        var value = action == AttributeAction.Clean ? Cleaned(element.Tag, text, vr, rules) : null;
        if (value is null)
        {
            if (row?.Fallback == AttributeAction.Remove)
            {
                return false;
            }

            value = Dummied(text, vr, rules);
        }

        if (value is null)
        {
            return false;
        }

        if (!string.Equals(value, text, StringComparison.Ordinal))
        {
            Set(item, element.Tag, vr, value);
        }

        return true;
    }

    private static bool HasSecond(DicomDataset item, DicomElement element)
    {
        foreach (var other in item)
        {
            if (other.Tag == element.Tag && !ReferenceEquals(other, element))
            {
                return true;
            }
        }

        return false;
    }

    private static AttributeAction Unlisted(DicomVR vr, ContentRules rules) => vr switch
    {
        DicomVR.UT => AttributeAction.Clean,
        DicomVR.DA or DicomVR.DT or DicomVR.TM => rules.Has(ProfileOptions.RetainModifiedDates) ? AttributeAction.Clean
            : rules.Has(ProfileOptions.RetainFullDates) ? AttributeAction.Keep : AttributeAction.Dummy,
        DicomVR.UI => rules.Has(ProfileOptions.RetainUids) ? AttributeAction.Keep : AttributeAction.Dummy,
        _ => AttributeAction.Dummy,
    };

    /// <summary>The cleaned value; null when nothing safe is left.</summary>
    private static string? Cleaned(DicomTag tag, string text, DicomVR vr, ContentRules rules) => vr switch
    {
        DicomVR.UT => rules.Settings.Words.Clean(tag, text),
        DicomVR.DA or DicomVR.DT => Shifted(text, rules.OffsetDays),
        DicomVR.TM => rules.Settings.Times == TimeHandling.Keep && IsTime(text) ? text : null,
        _ => null,
    };

    private static string? Shifted(string text, int days)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return DateShift.Apply(text, days);
        }

        var values = text.Split('\\');
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].Length > 0 && (values[i] = DateShift.Apply(values[i], days)!) is null)
            {
                return null;
            }
        }

        return string.Join('\\', values);
    }

    private static bool IsTime(string text) => text.All(static c => char.IsAsciiDigit(c) || c is '.' or ':' or ' ' or '\\');

    /// <summary>A value that may stay is what its attribute says: a name in a date does not become one by its place.</summary>
    private static bool IsLegal(DicomVR vr, string text) => vr switch
    {
        DicomVR.UT => true,
        DicomVR.DA or DicomVR.DT or DicomVR.TM => text.All(static c => char.IsAsciiDigit(c) || c is '.' or ':' or '+' or '-' or ' ' or '\\'),
        DicomVR.UI => text.All(static c => char.IsAsciiDigit(c) || c is '.' or '\\'),
        _ => false,
    };

    private static string? Dummied(string text, DicomVR vr, ContentRules rules) => vr switch
    {
        DicomVR.UT => "ANONYMIZED",
        DicomVR.PN => "ANONYMOUS",
        DicomVR.DA => "19000101",
        DicomVR.TM => "000000",
        DicomVR.DT => Repeated("19000101000000", text.AsSpan().Count('\\')),
        DicomVR.UI => Mapped(text, rules.Pseudonymiser),
        _ => null,
    };

    /// <summary>As many values as there were: time coordinates are counted by their graphic type.</summary>
    private static string Repeated(string value, int more) => more == 0 ? value : string.Join('\\', Enumerable.Repeat(value, Math.Min(more, 4095) + 1));

    private static string? Mapped(string text, Pseudonymiser? pseudonymiser) =>
        pseudonymiser is null ? null : string.Join('\\', text.Split('\\').Select(pseudonymiser.Uid));

    private static void Set(DicomDataset item, DicomTag tag, DicomVR vr, string value)
    {
        try
        {
            item.SetText(tag, value, vr);
        }
        catch (DicomValueException)
        {
            // The cleaned text has signs that the character set cannot write: damaged text that was read loosely.
            item.SetText(tag, "ANONYMIZED", vr);
        }
    }

    /// <summary>Subject Age (121033, DCM) that an option keeps: above the limit it becomes the first age over it.</summary>
    /// <returns>False when it is too old and its unit unknown.</returns>
    private static bool CapAge(DicomDataset item, string? scheme, string? code, ContentRules rules)
    {
        if (scheme != "DCM" || code != "121033" || rules.Settings.MaximumAge is not { } maximum || item.Find(new DicomTag(0x0040A300)) is not { } measured)
        {
            return true;
        }

        foreach (var value in measured.Items)
        {
            var unit = value.Find(new DicomTag(0x004008EA)) is { Items: [var units, ..] } ? units.GetText(new DicomTag(0x00080100)) : null;
            var years = unit switch { "a" => 1.0, "mo" => 12, "wk" => 52.1775, "d" => 365.2425, "h" => 8765.82, _ => 0 };
            if (years == 0 || !double.TryParse(value.GetText(new DicomTag(0x0040A30A)), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            {
                return false;
            }

            if (number / years >= maximum + 1)
            {
                value.SetText(new DicomTag(0x0040A30A), Math.Ceiling((maximum + 1) * years).ToString(CultureInfo.InvariantCulture), DicomVR.DS);
                value.RemoveWhere(static e => e.Tag.Value is 0x0040A161 or 0x0040A162 or 0x0040A163);
            }
        }

        return true;
    }

    private static bool HasReference(DicomDataset item)
    {
        if (item.Contains(s_reference))
        {
            return true;
        }

        return item.Find(s_contentSequence) is { } children && children.Items.Any(HasReference);
    }
}
