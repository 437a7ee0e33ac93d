using System.Text;
using DeidPS.Dicom;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>
/// Whom an object speaks of, normalised so that one patient written in two ways is one: by Patient ID where there is one, else by
/// name and birth date, else by the study, else by the instance. The issuer is ignored, since many systems leave it out.
/// </summary>
/// <param name="Value">The normalised identity; never shown.</param>
public sealed record PatientIdentity(string Value)
{
    private const char Separator = '\u001F';

    /// <summary>Reads the identity of an object.</summary>
    public static PatientIdentity Of(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Of(
            dataset.GetText(new DicomTag(0x00100020)),
            dataset.GetText(new DicomTag(0x00100010)),
            dataset.GetText(new DicomTag(0x00100030)),
            dataset.GetText(DicomTags.StudyInstanceUID),
            dataset.GetText(DicomTags.SOPInstanceUID));
    }

    /// <summary>The identity of the given values; any may be null.</summary>
    public static PatientIdentity Of(string? patientId, string? name, string? birthDate, string? study, string? instance = null)
    {
        if (Fold(patientId) is { Length: > 0 } id)
        {
            return new PatientIdentity("id" + Separator + id);
        }

        if (FoldName(name) is { Length: > 0 } folded)
        {
            return new PatientIdentity("name" + Separator + folded + Separator + birthDate?.Trim());
        }

        // Objects of nobody must not become one patient: without a study each stands for itself.
        return study?.Trim(' ', '\0') is { Length: > 0 } uid
            ? new PatientIdentity("study" + Separator + uid)
            : new PatientIdentity("instance" + Separator + instance?.Trim(' ', '\0'));
    }

    /// <summary>The last part of an identity as it is kept, such as the Patient ID itself; of any other value all of it.</summary>
    public static string LastOf(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value[(value.LastIndexOf(Separator) + 1)..];
    }

    /// <summary>Upper case, compatibility forms, single blanks, none around.</summary>
    internal static string Fold(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return string.Empty;
        }

        var result = new StringBuilder(text.Length);
        foreach (var c in CompatibilityForm.Of(text))
        {
            if (!char.IsWhiteSpace(c) && c != '\0')
            {
                result.Append(char.ToUpperInvariant(c));
            }
            else if (result.Length > 0 && result[^1] != ' ')
            {
                result.Append(' ');
            }
        }

        return result.ToString().TrimEnd();
    }

    /// <summary>The alphabetic group's components, folded; empty ones at the end do not count (PS3.5 6.2.1).</summary>
    private static string FoldName(string? name)
    {
        if (name is null)
        {
            return string.Empty;
        }

        var groups = name.Split('=');
        var group = Array.Find(groups, static g => g.AsSpan().ContainsAnyExcept(" ^")) ?? string.Empty;
        return string.Join('^', group.Split('^').Select(Fold)).TrimEnd('^');
    }
}
