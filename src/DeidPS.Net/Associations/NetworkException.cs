using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>What went wrong on the wire. Messages name nodes, states, lengths and status codes, never values.</summary>
public sealed class NetworkException : DeidException
{
    /// <summary>Name not resolved, connection refused, TLS not agreed.</summary>
    public const string NodeUnreachable = "NodeUnreachable";

    /// <summary>PortInUse: our receiver cannot listen.</summary>
    public const string PortInUse = "PortInUse";

    /// <summary>The peer rejected the association (PS3.8 9.3.4), or accepted none of the contexts that are needed.</summary>
    public const string AssociationRejected = "AssociationRejected";

    /// <summary>The peer said nothing for too long.</summary>
    public const string NetworkTimeout = "NetworkTimeout";

    /// <summary>The association ended before its work: abort, closed connection, or bytes that are no protocol.</summary>
    public const string AssociationAborted = "AssociationAborted";

    /// <summary>Creates the error.</summary>
    /// <param name="errorId">One of the constants.</param>
    /// <param name="message">What happened, where.</param>
    /// <param name="recommendedAction">What to do.</param>
    /// <param name="innerException">The cause, when it carries no value.</param>
    public NetworkException(string errorId, string message, string? recommendedAction = null, Exception? innerException = null)
        : base(errorId, message, recommendedAction, innerException)
    {
    }

    /// <summary>True when the same request may succeed later: a busy or restarting peer, a broken line. False when configuration has to change first.</summary>
    public bool IsTransient { get; init; }

    /// <summary>True when the node takes the association and offers no C-GET that we can use: C-MOVE may do.</summary>
    public bool LacksGet { get; init; }
}
