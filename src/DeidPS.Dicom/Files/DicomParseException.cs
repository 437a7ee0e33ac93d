using System.Globalization;

namespace DeidPS.Dicom;

/// <summary>The bytes cannot be read as DICOM. <see cref="DeidException.ErrorId"/> is one of the constants here.</summary>
public sealed class DicomParseException : DeidException
{
    /// <summary>The file is not DICOM at all.</summary>
    public const string NotDicom = "NotDicom";

    /// <summary>The file is damaged or contradicts itself.</summary>
    public const string ParseError = "DicomParseError";

    /// <summary>The file ends too early.</summary>
    public const string TruncatedError = "DicomTruncated";

    /// <summary>The transfer syntax is not one this version can read.</summary>
    public const string UnsupportedTransferSyntax = "UnsupportedTransferSyntax";

    /// <summary>Creates the error.</summary>
    /// <param name="errorId">One of the constants.</param>
    /// <param name="offset">Byte offset in the file, or in the inflated data set of a deflated file.</param>
    /// <param name="message">What is wrong, in lower case, without an attribute value.</param>
    /// <param name="recommendedAction">What to do about it; null gives the usual advice.</param>
    public DicomParseException(string errorId, long offset, string message, string? recommendedAction = null)
        : base(errorId, string.Create(CultureInfo.InvariantCulture, $"At byte {offset}: {message}."), recommendedAction ?? Advice(errorId))
    {
        Offset = offset;
        Detail = message;
    }

    /// <summary>Byte offset of the trouble in the file, or in the inflated data set of a deflated file.</summary>
    public long Offset { get; }

    /// <summary>The message without its position.</summary>
    internal string Detail { get; }

    internal static DicomParseException Truncated(long offset, string message) => new(TruncatedError, offset, message);

    internal static DicomParseException Damaged(long offset, string message) => new(ParseError, offset, message);

    private static string Advice(string errorId) => errorId switch
    {
        NotDicom => "Leave the file out, or check that it is a DICOM file.",
        TruncatedError => "Send or export the object again: the transfer was cut short.",
        UnsupportedTransferSyntax => "Convert the object to a standard transfer syntax first.",
        _ => "Export the object again; if it comes out the same, have the sending system repaired.",
    };
}
