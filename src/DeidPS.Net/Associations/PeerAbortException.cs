namespace DeidPS.Net;

/// <summary>The peer sent A-ABORT (PS3.8 9.3.8).</summary>
/// <param name="source">0 service user, 2 service provider.</param>
/// <param name="reason">The reason; of meaning for the provider only.</param>
internal sealed class PeerAbortException(byte source, byte reason) : Exception("the peer aborted")
{
    /// <summary>What it says.</summary>
    public string Meaning => source != 2 ? "its application gave up" : reason switch
    {
        1 => "it did not recognize a unit we sent",
        2 => "it did not expect a unit we sent",
        4 => "it did not recognize a parameter we sent",
        5 => "it did not expect a parameter we sent",
        6 => "a parameter we sent was invalid to it",
        _ => "it gave no reason",
    };
}
