using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>What a conformance statement tells of the policy as a whole: records, keys, encrypted sets, later attributes, limits.</summary>
internal static class StatementEnd
{
    public static void Write(StatementText text, DeidPolicy policy, List<CompiledProfile> profiles)
    {
        Inserted(text, policy, profiles);
        Consistency(text, policy);
        Encrypted(text);
        Later(text, profiles);
        Held(text, policy);
        Limits(text);
    }

    private static void Inserted(StatementText text, DeidPolicy policy, List<CompiledProfile> profiles)
    {
        text.Heading("What is inserted");
        var basic = profiles.Exists(static p => p.Settings.Base == ProfileBase.Basic);
        var codes = profiles.SelectMany(static p => p.Claims).Select(static c => $"{c} (DCM)").Append($"{policy.ShortHash} ({ApplicationRecord.CodingScheme}, the policy)");
        if (policy.NeedsKey)
        {
            codes = codes.Append($"16 characters ({ApplicationRecord.CodingScheme}, DeidPS seal)");
        }

        var rows = new List<string[]>
        {
            new[] { "(0012,0062)", "Patient Identity Removed", "YES when the header is clear and nothing in the pixels can name the patient as far as the header tells, else NO" },
            new[] { "(0012,0063)", "De-identification Method", "appended: `" + ApplicationRecord.MethodOf(policy) + "`" + (basic ? $", `{DicomImplementation.VersionName}, {ApplicationRecord.Edition}`" : string.Empty) },
            new[] { "(0012,0064)", "De-identification Method Code Sequence", "appended: " + string.Join(", ", codes) },
        };
        if (Temporal(profiles) is { } temporal)
        {
            rows.Add(["(0028,0303)", "Longitudinal Temporal Information Modified", temporal + "; an earlier step's REMOVED, and MODIFIED against UNMODIFIED, stays"]);
        }

        foreach (var (tag, label) in profiles.SelectMany(static p => p.Settings.Labels).Where(static l => l.Value is LabelSource.Subject or LabelSource.Session or LabelSource.Project).DistinctBy(static l => l.Key).OrderBy(static l => l.Key))
        {
            rows.Add([tag.ToString(), DicomDictionary.Find(tag)?.Name ?? string.Empty, $"the run's variable `{label}`, where the object has no such attribute".ToLowerInvariant()]);
        }

        text.Table(["Tag", "Attribute", "Value"], rows);
        text.Paragraph("Entries of earlier steps stay. File Meta Information is written anew: nothing is copied but the transfer syntax; (0002,0003) equals the new SOP Instance UID, the implementation is ours. The preamble is 128 zero bytes. No DICOMDIR is written, and none is copied. Files are named by the new SOP Instance UID.");
        if (policy.NeedsKey)
        {
            text.Paragraph($"The seal is a digest, keyed with the key, of every element at every depth: values up to {PolicySeal.LongestValue >> 20} MiB byte for byte, of longer ones and of pixel data the length only. It proves that a policy was applied before, so that a second run changes nothing.");
        }
    }

    private static string? Temporal(List<CompiledProfile> profiles)
    {
        string? result = null;
        foreach (var profile in profiles)
        {
            result = profile.Has(ProfileOptions.RetainModifiedDates) ? "MODIFIED"
                : profile.Settings.Base != ProfileBase.Basic ? result
                : profile.Has(ProfileOptions.RetainFullDates) ? "UNMODIFIED" : "REMOVED";
        }

        return result;
    }

    private static void Consistency(StatementText text, DeidPolicy policy)
    {
        text.Heading("Scope of consistency, keys");
        text.Paragraph(policy.NeedsKey
            ? FormattableString.Invariant($"Replacements depend on the key and the original alone. They agree over all files, studies and runs with the same key, on any machine and in any order. Another key gives others. Keys are secrets of at least {DeidKey.MinimumLength} bytes, 32 random ones when made by `New-DeidKey`; derivations use HMAC-SHA-256, a passphrase goes through PBKDF2 with SHA-256. An encrypted table from pseudonym to original is written only when the run asks for it.")
            : "The policy uses no key. What its scripts make is told by their text.");
    }

    private static void Encrypted(StatementText text)
    {
        text.Heading("Encrypted attribute sets");
        text.Paragraph("None: (0400,0500) is never written, so there are no recipients, no key sizes and no transfer syntaxes to tell. Originals cannot be recovered from an object.");
    }

    private static void Later(StatementText text, List<CompiledProfile> profiles)
    {
        text.Heading("Attributes the standard adds later");
        text.Paragraph((profiles.Exists(static p => p.NameRule is not null)
            ? "Dates, times and names (VR DA, DT, TM, PN) outside the table are treated by their VR. "
            : string.Empty) + "An object with any other attribute of an even group that the dictionary in force does not have is held back as UnknownAttribute, so it is released neither kept nor removed unseen. Attributes that the dictionary has and the table does not are kept.");
    }

    private static void Held(StatementText text, DeidPolicy policy)
    {
        text.Heading("What is held back");
        text.Paragraph("Whatever the header rules made of it, an object of one of these cases goes to the quarantine folder unless the policy or the run accepts the case: "
            + string.Join(", ", Enum.GetNames<HeldCase>().Select(static n => $"`{n}`")) + ".");
        text.Paragraph(policy.Accepts.Count == 0 ? "This policy accepts none." : "This policy accepts: " + string.Join(", ", policy.Accepts.Order().Select(static c => $"`{c}`")) + ".");
    }

    private static void Limits(StatementText text)
    {
        text.Heading("Limits");
        text.List(
        [
            "Pixels are not cleaned of burnt-in text or of faces: the options 113101 and 113102 are not offered.",
            "Images of a scanner that are not ORIGINAL, and whose (0028,0301) does not say NO, are released with (0012,0062) = NO.",
            "Text inside video and compressions that are not searched holds the object back.",
            "What a script step does is told by its text alone; it can do more and less than the table says.",
            "Rare facts can identify: a profile cannot know what is rare.",
        ]);
    }
}
