using DeidPS.Deid.Profile;
using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>
/// Whether the policies dealt with every attribute that can identify: nothing the Basic Profile acts on may still be as it was read.
/// A script is only a list of what its author thought of, so it cannot claim more than this finds.
/// </summary>
internal static class HeaderJudgement
{
    /// <summary>True when every attribute of PS3.15 Table E.1-1 is gone, empty or changed, at every depth.</summary>
    /// <remarks>Patient characteristics may stay, and times of day, which say nothing once the dates have moved.</remarks>
    public static bool IsClear(DicomDataset dataset)
    {
        foreach (var element in dataset)
        {
            if (IsUntouched(element) && ProfileTable.IsIdentifying(element.Tag) && !MayStay(element))
            {
                return false;
            }

            foreach (var item in element.Items)
            {
                if (!IsClear(item))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsUntouched(DicomElement element) => !element.IsModified && !element.IsEmpty;

    private static bool MayStay(DicomElement element) => element.VR == DicomVR.TM || ProfileTable.IsPatientCharacteristic(element.Tag);
}
