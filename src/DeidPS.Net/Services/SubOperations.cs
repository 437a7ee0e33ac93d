namespace DeidPS.Net;

/// <summary>How far a C-MOVE or C-GET is (PS3.7 9.1.4): images still to come, done, failed, done with a warning. Null where the peer does not say.</summary>
/// <param name="Remaining">(0000,1020).</param>
/// <param name="Completed">(0000,1021).</param>
/// <param name="Failed">(0000,1022).</param>
/// <param name="Warning">(0000,1023).</param>
public readonly record struct SubOperations(ushort? Remaining, ushort? Completed, ushort? Failed, ushort? Warning);
