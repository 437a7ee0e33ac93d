namespace DeidPS.Net;

/// <summary>Reason of an A-ABORT by the service provider (PS3.8 9.3.8).</summary>
internal enum AbortReason : byte
{
    NotSpecified = 0,
    UnrecognizedPdu = 1,
    UnexpectedPdu = 2,
    UnrecognizedParameter = 4,
    UnexpectedParameter = 5,
    InvalidParameter = 6,
}
