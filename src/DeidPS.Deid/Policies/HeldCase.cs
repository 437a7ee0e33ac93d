namespace DeidPS.Deid.Policies;

/// <summary>
/// Why an object is held back whatever the policies made of its header, unless a policy names the case as accepted
/// (PS3.15 E.3.1 and Annex E in general: pixels, documents and what no table knows remain the operator's concern).
/// </summary>
public enum HeldCase
{
    /// <summary>(0028,0301) Burned In Annotation is YES.</summary>
    BurnedInAnnotation,

    /// <summary>Ultrasound whose (0028,0301) does not say NO: scanners print the name into the picture.</summary>
    Ultrasound,

    /// <summary>
    /// Secondary capture whose (0028,0301) does not say NO. Images of a scanner that are only derived, DERIVED\SECONDARY in (0008,0008),
    /// are released: they are computed from slices. (0012,0062) then does not say YES.
    /// </summary>
    SecondaryCapture,

    /// <summary>Dose screens, protocol pages and other screens that a scanner saved.</summary>
    DoseScreen,

    /// <summary>Fluoroscopy whose (0028,0301) does not say NO.</summary>
    Fluoroscopy,

    /// <summary>Visible light photographs, endoscopy and video: they can show a face, a wristband, a label.</summary>
    VisibleLight,

    /// <summary>Whole-slide LABEL and OVERVIEW images.</summary>
    SlideLabel,

    /// <summary>Encapsulated documents: PDF, CDA, STL and others.</summary>
    EncapsulatedDocument,

    /// <summary>Structured reports whose content was not cleaned by concept.</summary>
    StructuredReport,

    /// <summary>Presentation states, of waveforms too, whose graphics were not cleaned.</summary>
    PresentationState,

    /// <summary>Waveforms with sound, voice reports, video sound.</summary>
    Sound,

    /// <summary>A SOP class of a vendor.</summary>
    PrivateSopClass,

    /// <summary>A SOP class that the tables do not know, or none.</summary>
    UnknownSopClass,

    /// <summary>Overlay bits embedded in compressed pixel data, which cannot be masked without decoding.</summary>
    EmbeddedOverlay,

    /// <summary>Compressed pixels with segments that can hold text and cannot be blanked.</summary>
    CompressedMetadata,

    /// <summary>Pixels that lie on another server (0028,7FE0).</summary>
    ReferencedPixels,

    /// <summary>An even-group attribute the standard does not define, which no rule dealt with.</summary>
    UnknownAttribute,
}
