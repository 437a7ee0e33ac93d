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

    /// <summary>An instance was refused before any sink saw it: too large, no room for it, or not what was agreed on.</summary>
    Refused,

    /// <summary>An association or connection ended before its time.</summary>
    Failed,
}
