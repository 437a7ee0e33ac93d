using System.Security.Cryptography;
using System.Text;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>
/// A secret, at least 16 bytes, that pseudonyms are derived from with HMAC-SHA-256 (RFC 2104), so that nobody without it can try
/// known identifiers. Immutable, thread safe.
/// </summary>
public sealed class DeidKey
{
    /// <summary>Bytes a key must have at least.</summary>
    public const int MinimumLength = 16;

    /// <summary>Bytes of a derivation.</summary>
    public const int DerivedLength = 32;

    private const int StackLimit = 512;

    private readonly byte[] _bytes;

    /// <summary>Creates a key.</summary>
    /// <param name="bytes">The secret; copied.</param>
    /// <exception cref="ArgumentException">Less than 16 bytes.</exception>
    public DeidKey(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, MinimumLength);
        _bytes = bytes.ToArray();
    }

    /// <summary>Eight hexadecimal digits that tell keys apart and say nothing about the secret: fit for records and logs.</summary>
    public string Fingerprint => field ??= Convert.ToHexStringLower(Derive("fingerprint", string.Empty).AsSpan(0, 4));

    /// <summary>The secret itself.</summary>
    internal ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The key of a project, derived from this one: without this key nobody can join its objects with another project's.</summary>
    /// <param name="project">The project's ID, exactly as it is written.</param>
    public DeidKey ForProject(string project)
    {
        var bytes = Derive("project", project);
        try
        {
            return new DeidKey(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>HMAC-SHA-256 over purpose, a zero byte and the text's UTF-8.</summary>
    /// <param name="purpose">What the result is for, without a zero byte: two purposes never give the same result.</param>
    /// <param name="text">What it is derived from.</param>
    /// <returns>32 bytes.</returns>
    public byte[] Derive(string purpose, string text)
    {
        var result = new byte[DerivedLength];
        Derive(purpose, text, result);
        return result;
    }

    /// <summary>The same, into 32 bytes of the caller's.</summary>
    public void Derive(string purpose, ReadOnlySpan<char> text, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        var size = Encoding.UTF8.GetMaxByteCount(purpose.Length + 1 + text.Length);
        var message = size <= StackLimit ? stackalloc byte[StackLimit] : new byte[size];
        var length = Encoding.UTF8.GetBytes(purpose, message);
        message[length++] = 0;
        length += Encoding.UTF8.GetBytes(text, message[length..]);
        HMACSHA256.HashData(_bytes, message[..length], destination);
    }
}
