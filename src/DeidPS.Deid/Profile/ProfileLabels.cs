using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>What a run gives as labels, and what can be one.</summary>
internal static class ProfileLabels
{
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
