namespace DeidPS.Dicom;

/// <summary>A text names no element.</summary>
public sealed class TagSelectorException : DeidException
{
    /// <summary>The error id.</summary>
    public const string TagInvalid = "TagInvalid";

    internal TagSelectorException(string message)
        : base(TagInvalid, message, "Give a keyword such as PatientName, a wildcard such as Patient*, a number such as (0010,0010) or 00100010, a private element such as (0029,{CREATOR}10), or a path such as (0040,0275)[0]/(0008,0050). Get-DicomTag finds keywords.")
    {
    }
}
