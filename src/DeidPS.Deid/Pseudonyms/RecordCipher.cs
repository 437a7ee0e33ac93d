using System.Security.Cryptography;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>
/// Seals single records with AES-256-GCM: 12 random bytes of nonce, the text, 16 bytes of tag. A record is bound to its place, so that it can be moved to no other.
/// Thread safe for sealing and opening.
/// </summary>
public sealed class RecordCipher : IDisposable
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    /// <summary>Bytes by which a record is longer than its text.</summary>
    public const int Overhead = NonceLength + TagLength;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly AesGcm _cipher;

    /// <summary>Creates a cipher.</summary>
    /// <param name="key">32 bytes; copied.</param>
    public RecordCipher(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyLength);
        _cipher = new AesGcm(key, TagLength);
    }

    /// <summary>A cipher whose key is derived for one purpose.</summary>
    public static RecordCipher Of(DeidKey key, string purpose)
    {
        ArgumentNullException.ThrowIfNull(key);
        var derived = key.Derive(purpose, string.Empty);
        try
        {
            return new RecordCipher(derived);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>Seals a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">What it is bound to.</param>
    public byte[] Seal(ReadOnlySpan<byte> text, ReadOnlySpan<byte> place)
    {
        var record = new byte[text.Length + Overhead];
        Seal(text, place, record);
        return record;
    }

    /// <summary>Seals a text into memory of the caller's, <see cref="Overhead"/> bytes longer than the text.</summary>
    public void Seal(ReadOnlySpan<byte> text, ReadOnlySpan<byte> place, Span<byte> record)
    {
        RandomNumberGenerator.Fill(record[..NonceLength]);
        _cipher.Encrypt(record[..NonceLength], text, record[NonceLength..^TagLength], record[^TagLength..], place);
    }

    /// <summary>Opens a record.</summary>
    /// <returns>Null when it is damaged, was moved, or was sealed with another key.</returns>
    public byte[]? TryOpen(ReadOnlySpan<byte> record, ReadOnlySpan<byte> place)
    {
        if (record.Length < Overhead)
        {
            return null;
        }

        var text = new byte[record.Length - Overhead];
        try
        {
            _cipher.Decrypt(record[..NonceLength], record[NonceLength..^TagLength], record[^TagLength..], text, place);
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cipher.Dispose();
}
