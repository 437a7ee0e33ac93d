namespace DeidPS.Dicom;

/// <summary>What PS3.5 Table 6.2-1 and 7.1-1 say of each value representation.</summary>
public static class DicomVRExtensions
{
    /// <summary>True when the VR is one of the 34 of PS3.5 6.2.</summary>
    public static bool IsKnown(this DicomVR vr) => vr switch
    {
        DicomVR.AE or DicomVR.AS or DicomVR.AT or DicomVR.CS or DicomVR.DA or DicomVR.DS or DicomVR.DT or DicomVR.FD
            or DicomVR.FL or DicomVR.IS or DicomVR.LO or DicomVR.LT or DicomVR.OB or DicomVR.OD or DicomVR.OF or DicomVR.OL
            or DicomVR.OV or DicomVR.OW or DicomVR.PN or DicomVR.SH or DicomVR.SL or DicomVR.SQ or DicomVR.SS or DicomVR.ST
            or DicomVR.SV or DicomVR.TM or DicomVR.UC or DicomVR.UI or DicomVR.UL or DicomVR.UN or DicomVR.UR or DicomVR.US
            or DicomVR.UT or DicomVR.UV => true,
        _ => false,
    };

    /// <summary>True when explicit VR encoding gives this VR two reserved bytes and a 32-bit length (PS3.5 7.1.2).</summary>
    public static bool HasLongLength(this DicomVR vr) => vr is DicomVR.OB or DicomVR.OD or DicomVR.OF or DicomVR.OL or DicomVR.OV
        or DicomVR.OW or DicomVR.SQ or DicomVR.SV or DicomVR.UC or DicomVR.UN or DicomVR.UR or DicomVR.UT or DicomVR.UV;

    /// <summary>True when values are text, whatever the character set.</summary>
    public static bool IsText(this DicomVR vr) => vr is DicomVR.AE or DicomVR.AS or DicomVR.CS or DicomVR.DA or DicomVR.DS or DicomVR.DT
        or DicomVR.IS or DicomVR.LO or DicomVR.LT or DicomVR.PN or DicomVR.SH or DicomVR.ST or DicomVR.TM or DicomVR.UC
        or DicomVR.UI or DicomVR.UR or DicomVR.UT;

    /// <summary>True when (0008,0005) governs the value's bytes: SH, LO, UC, ST, LT, UT, PN (PS3.5 6.1.2.3).</summary>
    public static bool UsesCharacterSet(this DicomVR vr) => vr is DicomVR.SH or DicomVR.LO or DicomVR.UC or DicomVR.ST or DicomVR.LT
        or DicomVR.UT or DicomVR.PN;

    /// <summary>True when a backslash parts values (PS3.5 6.4); false for ST, LT, UT, UR and everything binary.</summary>
    public static bool IsBackslashDelimited(this DicomVR vr) => vr.IsText()
        && vr is not (DicomVR.ST or DicomVR.LT or DicomVR.UT or DicomVR.UR);

    /// <summary>Bytes of one value or word of a binary VR, which is also what a byte swap works on; 1 for byte strings and text.</summary>
    public static int WordSize(this DicomVR vr) => vr switch
    {
        DicomVR.US or DicomVR.SS or DicomVR.OW or DicomVR.AT => 2,
        DicomVR.UL or DicomVR.SL or DicomVR.FL or DicomVR.OF or DicomVR.OL => 4,
        DicomVR.FD or DicomVR.OD or DicomVR.OV or DicomVR.SV or DicomVR.UV => 8,
        _ => 1,
    };

    /// <summary>True for a fixed-size binary number: AT, FL, FD, SL, SS, SV, UL, US, UV.</summary>
    public static bool IsBinaryNumber(this DicomVR vr) => vr is DicomVR.AT or DicomVR.FL or DicomVR.FD or DicomVR.SL or DicomVR.SS
        or DicomVR.SV or DicomVR.UL or DicomVR.US or DicomVR.UV;

    /// <summary>Bytes of one value of a binary number, 0 for any other VR.</summary>
    public static int ValueSize(this DicomVR vr) => vr == DicomVR.AT ? 4 : vr.IsBinaryNumber() ? vr.WordSize() : 0;

    /// <summary>The byte that pads an odd value: 00H for UI and binary, space for other text (PS3.5 6.2).</summary>
    public static byte PaddingByte(this DicomVR vr) => vr.IsText() && vr != DicomVR.UI ? (byte)' ' : (byte)0;

    /// <summary>Characters one value may have at most (PS3.5 Table 6.2-1); 0 when there is no limit short of the length field. For PN: per component group.</summary>
    public static int MaximumCharacters(this DicomVR vr) => vr switch
    {
        DicomVR.AE or DicomVR.CS or DicomVR.DS or DicomVR.SH => 16,
        DicomVR.AS => 4,
        DicomVR.DA => 8,
        DicomVR.DT => 26,
        DicomVR.IS => 12,
        DicomVR.LO or DicomVR.PN or DicomVR.UI => 64,
        DicomVR.LT => 10240,
        DicomVR.ST => 1024,
        DicomVR.TM => 14,
        _ => 0,
    };

    /// <summary>True when leading blanks carry no meaning and are trimmed for display (PS3.5 Table 6.2-1).</summary>
    public static bool TrimsLeadingBlanks(this DicomVR vr) => vr is DicomVR.AE or DicomVR.CS or DicomVR.DS or DicomVR.IS or DicomVR.LO
        or DicomVR.SH or DicomVR.DA or DicomVR.DT or DicomVR.TM or DicomVR.PN or DicomVR.AS or DicomVR.UI;
}
