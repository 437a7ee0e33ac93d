using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>
/// Writes into the object what was done to it: (0012,0062), (0012,0063) and (0012,0064) (PS3.3 C.7.1.1, PS3.15 E.1.1), and file meta
/// information that names this product as the writer.
/// </summary>
internal static class ApplicationRecord
{
    /// <summary>Coding scheme of our own policy codes; private schemes begin with 99 (PS3.16 8.2).</summary>
    public const string CodingScheme = "99DEIDPS";

    public static void Write(DicomFile file, IReadOnlyList<DeidPolicy> policies)
    {
        var dataset = file.Dataset;
        var header = HeaderJudgement.IsClear(dataset);
        foreach (var policy in policies)
        {
            AddMethod(dataset, $"DeidPS/{Shortened(policy)}@{policy.ShortHash}");
            AddCode(dataset, policy);
        }

        // A policy that makes its own statement about the patient's identity is believed, and so is one that an earlier level made:
        // this level cannot see what that one changed. Ours is the cautious default.
        var stated = dataset.Find(DicomTags.PatientIdentityRemoved);
        if (stated is not { IsModified: true })
        {
            var headerIsClear = stated?.Text == "YES" || header;
            dataset.SetText(DicomTags.PatientIdentityRemoved, headerIsClear && PixelJudgement.IsClear(dataset) ? "YES" : "NO", DicomVR.CS);
        }

        file.ClaimAuthorship();
    }

    /// <summary>LO holds 64 characters: prefix 7, at sign and hash 13.</summary>
    private static string Shortened(DeidPolicy policy)
    {
        var name = Ascii(policy.Name);
        return name.Length > 44 ? name[..44] : name;
    }

    private static string Ascii(string name) =>
        string.Create(name.Length, name, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '_' or '.' ? text[i] : '_';
            }
        });

    private static void AddMethod(DicomDataset dataset, string method)
    {
        var existing = dataset.Find(DicomTags.DeidentificationMethod)?.Values ?? [];
        if (!existing.Contains(method, StringComparer.Ordinal))
        {
            dataset.SetText(DicomTags.DeidentificationMethod, string.Join('\\', [.. existing, method]), DicomVR.LO);
        }
    }

    private static void AddCode(DicomDataset dataset, DeidPolicy policy)
    {
        foreach (var item in dataset.Find(DicomTags.DeidentificationMethodCodeSequence)?.Items ?? [])
        {
            if (item.GetText(new DicomTag(0x00080100)) == policy.ShortHash && item.GetText(new DicomTag(0x00080102)) == CodingScheme)
            {
                return;
            }
        }

        var code = new DicomDataset();
        code.SetText(new DicomTag(0x00080100), policy.ShortHash, DicomVR.SH);
        code.SetText(new DicomTag(0x00080102), CodingScheme, DicomVR.SH);
        code.SetText(new DicomTag(0x00080104), $"DeidPS policy {Shortened(policy)}", DicomVR.LO);
        dataset.AddItem(DicomTags.DeidentificationMethodCodeSequence, code);
    }
}
