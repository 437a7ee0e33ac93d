namespace DeidPS.Net;

/// <summary>Kinds of <see cref="ListenerEvent"/>.</summary>
public enum ListenerEventKind
{
    /// <summary>An association was accepted.</summary>
    Accepted,

    /// <summary>A request was rejected: title, address or limit.</summary>
    Rejected,

    /// <summary>An association ended in agreement.</summary>
    Released,

    /// <summary>An association or connection ended before its time.</summary>
    Failed,
}
