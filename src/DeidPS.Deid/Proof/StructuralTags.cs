using System.Collections.Frozen;
using DeidPS.Dicom;

namespace DeidPS.Deid.Proof;

/// <summary>Attributes whose UIDs and dates tell of the standard, a product or a code, and not of a patient (<c>uid-attributes.tsv</c>, role structural).</summary>
internal static class StructuralTags
{
    private static readonly FrozenSet<uint> s_tags = ((uint[])
    [
        0x00000002, 0x00000003, 0x00020002, 0x00020010, 0x00020012, 0x00020032, 0x00041432, 0x00041510, 0x00041512, 0x0004151A, 0x00080016, 0x0008001A,
        0x0008001B, 0x00080062, 0x0008010C, 0x00080117, 0x00080118, 0x0008040E, 0x00081150, 0x0008115A, 0x00083002, 0x00340003, 0x04000010, 0x04000510,
        0x30100052, 0x30100053, 0x3010001F,
    ]).ToFrozenSet();

    /// <summary>True for a UID attribute that is never replaced.</summary>
    public static bool Contains(DicomTag tag) => s_tags.Contains(tag.Value);

    /// <summary>True for (0008,0106) and (0008,0107): versions of code tables.</summary>
    public static bool IsCodeDate(DicomTag tag) => tag.Value is 0x00080106 or 0x00080107;
}
