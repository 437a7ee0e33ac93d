using System.Reflection;

namespace DeidPS.Dicom;

/// <summary>How this product names itself in files and associations (PS3.7 D.3.3.2).</summary>
public static class DicomImplementation
{
    /// <summary>Implementation Class UID: a UUID-derived UID (PS3.5 B.2) fixed for the product.</summary>
    public const string ClassUid = "2.25.337655169132386092061399612575955834022";

    /// <summary>Implementation Version Name, at most 16 characters.</summary>
    public static readonly string VersionName = "DEIDPS_" + (typeof(DicomImplementation).Assembly.GetName().Version?.ToString(3) ?? "0").Replace('.', '_');
}
