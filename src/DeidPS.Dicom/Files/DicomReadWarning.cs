namespace DeidPS.Dicom;

/// <summary>Something the reader tolerated.</summary>
/// <param name="Offset">Byte offset in the file, or in the inflated data set of a deflated file.</param>
/// <param name="Message">What was found and how it was taken, without an attribute value.</param>
/// <param name="IsSuspect">
/// True when the reader had to guess what the bytes mean. Such an object must not be released as if it were sound; a
/// harmless oddity, for example an odd length, is false.
/// </param>
public sealed record DicomReadWarning(long Offset, string Message, bool IsSuspect)
{
    /// <summary>The error id an object held back for this warning gets; a DicomParseError unless the transfer syntax is to blame.</summary>
    public string ErrorId { get; init; } = DicomParseException.ParseError;
}
