using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>
/// Writes into the object what was done to it: (0012,0062), (0012,0063), (0012,0064) and (0028,0303) (PS3.3 C.7.1.1, PS3.15 E.1.1), and
/// file meta information that names this product as the writer. What earlier steps recorded stays.
/// </summary>
internal static class ApplicationRecord
{
    /// <summary>Coding scheme of our own policy codes; private schemes begin with 99 (PS3.16 8.2).</summary>
    public const string CodingScheme = "99DEIDPS";

    /// <summary>Edition of the tables in force, as it is recorded.</summary>
    public const string Edition = "PS3.15 2026d";

    private const string Prefix = "DeidPS/";
    private const int LongestName = 44;

    private static readonly DicomTag s_temporal = new(0x00280303);
    private static readonly DicomTag s_codeValue = new(0x00080100);
    private static readonly DicomTag s_scheme = new(0x00080102);
    private static readonly DicomTag s_meaning = new(0x00080104);

    /// <summary>What is recorded of a policy: <c>DeidPS/name@hash</c>; LO holds 64 characters, prefix 7, at sign and hash 13.</summary>
    public static string MethodOf(DeidPolicy policy) => $"{Prefix}{Shortened(policy)}@{policy.ShortHash}";

    /// <summary>True when the object says that the policy was applied to it.</summary>
    public static bool IsRecorded(DicomDataset dataset, DeidPolicy policy) =>
        dataset.Find(DicomTags.DeidentificationMethod) is { IsEmpty: false } element && element.Values.Contains(MethodOf(policy), StringComparer.Ordinal);

    /// <summary>Writes the record.</summary>
    /// <param name="file">The object after the policies.</param>
    /// <param name="before">What the object said of itself when it was read.</param>
    /// <param name="applied">What was applied, in order, each with what its steps said.</param>
    /// <param name="earlier">Codes claimed by an earlier level, proved by our seal; null when there is no seal.</param>
    public static void Write(DicomFile file, ObjectTraits before, IReadOnlyList<ObjectContext> applied, IReadOnlySet<string>? earlier)
    {
        var dataset = file.Dataset;
        var isHeaderClear = earlier?.Contains(MethodCodes.BasicProfile) == true || applied.Any(a => a.Claims.Contains(MethodCodes.BasicProfile)) || HeaderJudgement.IsClear(dataset);
        var methods = new List<string>(dataset.Find(DicomTags.DeidentificationMethod)?.Values ?? []);
        foreach (var context in applied)
        {
            AddMethod(methods, MethodOf(context.Policy));
            if (context.IsProfileApplied)
            {
                AddMethod(methods, $"{DicomImplementation.VersionName}, {Edition}");
            }

            foreach (var code in context.Claims)
            {
                AddCode(dataset, code, "DCM", MethodCodes.MeaningOf(code));
            }

            AddCode(dataset, context.Policy.ShortHash, CodingScheme, $"DeidPS policy {Shortened(context.Policy)}");
            if (context.TemporalInformation is { } temporal)
            {
                dataset.SetText(s_temporal, earlier is null ? temporal : Later(dataset.Find(s_temporal), temporal), DicomVR.CS);
            }
        }

        dataset.SetText(DicomTags.DeidentificationMethod, string.Join('\\', methods), DicomVR.LO);
        WriteIdentityRemoved(dataset, isHeaderClear, PixelJudgement.IsClear(before, dataset));
        file.ClaimAuthorship();
    }

    /// <summary>A script may say NO of its own; YES is said only when header and pixels were judged (PS3.3 C.7.1.1).</summary>
    private static void WriteIdentityRemoved(DicomDataset dataset, bool isHeaderClear, bool arePixelsClear)
    {
        var stated = dataset.Find(DicomTags.PatientIdentityRemoved) is { IsModified: true } element ? element.Text : null;
        var isRemoved = arePixelsClear && (stated is null ? isHeaderClear : stated == "YES");
        dataset.SetText(DicomTags.PatientIdentityRemoved, isRemoved ? "YES" : "NO", DicomVR.CS);
    }

    /// <summary>Dates that one step removed or moved stay so, whatever a later one did to the rest (PS3.15 E.3.6).</summary>
    private static string Later(DicomElement? earlier, string now) =>
        (earlier?.Text, now) switch { ("REMOVED", _) => "REMOVED", ("MODIFIED", "UNMODIFIED") => "MODIFIED", _ => now };

    private static string Shortened(DeidPolicy policy)
    {
        var name = policy.Name.Length > LongestName ? policy.Name[..LongestName] : policy.Name;
        return string.Create(name.Length, name, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '_' or '.' ? text[i] : '_';
            }
        });
    }

    private static void AddMethod(List<string> methods, string method)
    {
        if (!methods.Contains(method, StringComparer.Ordinal))
        {
            methods.Add(method);
        }
    }

    private static bool HasCode(DicomDataset dataset, string value, string scheme)
    {
        foreach (var item in dataset.Find(DicomTags.DeidentificationMethodCodeSequence)?.Items ?? [])
        {
            if (item.GetText(s_codeValue) == value && item.GetText(s_scheme) == scheme)
            {
                return true;
            }
        }

        return false;
    }

    private static void AddCode(DicomDataset dataset, string value, string scheme, string meaning)
    {
        if (HasCode(dataset, value, scheme))
        {
            return;
        }

        var code = new DicomDataset();
        code.SetText(s_codeValue, value, DicomVR.SH);
        code.SetText(s_scheme, scheme, DicomVR.SH);
        code.SetText(s_meaning, meaning, DicomVR.LO);
        dataset.AddItem(DicomTags.DeidentificationMethodCodeSequence, code);
    }
}
