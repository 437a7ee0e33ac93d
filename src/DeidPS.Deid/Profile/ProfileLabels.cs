using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>What a run gives as labels, and what can be one.</summary>
internal static class ProfileLabels
{
    /// <summary>A variable with a meaning; null when there is none: the collection writes Unassigned or Unknown where it has none.</summary>
    public static string? Variable(PolicyContext run, string name) =>
        run.Variables.TryGetValue(name, out var value) && value.Length > 0 && value is not ("Unassigned" or "Unknown") ? value : null;

    /// <summary>Printable characters of the default repertoire, within the VR's length, that part neither values nor name groups.</summary>
    public static bool IsLegal(string text, DicomVR vr)
    {
        if (vr.MaximumCharacters() is > 0 and var most && text.Length > most)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (c is < ' ' or > '~' or '\\' || (vr == DicomVR.PN && c == '='))
            {
                return false;
            }
        }

        return text.AsSpan().Trim(' ').Length == text.Length;
    }
}
