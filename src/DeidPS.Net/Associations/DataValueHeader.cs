namespace DeidPS.Net;

/// <summary>Header of a presentation data value (PS3.8 9.3.5.1, E.2).</summary>
/// <param name="ContextId">The presentation context.</param>
/// <param name="IsCommand">True for a command set, false for a data set.</param>
/// <param name="IsLast">True for the last fragment.</param>
internal readonly record struct DataValueHeader(byte ContextId, bool IsCommand, bool IsLast);
