namespace DeidPS.Net;

/// <summary>Services whose status codes differ in meaning (PS3.4 B.2.3, C.4).</summary>
public enum DimseService
{
    /// <summary>C-ECHO.</summary>
    Echo,

    /// <summary>C-FIND.</summary>
    Find,

    /// <summary>C-MOVE.</summary>
    Move,

    /// <summary>C-GET.</summary>
    Get,

    /// <summary>C-STORE.</summary>
    Store,
}
