namespace DeidPS.Net;

/// <summary>
/// A DICOM application on the network (PS3.7 3.3.2: an application entity) and how we talk to it. Holds no secret: a passcode or the password
/// of a certificate is given to the call that needs it.
/// </summary>
public sealed record DicomNode
{
    /// <summary>AE title we call ourselves by, unless a node says otherwise.</summary>
    public const string DefaultCallingAE = "DEIDPS";

    /// <summary>The well-known port of DICOM (PS3.8 9.1.1).</summary>
    public const int DefaultPort = 104;

    /// <summary>Port our own receiver listens on unless told otherwise.</summary>
    public const int DefaultReceiverPort = 8104;

    /// <summary>Name it is registered under; empty for a node that was described in place.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Host name or IP address.</summary>
    public required string HostName { get; init; }

    /// <summary>TCP port, 1 to 65535.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>AE title of the node, 1 to 16 characters (PS3.8 9.3.2).</summary>
    public required string CalledAE { get; init; }

    /// <summary>Our AE title towards it.</summary>
    public string CallingAE { get; init; } = DefaultCallingAE;

    /// <summary>How TLS is used; null for none.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>User name sent in user identity negotiation (PS3.7 D.3.3.7); null for none.</summary>
    public string? UserName { get; init; }

    /// <summary>Information model of queries.</summary>
    public QueryModel Model { get; init; } = QueryModel.StudyRoot;

    /// <summary>Service that retrieves.</summary>
    public RetrieveMethod RetrieveMethod { get; init; } = RetrieveMethod.Move;

    /// <summary>Level at which a study is retrieved: one request for the study, for each series or for each image.</summary>
    public QueryLevel RetrieveLevel { get; init; } = QueryLevel.Series;

    /// <summary>AE title the node knows our receiver by, the destination of C-MOVE; null: <see cref="CallingAE"/>.</summary>
    public string? MoveDestination { get; init; }

    /// <summary>Port at which the node expects our receiver.</summary>
    public int ReceiverPort { get; init; } = DefaultReceiverPort;

    /// <summary>True when the node matches person names semantically (PS3.4 C.2.2.2.1: fuzzy matching), asked for in extended negotiation.</summary>
    public bool UseFuzzyMatching { get; init; }

    /// <summary>True when the node takes relational queries and retrievals (PS3.4 C.2.2.1.2: keys of all levels at once), asked for in extended negotiation.</summary>
    public bool UseRelationalQueries { get; init; }

    /// <summary>True when the node matches a range of dates and one of times as one range (PS3.4 C.2.2.2.5), asked for in extended negotiation.</summary>
    public bool UseCombinedDateTime { get; init; }

    /// <summary>True when the node adjusts dates and times to our time zone, asked for in extended negotiation (PS3.4 C.5.1.1.1).</summary>
    public bool UseTimezone { get; init; }

    /// <summary>Most answers the node gives to one query, where that is known; a query that reaches it is split.</summary>
    public int? ResultLimit { get; init; }

    /// <summary>How much it is asked for by the queue of retrievals, and when.</summary>
    public NodeLimits Limits { get; init; } = new();

    /// <summary>Seconds to wait for TCP and TLS.</summary>
    public int ConnectTimeoutSec { get; init; } = 30;

    /// <summary>Seconds to wait for the answer to an association request or release (ARTIM, PS3.8 9.1.5).</summary>
    public int AcceptTimeoutSec { get; init; } = 60;

    /// <summary>Seconds to wait for the first response to a request.</summary>
    public int TimeoutSec { get; init; } = 60;

    /// <summary>Seconds to wait between two responses of one request, and for a peer that takes or sends nothing.</summary>
    public int IdleTimeoutSec { get; init; } = 300;

    /// <summary>The AE title C-MOVE names.</summary>
    public string EffectiveMoveDestination => MoveDestination ?? CallingAE;

    /// <summary>Name for messages: the registered name, else called AE and address.</summary>
    public override string ToString() => Name.Length > 0 ? Name : FormattableString.Invariant($"{CalledAE}@{HostName}:{Port}");
}
