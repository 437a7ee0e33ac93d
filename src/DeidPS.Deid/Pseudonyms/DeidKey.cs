using System.Security.Cryptography;
using System.Text;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>A secret, at least 16 bytes, that pseudonyms are derived from with HMAC-SHA-256. Immutable, thread safe.</summary>
public sealed class DeidKey
{
    private readonly byte[] _bytes;

    /// <summary>Creates a key.</summary>
    /// <param name="bytes">The secret; copied.</param>
    /// <exception cref="ArgumentException">Less than 16 bytes.</exception>
    public DeidKey(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, 16);
        _bytes = bytes.ToArray();
    }

    /// <summary>The secret itself.</summary>
    internal ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The key of a project, derived from this one: another project's objects cannot be joined with it.</summary>
    /// <param name="project">The project's ID, exactly as it is written.</param>
    public DeidKey ForProject(string project) => new(Derive("project", project));

    /// <summary>HMAC-SHA-256 over purpose, a zero byte and the text's UTF-8.</summary>
    /// <param name="purpose">What the result is for: two purposes never give the same result.</param>
    /// <param name="text">What it is derived from.</param>
    public byte[] Derive(string purpose, string text) => HMACSHA256.HashData(_bytes, Encoding.UTF8.GetBytes(purpose + "\0" + text));
}
