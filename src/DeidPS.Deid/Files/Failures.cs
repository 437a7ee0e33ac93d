using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Pixels;
using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>Turns errors into results: the one table of which error means which status and reason.</summary>
internal static class Failures
{
    public static AnonymiseResult Quarantine(AnonymiseResult result, AnonymiseReason reason, string errorId, string message, string action) =>
        result with { Status = AnonymiseStatus.Quarantined, Reason = reason, ErrorId = errorId, Message = message, RecommendedAction = action, Destination = null, SOPInstanceUID = null };

    public static AnonymiseResult WriteFailed(AnonymiseResult result, Exception error) => result with
    {
        Status = AnonymiseStatus.Failed, Reason = AnonymiseReason.WriteFailed, ErrorId = "WriteFailed", Destination = null, SOPInstanceUID = null,
        Message = $"The copy could not be written ({error.GetType().Name}).", RecommendedAction = "Check free space and permissions of the destination.",
    };

    public static AnonymiseResult Describe(AnonymiseResult result, Exception error)
    {
        result = result with { Message = error.Message, RecommendedAction = (error as DeidException)?.RecommendedAction, ErrorId = (error as DeidException)?.ErrorId };
        return error switch
        {
            DicomParseException { ErrorId: DicomParseException.NotDicom } => result with { Status = AnonymiseStatus.Skipped, Reason = AnonymiseReason.NotDicom, ErrorId = null },
            DicomParseException => result with { Status = AnonymiseStatus.Quarantined, Reason = AnonymiseReason.Damaged },
            PixelDataNotClearedException => result with { Status = AnonymiseStatus.Quarantined, Reason = AnonymiseReason.PixelDataNotCleared },
            DicomWriteException { ErrorId: "DestinationExists" } => result with { Status = AnonymiseStatus.Skipped, Reason = AnonymiseReason.AlreadyExists },
            DicomWriteException => result with { Status = AnonymiseStatus.Failed, Reason = AnonymiseReason.WriteFailed },
            HeldFileException => result with { Reason = AnonymiseReason.Unreadable },
            DestinationException => result with { Status = AnonymiseStatus.Failed, Reason = AnonymiseReason.WriteFailed },

            // A step that failed leaves an object half cleaned: it is held back like one that was never understood.
            DeidException => result with { Status = AnonymiseStatus.Quarantined, Reason = AnonymiseReason.ScriptError },
            FileNotFoundException or DirectoryNotFoundException => Unreadable(result, "The file is gone.", "PathNotFound"),
            IOException or UnauthorizedAccessException => Unreadable(result, $"The file cannot be read ({error.GetType().Name}).", "ReadFailed"),

            // The text of a foreign exception may quote what it choked on; its type does not.
            _ => result with { Reason = AnonymiseReason.Unexpected, ErrorId = "Unexpected", Message = $"Unexpected {error.GetType().Name}.", RecommendedAction = "Please report it with the file's structure, not its values." },
        };
    }

    private static AnonymiseResult Unreadable(AnonymiseResult result, string message, string errorId) => result with
    {
        Reason = AnonymiseReason.Unreadable, ErrorId = errorId, Message = message, RecommendedAction = "Check that the file exists and that you may read it.",
    };
}
