namespace DeidPS.Net;

/// <summary>Type and length of a unit (PS3.8 9.3.1).</summary>
/// <param name="Type">The type as it stands, also an unknown one.</param>
/// <param name="Length">Bytes that follow the header.</param>
internal readonly record struct PduHeader(PduType Type, uint Length);
