using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Runtime;

/// <summary>Lengths that PS3.5 Table 6.2-1 allows.</summary>
internal static class ValueLimits
{
    /// <summary>True when one value, or one component group of a name, has too many characters.</summary>
    public static bool IsTooLong(DicomVR vr, string text)
    {
        var limit = vr.MaximumCharacters();
        if (limit == 0 || text.Length <= limit)
        {
            return false;
        }

        if (!vr.IsBackslashDelimited())
        {
            return text.Length > limit;
        }

        foreach (var value in text.Split('\\'))
        {
            var parts = vr == DicomVR.PN ? value.Split('=') : [value];
            if (parts.Any(p => p.Length > limit))
            {
                return true;
            }
        }

        return false;
    }
}
