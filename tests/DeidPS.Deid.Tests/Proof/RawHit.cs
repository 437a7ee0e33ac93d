namespace DeidPS.Deid.Tests.Proof;

/// <summary>A text that was found in bytes.</summary>
/// <param name="Needle">The text.</param>
/// <param name="Encoding">The encoding it stands in.</param>
/// <param name="Offset">Its first byte, in the file or in the inflated data set of a deflated one.</param>
internal sealed record RawHit(string Needle, string Encoding, int Offset);
