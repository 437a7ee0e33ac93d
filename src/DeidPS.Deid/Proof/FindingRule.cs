namespace DeidPS.Deid.Proof;

/// <summary>What a finding is about.</summary>
public enum FindingRule
{
    /// <summary>A part of a patient's name in the originals.</summary>
    PatientName,

    /// <summary>A part of another person's name in the originals.</summary>
    PersonName,

    /// <summary>A patient id, or another id of a patient, in the originals.</summary>
    PatientId,

    /// <summary>An accession, order, study or procedure number in the originals.</summary>
    OrderNumber,

    /// <summary>A date in the originals.</summary>
    Date,

    /// <summary>A date of birth in the originals.</summary>
    BirthDate,

    /// <summary>A UID in the originals.</summary>
    Uid,

    /// <summary>An institution, department or station in the originals.</summary>
    Institution,

    /// <summary>An address in the originals.</summary>
    Address,

    /// <summary>A telephone number in the originals.</summary>
    Telephone,

    /// <summary>An NHS number: ten digits with a right check digit.</summary>
    NhsNumber,

    /// <summary>A UK postcode.</summary>
    Postcode,

    /// <summary>A telephone number by its form.</summary>
    PhoneNumber,

    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A URL or a path.</summary>
    Url,

    /// <summary>A date attribute outside the window given.</summary>
    DateOutsideWindow,

    /// <summary>A date written in free text.</summary>
    DateInText,

    /// <summary>An instance UID that is neither under 2.25 nor registered.</summary>
    ForeignUid,

    /// <summary>The file cannot be read, or only by guessing.</summary>
    Unreadable,

    /// <summary>Not a DICOM file, so only its bytes were searched.</summary>
    NotDicom,

    /// <summary>The preamble holds something (PS3.10 7.1).</summary>
    Preamble,

    /// <summary>File meta information that contradicts the data set, or tells of the previous writer.</summary>
    FileMeta,

    /// <summary>A required attribute is missing or empty (PS3.5 7.4).</summary>
    MissingAttribute,

    /// <summary>A value that its VR does not allow (PS3.5 6.2).</summary>
    ValueForm,

    /// <summary>Text that its character set cannot hold, or a character set that is not known.</summary>
    CharacterSet,

    /// <summary>An element of a group that has no place in a data set: 0000, 0002, 0004.</summary>
    MisplacedGroup,

    /// <summary>A private element without a creator, or a creator without elements (PS3.5 7.8).</summary>
    PrivateBlock,

    /// <summary>The record of the de-identification is missing or contradicts itself (PS3.15 E.1.1, E.3.6).</summary>
    DeidentificationRecord,

    /// <summary>A reference to an instance that is not in the set.</summary>
    BrokenReference,

    /// <summary>Several frames of reference in one series, or a reference to none of the set.</summary>
    FrameOfReference,

    /// <summary>Two files hold the same instance.</summary>
    DuplicateInstance,

    /// <summary>Dates of one study that did not move by the same number of days, or lie too far apart for one study.</summary>
    DatesApart,

    /// <summary>A private element.</summary>
    PrivateElement,

    /// <summary>Pixels of a kind into which text is burnt: ultrasound, screens, captures, photographs, or what (0028,0301) says.</summary>
    BurnedInText,

    /// <summary>An overlay, which may be handwriting or text.</summary>
    Overlay,

    /// <summary>A document, report, presentation state or recording.</summary>
    Document,

    /// <summary>Head images fine enough to make a face of.</summary>
    FaceReview,

    /// <summary>Pixels that are not decoded here, so that nobody saw them.</summary>
    NotDecoded,

    /// <summary>Pixel data that are damaged, or not what the header says.</summary>
    PixelsDamaged,

    /// <summary>Something that was to be known at arrival, and that nobody accepted.</summary>
    OpenFlag,

    /// <summary>A text of a form that the site's own numbers have, such as its accession numbers.</summary>
    OwnPattern,
}
