using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>
/// Private elements known to be safe (PS3.15 Table E.3.10-1), by creator. Read from the embedded table when an object first has a
/// private block that may stay.
/// </summary>
internal static class SafePrivateTable
{
    private static readonly Lazy<Dictionary<string, Dictionary<uint, DicomVR>>> s_creators = new(Load);

    /// <summary>The safe elements of a creator in all its groups; null when the table does not know it.</summary>
    /// <param name="creator">The creator without blanks around it; letter case matters.</param>
    /// <returns>The VR by <see cref="Key"/>; None where the table prints none.</returns>
    public static Dictionary<uint, DicomVR>? Of(string creator) => s_creators.Value.GetValueOrDefault(creator);

    /// <summary>Group and element within the block: the block's number varies.</summary>
    public static uint Key(DicomTag tag) => tag.Value & 0xFFFF00FF;

    private static Dictionary<string, Dictionary<uint, DicomVR>> Load()
    {
        var creators = new Dictionary<string, Dictionary<uint, DicomVR>>(StringComparer.Ordinal);
        foreach (var cells in ProfileTable.Cells("safe-private.tsv"))
        {
            if (!creators.TryGetValue(cells[0], out var elements))
            {
                creators[cells[0]] = elements = [];
            }

            elements[uint.Parse(cells[1].Replace('x', '0'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)] = VROf(cells[2]);
        }

        return creators;
    }

    /// <summary>"OB or OW" gives OB: <see cref="PrivateJudgement"/> takes either for the other.</summary>
    private static DicomVR VROf(string text) => text.Length < 2 ? DicomVR.None : (DicomVR)((text[0] << 8) | text[1]);
}
