using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>What a retrieval ended with, and what follows from it.</summary>
/// <param name="Kind">What follows.</param>
/// <param name="Code">The status as four hexadecimal digits, or the id of the error where the node answered none; no value of any object.</param>
/// <param name="SlowsDown">True when the node has too much to do: the next requests should be fewer.</param>
public sealed record RetrieveFailure(RetrieveFailureKind Kind, string Code, bool SlowsDown = false)
{
    /// <summary>True when the node does not offer C-GET for it, and may offer C-MOVE.</summary>
    public bool MayMove { get; private init; }

    /// <summary>What follows from a status.</summary>
    /// <param name="status">The last response to C-MOVE or C-GET, or a failed query for the manifest.</param>
    /// <param name="method">How it was retrieved.</param>
    public static RetrieveFailure Of(DimseStatus status, RetrieveMethod method = RetrieveMethod.Move)
    {
        ArgumentNullException.ThrowIfNull(status);
        return new RetrieveFailure(KindOf(status), FormattableString.Invariant($"{status.Code:X4}"), status.IsBusy)
        {
            MayMove = method == RetrieveMethod.Get && status.Code == DimseStatus.SopClassNotSupported,
        };
    }

    /// <summary>What follows from an error.</summary>
    /// <param name="error">What <see cref="StudyRetriever.RetrieveAsync"/> threw, or <see cref="RetrieveResult.Error"/>.</param>
    /// <param name="method">How it was retrieved.</param>
    public static RetrieveFailure Of(DeidException error, RetrieveMethod method = RetrieveMethod.Move)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error switch
        {
            DimseException { Status: { } status } => Of(status, method),
            DimseException { ErrorId: DimseException.RetrieveIncomplete } => new(RetrieveFailureKind.Warning, error.ErrorId),
            DimseException => new(RetrieveFailureKind.PermanentItem, error.ErrorId),
            NetworkException network => new(IsOfLine(network) ? RetrieveFailureKind.Transport : RetrieveFailureKind.PermanentNode, error.ErrorId) { MayMove = method == RetrieveMethod.Get && network.LacksGet },

            // Of our own doing, such as a full disk: not the study's fault nor the node's.
            _ => new(RetrieveFailureKind.Transient, error.ErrorId),
        };
    }

    /// <summary>What follows from a result: its error counts more than its last status.</summary>
    /// <param name="result">The result.</param>
    /// <param name="method">How it was retrieved.</param>
    public static RetrieveFailure Of(RetrieveResult result, RetrieveMethod method = RetrieveMethod.Move)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result switch
        {
            { IsComplete: true } => Of(DimseStatus.Describe(DimseStatus.Success, DimseService.Move)),
            { Error: { } error } => Of(error, method),
            { LastFailure: { } status } => Of(status, method),
            _ => new RetrieveFailure(RetrieveFailureKind.Warning, DimseException.RetrieveIncomplete),
        };
    }

    private static RetrieveFailureKind KindOf(DimseStatus status) => status switch
    {
        { Class: StatusClass.Success } => RetrieveFailureKind.Success,
        { Class: StatusClass.Warning } => RetrieveFailureKind.Warning,
        { Class: StatusClass.Cancel } => RetrieveFailureKind.Transient,
        { IsConfiguration: true } => RetrieveFailureKind.PermanentNode,
        { IsBusy: true } => RetrieveFailureKind.Transient,

        // Unable to process, and a processing failure, which says no more.
        { Code: DimseStatus.ProcessingFailure or (>= 0xC000 and <= 0xCFFF) } => RetrieveFailureKind.TransientTwice,
        _ => RetrieveFailureKind.PermanentItem,
    };

    /// <summary>
    /// A broken or silent line, a busy node, a name that DNS does not know for the moment; also what is no DICOM, since a gateway says such things while the service
    /// behind it is down. Not: a rejection for good, a service that is not offered, TLS that cannot be agreed on.
    /// </summary>
    private static bool IsOfLine(NetworkException error) =>
        error.IsTransient || error.ErrorId is NetworkException.NetworkTimeout or NetworkException.AssociationAborted
        || error is { ErrorId: NetworkException.NodeUnreachable, InnerException: System.Net.Sockets.SocketException };
}
