namespace DeidPS.Net;

/// <summary>A command that came in, and the presentation context it came in.</summary>
/// <param name="ContextId">The presentation context.</param>
/// <param name="Command">The command; says whether a data set follows.</param>
public sealed record DimseMessage(byte ContextId, DimseCommand Command);
