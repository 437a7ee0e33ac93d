using System.Collections.Frozen;
using System.Management.Automation;
using DeidPS.Dicom;
using DriveNotFoundException = System.IO.DriveNotFoundException;

namespace DeidPS;

/// <summary>The only place that makes an <see cref="ErrorRecord"/>.</summary>
public static class ErrorRecords
{
    /// <summary>A file or folder that is there cannot be read.</summary>
    public const string ReadFailed = "ReadFailed";

    /// <summary>An error nobody foresaw.</summary>
    public const string Unexpected = "Unexpected";

    private static readonly FrozenDictionary<string, ErrorCategory> s_categories = new Dictionary<string, ErrorCategory>(StringComparer.Ordinal)
    {
        [InputPathException.PathNotFound] = ErrorCategory.ObjectNotFound,
        [InputPathException.PathNotFileSystem] = ErrorCategory.InvalidArgument,
        [ReadFailed] = ErrorCategory.ReadError,
        ["NotDicom"] = ErrorCategory.InvalidData,
        ["DicomParseError"] = ErrorCategory.InvalidData,
        ["DicomTruncated"] = ErrorCategory.InvalidData,
        ["DicomValueInvalid"] = ErrorCategory.InvalidData,
        ["TagInvalid"] = ErrorCategory.InvalidArgument,
        ["UnsupportedTransferSyntax"] = ErrorCategory.NotImplemented,
        ["ProfileSyntaxError"] = ErrorCategory.ParserError,
        ["ProfileRuleInvalid"] = ErrorCategory.InvalidData,
        ["PixelDataNotCleared"] = ErrorCategory.SecurityError,
        ["NoPixelData"] = ErrorCategory.ObjectNotFound,
        ["PixelDataUnsupported"] = ErrorCategory.NotImplemented,
        ["PixelDataDamaged"] = ErrorCategory.InvalidData,
        ["WindowInvalid"] = ErrorCategory.InvalidArgument,
        ["ResidualIdentifier"] = ErrorCategory.SecurityError,
        ["AlreadyDeidentified"] = ErrorCategory.SecurityError,
        ["DestinationExists"] = ErrorCategory.ResourceExists,
        ["DestinationInsideSource"] = ErrorCategory.InvalidArgument,
        ["WriteFailed"] = ErrorCategory.WriteError,
        ["KeyMissing"] = ErrorCategory.AuthenticationError,
        ["KeyUnreadable"] = ErrorCategory.OpenError,
        ["MapLocked"] = ErrorCategory.ResourceBusy,
        ["MapConflict"] = ErrorCategory.InvalidOperation,
        ["NodeUnreachable"] = ErrorCategory.ConnectionError,
        ["AssociationRejected"] = ErrorCategory.PermissionDenied,
        ["NetworkTimeout"] = ErrorCategory.OperationTimeout,
        ["AssociationAborted"] = ErrorCategory.ConnectionError,
        ["DimseFailure"] = ErrorCategory.ProtocolError,
        ["MoveDestinationUnknown"] = ErrorCategory.ObjectNotFound,
        ["RetrieveIncomplete"] = ErrorCategory.InvalidResult,
        ["QueryTruncated"] = ErrorCategory.LimitsExceeded,
        ["PortInUse"] = ErrorCategory.ResourceBusy,
        ["ScriptBlockFailed"] = ErrorCategory.InvalidResult,
        ["NodeSettingInvalid"] = ErrorCategory.InvalidArgument,
        ["NodeRegistryInvalid"] = ErrorCategory.InvalidData,
        ["NodeRegistryLocked"] = ErrorCategory.ResourceBusy,
        ["NodeExists"] = ErrorCategory.ResourceExists,
        ["DateRangeInvalid"] = ErrorCategory.InvalidArgument,
        ["NoMatch"] = ErrorCategory.ObjectNotFound,
        ["AmbiguousMatch"] = ErrorCategory.InvalidResult,
        ["CsvInvalid"] = ErrorCategory.InvalidData,
        ["AccessDenied"] = ErrorCategory.PermissionDenied,
        ["StoreItemNotFound"] = ErrorCategory.ObjectNotFound,
        ["StoreItemExists"] = ErrorCategory.ResourceExists,
        ["StoreValueInvalid"] = ErrorCategory.InvalidArgument,
        ["SeriesFilterInvalid"] = ErrorCategory.InvalidData,
        ["StateConflict"] = ErrorCategory.InvalidOperation,
        ["StoreBusy"] = ErrorCategory.ResourceBusy,
        ["ArchiveConflict"] = ErrorCategory.InvalidOperation,
        ["KeyMismatch"] = ErrorCategory.AuthenticationError,
        ["DataCheckFailed"] = ErrorCategory.SecurityError,
        ["StoreUnusable"] = ErrorCategory.OpenError,
        [Unexpected] = ErrorCategory.NotSpecified,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The ids there are and their categories, as <c>module/docs/errors.md</c> lists them.</summary>
    internal static IReadOnlyDictionary<string, ErrorCategory> Categories => s_categories;

    /// <summary>Turns an exception into the record that PowerShell reports.</summary>
    /// <param name="exception">What happened. The text of an exception that is not ours is dropped unless it comes from the file system: it might hold a value.</param>
    /// <param name="target">A path, tag or position; never a data set or a value.</param>
    public static ErrorRecord From(Exception exception, object? target) => exception switch
    {
        DeidException ours => Make(ours, ours.ErrorId, target, ours.RecommendedAction),
        FileNotFoundException or DirectoryNotFoundException or DriveNotFoundException =>
            Make(exception, InputPathException.PathNotFound, target, "Check the path."),
        IOException or UnauthorizedAccessException =>
            Make(exception, ReadFailed, target, "Check that the file can be read by this account and is not locked by another program."),
        _ => Make(Nameless(exception), Unexpected, target, "Please report this; Exception.Data['StackTrace'] shows where it happened and holds no patient data."),
    };

    private static InvalidOperationException Nameless(Exception exception)
    {
        var result = new InvalidOperationException($"An unexpected error of type {exception.GetType().Name} happened on this item; it was left alone.");
        result.Data["StackTrace"] = exception.StackTrace;
        return result;
    }

    private static ErrorRecord Make(Exception exception, string id, object? target, string? action)
    {
        var record = new ErrorRecord(exception, id, s_categories.GetValueOrDefault(id, ErrorCategory.NotSpecified), target);
        if (action is not null)
        {
            record.ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = action };
        }

        return record;
    }
}
