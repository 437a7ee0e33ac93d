namespace DeidPS.Net;

/// <summary>Bytes that are no protocol. The message names what was expected and the position within the unit.</summary>
/// <param name="message">What is wrong, lengths and positions only.</param>
/// <param name="reason">Reason of the A-ABORT that answers it (PS3.8 9.3.8).</param>
internal sealed class PduException(string message, AbortReason reason) : Exception(message)
{
    public AbortReason Reason => reason;
}
