using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>A text or pair of days is no range of days. The message never repeats it: a study's date may tell who it is about.</summary>
public sealed class DateRangeException : DeidException
{
    /// <summary>The id of the error.</summary>
    public const string DateRangeInvalid = "DateRangeInvalid";

    private const string Forms = "Give 20240131, 20240101-20240131, 20240101-, -20240131, 2024-01-31, 2024-01, 2024, -7d, -2w, -3m, -1y, today or yesterday.";

    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong, without the text itself.</param>
    /// <param name="action">What to give instead; the forms there are by default.</param>
    public DateRangeException(string message, string action = Forms)
        : base(DateRangeInvalid, message, action)
    {
    }
}
