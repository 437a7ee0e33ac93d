namespace DeidPS.Net;

/// <summary>How images are fetched (PS3.4 C.4).</summary>
public enum RetrieveMethod
{
    /// <summary>C-MOVE: the node opens an association of its own to our receiver.</summary>
    Move,

    /// <summary>C-GET: images come back on the association that asked.</summary>
    Get,
}
