namespace DeidPS.Net.Tests.Peers;

/// <summary>How an archive tells that it gives no more answers.</summary>
internal enum CapSignal
{
    /// <summary>Not at all: success.</summary>
    None,

    /// <summary>A700, out of resources.</summary>
    OutOfResources,

    /// <summary>FE00, cancelled, without anybody having asked to.</summary>
    Cancelled,

    /// <summary>B001, a warning that the standard does not define for C-FIND.</summary>
    Warning,
}
