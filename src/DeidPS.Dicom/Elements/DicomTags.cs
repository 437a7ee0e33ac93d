namespace DeidPS.Dicom;

/// <summary>The attributes this library itself has to know by name.</summary>
public static class DicomTags
{
    /// <summary>(0002,0000) File Meta Information Group Length.</summary>
    public static readonly DicomTag FileMetaInformationGroupLength = new(0x00020000);

    /// <summary>(0002,0001) File Meta Information Version.</summary>
    public static readonly DicomTag FileMetaInformationVersion = new(0x00020001);

    /// <summary>(0002,0002) Media Storage SOP Class UID.</summary>
    public static readonly DicomTag MediaStorageSOPClassUID = new(0x00020002);

    /// <summary>(0002,0003) Media Storage SOP Instance UID.</summary>
    public static readonly DicomTag MediaStorageSOPInstanceUID = new(0x00020003);

    /// <summary>(0002,0010) Transfer Syntax UID.</summary>
    public static readonly DicomTag TransferSyntaxUID = new(0x00020010);

    /// <summary>(0002,0012) Implementation Class UID.</summary>
    public static readonly DicomTag ImplementationClassUID = new(0x00020012);

    /// <summary>(0002,0013) Implementation Version Name.</summary>
    public static readonly DicomTag ImplementationVersionName = new(0x00020013);

    /// <summary>(0008,0005) Specific Character Set.</summary>
    public static readonly DicomTag SpecificCharacterSet = new(0x00080005);

    /// <summary>(0008,0008) Image Type.</summary>
    public static readonly DicomTag ImageType = new(0x00080008);

    /// <summary>Modality (0008,0060).</summary>
    public static readonly DicomTag Modality = new(0x00080060);

    /// <summary>Series Description (0008,103E).</summary>
    public static readonly DicomTag SeriesDescription = new(0x0008103E);

    /// <summary>(0008,0016) SOP Class UID.</summary>
    public static readonly DicomTag SOPClassUID = new(0x00080016);

    /// <summary>(0008,0018) SOP Instance UID.</summary>
    public static readonly DicomTag SOPInstanceUID = new(0x00080018);

    /// <summary>(0012,0062) Patient Identity Removed.</summary>
    public static readonly DicomTag PatientIdentityRemoved = new(0x00120062);

    /// <summary>(0012,0063) De-identification Method.</summary>
    public static readonly DicomTag DeidentificationMethod = new(0x00120063);

    /// <summary>(0012,0064) De-identification Method Code Sequence.</summary>
    public static readonly DicomTag DeidentificationMethodCodeSequence = new(0x00120064);

    /// <summary>(0020,000D) Study Instance UID.</summary>
    public static readonly DicomTag StudyInstanceUID = new(0x0020000D);

    /// <summary>(0020,000E) Series Instance UID.</summary>
    public static readonly DicomTag SeriesInstanceUID = new(0x0020000E);

    /// <summary>(0028,0100) Bits Allocated.</summary>
    public static readonly DicomTag BitsAllocated = new(0x00280100);

    /// <summary>(0028,0103) Pixel Representation.</summary>
    public static readonly DicomTag PixelRepresentation = new(0x00280103);

    /// <summary>(0028,0301) Burned In Annotation.</summary>
    public static readonly DicomTag BurnedInAnnotation = new(0x00280301);

    /// <summary>(0028,3006) LUT Data.</summary>
    public static readonly DicomTag LUTData = new(0x00283006);

    /// <summary>(7FE0,0010) Pixel Data.</summary>
    public static readonly DicomTag PixelData = new(0x7FE00010);

    /// <summary>(FFFE,E000) Item.</summary>
    internal static readonly DicomTag Item = new(0xFFFEE000);

    /// <summary>(FFFE,E00D) Item Delimitation Item.</summary>
    internal static readonly DicomTag ItemDelimitation = new(0xFFFEE00D);

    /// <summary>(FFFE,E0DD) Sequence Delimitation Item.</summary>
    internal static readonly DicomTag SequenceDelimitation = new(0xFFFEE0DD);
}
