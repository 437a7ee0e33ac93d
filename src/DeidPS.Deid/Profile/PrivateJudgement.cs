using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>Whether a private element may stay (PS3.15 E.3.10): known to be safe, or called safe by a writer whom the policy trusts.</summary>
internal static class PrivateJudgement
{
    /// <summary>Groups in which no private element is legal (PS3.5 7.8).</summary>
    public static bool IsInvalidGroup(DicomTag tag) => tag.Group is 0x0001 or 0x0003 or 0x0005 or 0x0007 or 0xFFFF;

    /// <summary>The action for an element of a block.</summary>
    /// <param name="element">The element.</param>
    /// <param name="creator">The block's creator.</param>
    /// <param name="safe">The creator's safe elements; null for none.</param>
    /// <param name="trusted">What the writer says; null when it says nothing or is not trusted.</param>
    public static AttributeAction ActionOf(DicomElement element, string creator, Dictionary<uint, DicomVR>? safe, PrivateCharacteristics? trusted)
    {
        if (safe is not null && safe.TryGetValue(SafePrivateTable.Key(element.Tag), out var vr) && Fits(element, vr))
        {
            return AttributeAction.Keep;
        }

        return trusted?.ActionOf(element.Tag, creator) ?? AttributeAction.Remove;
    }

    /// <summary>The VR by which a kept element is treated: as encoded, else as published for its creator.</summary>
    public static DicomVR VROf(DicomElement element, string creator)
    {
        if (element.IsSequence)
        {
            return DicomVR.SQ;
        }

        return element.VR == DicomVR.UN && DicomDictionary.PrivateVROf(creator, element.Tag) is var vr and not DicomVR.None ? vr : element.VR;
    }

    /// <summary>
    /// True when the element can be the one of the table: another VR than printed is another element, except that numbers vary between
    /// versions of a vendor's software, and UN says nothing.
    /// </summary>
    private static bool Fits(DicomElement element, DicomVR vr)
    {
        if (element.IsSequence || vr == DicomVR.SQ)
        {
            return vr == DicomVR.SQ && (element.IsSequence || element.IsEmpty);
        }

        var actual = element.VR;
        return actual == vr || actual == DicomVR.UN || vr == DicomVR.None
            || (IsNumber(actual) && IsNumber(vr))
            || (actual is DicomVR.OB or DicomVR.OW && vr is DicomVR.OB or DicomVR.OW);
    }

    private static bool IsNumber(DicomVR vr) => vr is DicomVR.DS or DicomVR.IS || vr.IsBinaryNumber();
}
