namespace DeidPS.Net;

/// <summary>States of the upper layer (PS3.8 9.2.1). Those of opening are left before an <see cref="Association"/> exists.</summary>
internal enum UpperLayerState
{
    /// <summary>Sta6: data may be transferred.</summary>
    Established,

    /// <summary>Sta7: we asked for release and wait for the answer.</summary>
    AwaitingReleaseResponse,

    /// <summary>Sta13 and Sta1: nothing can be sent any more.</summary>
    Closed,
}
