namespace DeidPS.Net.Tests.Pacs;

/// <summary>Where a <see cref="FaultyPacs"/> closes a connection without a word.</summary>
internal enum PacsDropPoint
{
    /// <summary>As soon as it is open.</summary>
    OnAccept,

    /// <summary>While the first request is worked on: with C-MOVE after half of an image was sent, else before the final response.</summary>
    InRequest,

    /// <summary>After the first image of the first C-MOVE was acknowledged, before it is told to the requestor; with other requests before the final response.</summary>
    BetweenSubOperations,
}
