using DeidPS.Dicom;

namespace DeidPS.Deid.Profile.Content;

/// <summary>Clean Graphics (PS3.15 E.3.3).</summary>
internal static class Graphics
{
    /// <summary>Cleans a graphic attribute.</summary>
    /// <returns>False when nothing safe is left: the Basic Profile's code of the attribute is to be applied.</returns>
    public static bool Clean(DicomElement element, ContentRules rules) => false;
}
