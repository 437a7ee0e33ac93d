namespace DeidPS.Dicom;

/// <summary>How the elements of a data set are encoded: the two questions every transfer syntax answers (PS3.5 10).</summary>
/// <param name="IsExplicitVR">The VR stands in each element's header (PS3.5 7.1.2).</param>
/// <param name="IsBigEndian">The most significant byte comes first (PS3.5 7.3).</param>
internal sealed record DatasetEncoding(bool IsExplicitVR, bool IsBigEndian)
{
    public static readonly DatasetEncoding ImplicitLittle = new(false, false);
    public static readonly DatasetEncoding ExplicitLittle = new(true, false);
    public static readonly DatasetEncoding ExplicitBig = new(true, true);
}
