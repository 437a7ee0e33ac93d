using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>A peer answered a request with a failure. The message holds the status code and what it means, never what the peer says in words.</summary>
public sealed class DimseException : DeidException
{
    /// <summary>The request failed.</summary>
    public const string DimseFailure = "DimseFailure";

    /// <summary>C-MOVE: the node does not know where to send to (A801).</summary>
    public const string MoveDestinationUnknown = "MoveDestinationUnknown";

    /// <summary>Not all images arrived.</summary>
    public const string RetrieveIncomplete = "RetrieveIncomplete";

    /// <summary>The node gave fewer answers than it has.</summary>
    public const string QueryTruncated = "QueryTruncated";

    /// <summary>Creates the error.</summary>
    /// <param name="errorId">One of the constants.</param>
    /// <param name="message">What happened.</param>
    /// <param name="recommendedAction">What to do.</param>
    public DimseException(string errorId, string message, string? recommendedAction)
        : base(errorId, message, recommendedAction)
    {
    }

    /// <summary>The status that was answered; null when it is not about one.</summary>
    public DimseStatus? Status { get; private init; }

    /// <summary>The error for a status.</summary>
    /// <param name="status">A failure.</param>
    /// <param name="service">What was asked for.</param>
    /// <param name="node">Name of the node.</param>
    public static DimseException For(DimseStatus status, DimseService service, string node)
    {
        ArgumentNullException.ThrowIfNull(status);
        var id = status.Code == 0xA801 ? MoveDestinationUnknown : DimseFailure;
        return new DimseException(id, $"{node} answered C-{service.ToString().ToUpperInvariant()} with {status}.", status.Remedy) { Status = status };
    }
}
