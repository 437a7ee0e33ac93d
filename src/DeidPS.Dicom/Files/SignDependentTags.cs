using System.Collections.Frozen;

namespace DeidPS.Dicom;

/// <summary>
/// Attributes that PS3.6 gives as "US or SS": in implicit VR, Pixel Representation decides. A test holds the list against the
/// dictionary; having it here keeps the dictionary's text from being loaded by every implicit VR file.
/// </summary>
internal static class SignDependentTags
{
    private static readonly FrozenSet<uint> s_tags = FrozenSet.ToFrozenSet<uint>(
    [
        0x00189810, 0x00221452, 0x00280071, 0x00280104, 0x00280105, 0x00280106, 0x00280107, 0x00280108, 0x00280109, 0x00280110,
        0x00280111, 0x00280120, 0x00280121, 0x00281100, 0x00281101, 0x00281102, 0x00281103, 0x00281111, 0x00281112, 0x00281113,
        0x00281200, 0x00283002, 0x00409211, 0x00409216, 0x00603004, 0x00603006,
    ]);

    /// <summary>All of them, for the test.</summary>
    public static IEnumerable<uint> All => s_tags;

    public static bool Contains(DicomTag tag) => s_tags.Contains(tag.Value);
}
