namespace DeidPS.Dicom;

/// <summary>A file could not be written whole.</summary>
public sealed class DicomWriteException : DeidException
{
    private DicomWriteException(string errorId, string message, string action)
        : base(errorId, message, action)
    {
    }

    /// <summary>The operating system refuses to create the folder or the file.</summary>
    public static DicomWriteException NotWritable() =>
        new("WriteFailed", "The destination cannot be written.", "Check that the folder can be written by this account and that the disk is not full.");

    internal static DicomWriteException NotTranscodable() =>
        new(DicomParseException.UnsupportedTransferSyntax, "The data set cannot be encoded in that transfer syntax.", "Send the object in the transfer syntax it has.");

    internal static DicomWriteException Exists() =>
        new("DestinationExists", "A file of that name is already there.", "Choose an empty destination, or allow overwriting.");

    internal static DicomWriteException NotVerified() =>
        new("WriteFailed", "What was read back is not what was written.", "Check the disk of the destination.");
}
