namespace DeidPS.Net;

/// <summary>What A-ASSOCIATE-RQ and A-ASSOCIATE-AC carry (PS3.8 9.3.2, 9.3.3, Annex D; PS3.7 Annex D).</summary>
internal sealed record AssociateParameters
{
    /// <summary>AE title of the acceptor.</summary>
    public required string CalledAE { get; init; }

    /// <summary>AE title of the requestor.</summary>
    public required string CallingAE { get; init; }

    /// <summary>UID of the application context; the standard knows one (PS3.7 A.2.1).</summary>
    public string ApplicationContext { get; init; } = AssociateCodec.DicomApplicationContext;

    /// <summary>Contexts proposed, or answered.</summary>
    public IReadOnlyList<PresentationContext> Contexts { get; init; } = [];

    /// <summary>Roles of the requestor by SOP class: what a request proposes, and what an answer grants (PS3.7 D.3.3.4). A request of ours takes them from its contexts.</summary>
    public IReadOnlyDictionary<string, (bool Scu, bool Scp)> Roles { get; init; } = new Dictionary<string, (bool, bool)>(StringComparer.Ordinal);

    /// <summary>Extended negotiation information by SOP class, as the other side stated it (PS3.7 D.3.3.5).</summary>
    public IReadOnlyDictionary<string, byte[]> Extended { get; init; } = new Dictionary<string, byte[]>(StringComparer.Ordinal);

    /// <summary>Longest P-DATA-TF the sender of this wants to receive, in bytes without the six of the header; 0 for any (PS3.8 D.1).</summary>
    public uint MaximumLength { get; init; }

    /// <summary>Who made the sender of this.</summary>
    public string ImplementationClassUid { get; init; } = string.Empty;

    /// <summary>Its version; may be missing.</summary>
    public string ImplementationVersionName { get; init; } = string.Empty;

    /// <summary>Operations the requestor invokes before an answer, and those it performs at once; 0 for any (PS3.7 D.3.3.3). Null where it is not said, which means one of each.</summary>
    public (ushort Invoked, ushort Performed)? OperationsWindow { get; init; }

    /// <summary>User name of user identity negotiation; null for none.</summary>
    public string? UserName { get; init; }

    /// <summary>Passcode of user identity negotiation; null for none.</summary>
    public string? Passcode { get; init; }

    /// <summary>In a request: true when a user name, alone or with a passcode, is given and its confirmation is asked for (PS3.7 D.3.3.7.1).</summary>
    public bool IsConfirmationAskedFor { get; init; }

    /// <summary>In an answer: true when the identity is confirmed (PS3.7 D.3.3.7.2).</summary>
    public bool IsIdentityConfirmed { get; init; }

    /// <summary>Protocol versions, bit 0 for version 1 (PS3.8 9.3.2).</summary>
    public ushort ProtocolVersion { get; init; } = 1;
}
