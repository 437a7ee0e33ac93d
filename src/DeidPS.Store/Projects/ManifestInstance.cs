namespace DeidPS.Store.Projects;

/// <summary>An instance of an archived session.</summary>
/// <param name="Path">Its file, relative to the session's folder, with forward slashes.</param>
/// <param name="SopInstanceUid">(0008,0018) as archived.</param>
/// <param name="Key">Keyed digest of what it was before.</param>
/// <param name="Sha256">SHA-256 of the file.</param>
/// <param name="Bytes">Size of the file.</param>
internal sealed record ManifestInstance(string Path, string SopInstanceUid, string Key, string Sha256, long Bytes)
{
    /// <summary>Refuses a file that is gone or is not the one that was archived: new checksums would vouch for the damage.</summary>
    /// <param name="folder">Full path of the session's folder.</param>
    /// <returns>Full path of the file.</returns>
    /// <exception cref="StoreException">StoreUnusable.</exception>
    public string RequireWhole(string folder)
    {
        var path = System.IO.Path.Combine(folder, Path);
        return File.Exists(path) && SessionManifest.Checksum(path) == Sha256
            ? path
            : throw new StoreException(StoreException.StoreUnusable, $"File '{Path}' of the session is missing or damaged.", "Restore the session from a backup.");
    }
}
