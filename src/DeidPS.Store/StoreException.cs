using DeidPS.Dicom;

namespace DeidPS.Store;

/// <summary>What a store refuses or cannot do. Messages name projects, labels, entries and states, never a value of an object.</summary>
public sealed class StoreException : DeidException
{
    /// <summary>The caller's role does not allow it.</summary>
    public const string AccessDenied = "AccessDenied";

    /// <summary>There is no store, project, entry, session or person of that name, or none the caller may see.</summary>
    public const string StoreItemNotFound = "StoreItemNotFound";

    /// <summary>There is one of that name already, or there was one.</summary>
    public const string StoreItemExists = "StoreItemExists";

    /// <summary>A name, label or setting is not allowed.</summary>
    public const string StoreValueInvalid = "StoreValueInvalid";

    /// <summary>The state of the entry, session or project does not allow it.</summary>
    public const string StateConflict = "StateConflict";

    /// <summary>Another operation holds it, or took it over.</summary>
    public const string StoreBusy = "StoreBusy";

    /// <summary>A conflict rule (workflow section 11) forbids it.</summary>
    public const string ArchiveConflict = "ArchiveConflict";

    /// <summary>The key is not the one the store was filled with.</summary>
    public const string KeyMismatch = "KeyMismatch";

    /// <summary>A filter of series has a rule that cannot be used, or is no filter.</summary>
    public const string SeriesFilterInvalid = "SeriesFilterInvalid";

    /// <summary>A data check found something of the severities that were to be an error.</summary>
    public const string DataCheckFailed = "DataCheckFailed";

    /// <summary>The store's folder or catalogue cannot be used.</summary>
    public const string StoreUnusable = "StoreUnusable";

    /// <summary>Creates the error.</summary>
    /// <param name="errorId">One of the constants.</param>
    /// <param name="message">What happened, where.</param>
    /// <param name="recommendedAction">What to do.</param>
    /// <param name="innerException">The cause, when it carries no value.</param>
    public StoreException(string errorId, string message, string? recommendedAction = null, Exception? innerException = null)
        : base(errorId, message, recommendedAction, innerException)
    {
    }
}
