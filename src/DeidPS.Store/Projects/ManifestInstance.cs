namespace DeidPS.Store.Projects;

/// <summary>An instance of an archived session.</summary>
/// <param name="Path">Its file, relative to the session's folder, with forward slashes.</param>
/// <param name="SopInstanceUid">(0008,0018) as archived.</param>
/// <param name="Key">Keyed digest of what it was before.</param>
/// <param name="Sha256">SHA-256 of the file.</param>
/// <param name="Bytes">Size of the file.</param>
internal sealed record ManifestInstance(string Path, string SopInstanceUid, string Key, string Sha256, long Bytes);
