namespace DeidPS;

/// <summary>A key file that was made. Says nothing about the secret in it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Fingerprint">Eight hexadecimal digits that tell keys apart.</param>
public sealed record DeidKeyFile(string Path, string Fingerprint);
