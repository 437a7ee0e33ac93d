namespace DeidPS.Deid.Proof.Report;

/// <summary>A small picture, or why there is none.</summary>
/// <param name="Png">The picture as PNG; null when there is none.</param>
/// <param name="Note">What stands in its place; empty when there is a picture.</param>
internal sealed record Thumbnail(byte[]? Png, string Note)
{
    public static Thumbnail None(string note) => new(null, note);
}
