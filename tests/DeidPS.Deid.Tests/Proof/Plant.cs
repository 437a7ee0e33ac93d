namespace DeidPS.Deid.Tests.Proof;

/// <summary>One identifier that was put somewhere.</summary>
/// <param name="Needle">The text as it was written; the bytes depend on the place.</param>
/// <param name="Kind">What it is.</param>
/// <param name="File">The file's path below the study's folder, forward slashes.</param>
/// <param name="Place">
/// Where: an element as <c>(0040,A730)[0]/(0040,A160)</c>, or <c>preamble</c>, or <c>file name</c>.
/// </param>
internal sealed record Plant(string Needle, PlantKind Kind, string File, string Place);
