namespace DeidPS.Net;

/// <summary>Why an association was not accepted: result, source and reason of A-ASSOCIATE-RJ (PS3.8 9.3.4).</summary>
/// <param name="Result">1 permanent, 2 transient.</param>
/// <param name="Source">1 service user, 2 service provider (ACSE), 3 service provider (presentation).</param>
/// <param name="Reason">The reason; its meaning depends on the source.</param>
public readonly record struct AssociateRejection(byte Result, byte Source, byte Reason)
{
    /// <summary>The calling AE title is not on the list.</summary>
    public static readonly AssociateRejection CallingAENotRecognized = new(1, 1, 3);

    /// <summary>Nobody of that name is here.</summary>
    public static readonly AssociateRejection CalledAENotRecognized = new(1, 1, 7);

    /// <summary>Not DICOM.</summary>
    public static readonly AssociateRejection ApplicationContextNotSupported = new(1, 1, 2);

    /// <summary>A protocol version of the future only.</summary>
    public static readonly AssociateRejection ProtocolVersionNotSupported = new(1, 2, 2);

    /// <summary>Too many associations at once; later it may go.</summary>
    public static readonly AssociateRejection LocalLimitExceeded = new(2, 3, 2);

    /// <summary>True when the same request may be accepted later.</summary>
    public bool IsTransient => Result == 2;

    /// <summary>What it means.</summary>
    public string Meaning => (Source, Reason) switch
    {
        (1, 1) => "no reason given",
        (1, 2) => "application context name not supported",
        (1, 3) => "calling AE title not recognized",
        (1, 7) => "called AE title not recognized",
        (2, 1) => "no reason given (ACSE)",
        (2, 2) => "protocol version not supported",
        (3, 1) => "temporary congestion",
        (3, 2) => "local limit exceeded",
        _ => FormattableString.Invariant($"source {Source}, reason {Reason}"),
    };

    /// <summary>What to do about it.</summary>
    public string Remedy => (Source, Reason) switch
    {
        (1, 3) => "Have our AE title, and our address, added to the node's list of known applications, or call it with a title it knows: -CallingAE.",
        (1, 7) => "Check the node's AE title, upper and lower case included: -CalledAE.",
        (3, 1) or (3, 2) => "The node is busy: try again later, with fewer associations at once.",
        (2, 2) or (1, 2) => "What listens there does not speak DICOM version 3; check host and port.",
        _ => IsTransient ? "Try again later." : "Ask the node's administrator; its log names the reason.",
    };
}
