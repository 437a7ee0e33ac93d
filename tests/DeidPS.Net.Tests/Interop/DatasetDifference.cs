namespace DeidPS.Net.Tests.Interop;

/// <summary>How an element of a data set that another program encoded anew may differ from the one it read.</summary>
internal enum DatasetDifference
{
    /// <summary>A value, a VR, or which elements there are: the content.</summary>
    Content,

    /// <summary>A group length (gggg,0000) was left out or put in: retired, and of no meaning (PS3.5 7.2).</summary>
    GroupLength,

    /// <summary>Data Set Trailing Padding (FFFC,FFFC) was left out: of no meaning (PS3.10 7.2).</summary>
    TrailingPadding,

    /// <summary>An odd value was padded, or another padding byte put in (PS3.5 6.2).</summary>
    Padding,

    /// <summary>The VR of an element was written otherwise: UN where the program knows none, or the one its dictionary has.</summary>
    Representation,
}
