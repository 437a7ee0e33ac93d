using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Proof;

/// <summary>What to do about a finding.</summary>
internal static class Recommendations
{
    private const string PossibleForm = "With -Against, Possible means that an original has this one, too; without it nobody knows whose fault it is.";

    /// <summary>What to do about a value that its VR does not allow: what it allows (PS3.5 Table 6.2-1).</summary>
    public static string OfForm(DicomVR vr) => string.Create(CultureInfo.InvariantCulture, $"Give a value that the VR allows: {vr} has {FormOf(vr)}. {PossibleForm}");

    private static string FormOf(DicomVR vr) => vr switch
    {
        DicomVR.AS => "three digits and D, W, M or Y, such as 056Y",
        DicomVR.CS => "at most 16 of A to Z, digits, blank and _",
        DicomVR.DA => "a day as YYYYMMDD",
        DicomVR.DT => "a day and time as YYYYMMDDHHMMSS.FFFFFF&ZZXX, cut where a part ends",
        DicomVR.TM => "a time as HHMMSS.FFFFFF, cut where a part ends",
        DicomVR.DS => "a decimal number of at most 16 characters",
        DicomVR.IS => "a whole number of at most 12 characters",
        DicomVR.PN => "at most three groups of 64 characters and five parts",
        DicomVR.UI => "digits and points, at most 64, and no part that is empty or begins with 0",
        _ => string.Create(CultureInfo.InvariantCulture, $"at most {vr.MaximumCharacters()} characters, none of them a control character"),
    };

    public static string Of(FindingRule rule) => rule switch
    {
        FindingRule.PatientName or FindingRule.PersonName => "Remove or clean the attribute and apply the policy again; do not release the file.",
        FindingRule.PatientId or FindingRule.OrderNumber or FindingRule.OwnPattern => "Replace the number by a pseudonym; do not release the file.",
        FindingRule.Date or FindingRule.BirthDate => "Shift or remove the date; keep it only when the option for full dates was agreed.",
        FindingRule.Uid => "Map the UID wherever it stands; keep it only when the option to retain UIDs was agreed.",
        FindingRule.Institution or FindingRule.Address or FindingRule.Telephone => "Remove the attribute; keep it only when the option for institutions was agreed.",
        FindingRule.NhsNumber or FindingRule.Postcode or FindingRule.PhoneNumber or FindingRule.Email => "Look at the text and clean or remove it.",
        FindingRule.Url => "Remove the attribute: addresses name hosts, people and files.",
        FindingRule.DateOutsideWindow => "Check the date offset, or the window given.",
        FindingRule.DateInText => "Look at the text and clean or remove it: dates in text are not shifted.",
        FindingRule.ForeignUid => "Map the UID; a maker's root and what follows it can tell the device and the day.",
        FindingRule.Unreadable => "Do not release the file: what cannot be read cannot be judged.",
        FindingRule.NotDicom => "Look at the file, or take it out of the folder.",
        FindingRule.Preamble => "Write the file anew: the preamble must be 128 zero bytes.",
        FindingRule.FileMeta => "Write the file anew with its own file meta information.",
        FindingRule.MissingAttribute => "Give the attribute a dummy instead of removing or emptying it, unless the original lacked it too: -Against tells.",
        FindingRule.ValueForm => "Give a value that the VR allows. " + PossibleForm,
        FindingRule.CharacterSet => "Correct (0008,0005), or remove the text.",
        FindingRule.MisplacedGroup => "Remove the element.",
        FindingRule.PrivateBlock => "Remove the element: without its creator nobody knows what it is.",
        FindingRule.DeidentificationRecord => "(0012,0062) = NO is honest where nobody judged the pixels, as of images that a scanner derived: look at the picture. What else is wrong in the record comes right when the policy is applied again to the original.",
        FindingRule.BrokenReference => "Deliver the instance too, or remove the reference; both must be mapped with the same key.",
        FindingRule.FrameOfReference => "Map all files of the study with the same key.",
        FindingRule.DatesApart => "Look at the policy: every date of a study has to move by the same number of days, or to go.",
        FindingRule.PrivateElement => "Make sure that the element is known to be safe; else remove it.",
        FindingRule.BurnedInText => "Look at the pictures; blank what is burnt in with a pixel rule of the policy, or leave the images out.",
        FindingRule.Overlay => "Look at the overlay, or remove it.",
        FindingRule.Document => "Read it, or leave it out.",
        FindingRule.FaceReview => "Mask the face, or record why it may stay.",
        FindingRule.NotDecoded => "Look at the pixels with a viewer.",
        FindingRule.PixelsDamaged => "Have the study sent again, or leave the object out.",
        FindingRule.OpenFlag => "Look at the entry, then accept with Update-DeidPrearchive -Accept and -Reason, or delete it.",
        _ => "Keep one of the files.",
    };
}
