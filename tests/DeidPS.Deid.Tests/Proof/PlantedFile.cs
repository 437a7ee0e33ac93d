namespace DeidPS.Deid.Tests.Proof;

/// <summary>One object of a planted study.</summary>
/// <param name="RelativePath">Path below the study's folder, forward slashes.</param>
/// <param name="Bytes">The file.</param>
internal sealed record PlantedFile(string RelativePath, byte[] Bytes);
