namespace DeidPS.Net;

/// <summary>One SOP class with the transfer syntaxes offered for it, and what the peer made of it (PS3.8 9.3.2.2, 9.3.3.2).</summary>
public sealed record PresentationContext
{
    /// <summary>Most contexts one association can have: IDs are the odd numbers of a byte.</summary>
    public const int Maximum = 128;

    /// <summary>The context's number, odd, 1 to 255; given when the association is requested.</summary>
    public byte Id { get; init; }

    /// <summary>UID of the SOP class.</summary>
    public required string AbstractSyntax { get; init; }

    /// <summary>UIDs of the transfer syntaxes proposed, best first.</summary>
    public required IReadOnlyList<string> TransferSyntaxes { get; init; }

    /// <summary>The answer.</summary>
    public PresentationContextResult Result { get; init; } = PresentationContextResult.NotAnswered;

    /// <summary>The transfer syntax the peer chose; null unless accepted.</summary>
    public string? AcceptedTransferSyntax { get; init; }

    /// <summary>True when the requestor proposes, or got, the role of SCU; it has it without asking (PS3.7 D.3.3.4).</summary>
    public bool IsScu { get; init; } = true;

    /// <summary>True when the requestor proposes, or got, the role of SCP, as C-GET needs for what comes back.</summary>
    public bool IsScp { get; init; }

    /// <summary>Service class application information of extended negotiation (PS3.7 D.3.3.5); empty for none.</summary>
    public ReadOnlyMemory<byte> ExtendedInformation { get; init; }

    /// <summary>True when it can be used.</summary>
    public bool IsAccepted => Result == PresentationContextResult.Accepted;
}
