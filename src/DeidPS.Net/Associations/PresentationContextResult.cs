namespace DeidPS.Net;

/// <summary>What became of a proposed presentation context (PS3.8 Table 9-18).</summary>
public enum PresentationContextResult
{
    /// <summary>Accepted.</summary>
    Accepted = 0,

    /// <summary>Rejected by the user of the peer.</summary>
    UserRejection = 1,

    /// <summary>Rejected without a reason.</summary>
    NoReason = 2,

    /// <summary>The peer does not offer the SOP class.</summary>
    AbstractSyntaxNotSupported = 3,

    /// <summary>The peer offers the SOP class in none of the proposed transfer syntaxes.</summary>
    TransferSyntaxesNotSupported = 4,

    /// <summary>Not negotiated, or the answer did not mention it.</summary>
    NotAnswered = 255,
}
