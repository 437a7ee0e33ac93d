using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>
/// The file of an object that was held back and must not lie on a disk as it is: encrypted with a key that is derived from the site's.
/// </summary>
/// <remarks>
/// Header: 16 bytes of version, 8 of the site key's fingerprint, 32 that are random. Behind it the object, a file with meta information,
/// in <see cref="EncryptedBlocks"/> whose key is derived from the site's key and the random bytes, so that no two files share one.
/// A header that was changed gives another key, which opens no block.
/// </remarks>
public static class HeldFile
{
    /// <summary>How the names of such files end.</summary>
    public const string Extension = ".held";

    private const int FingerprintLength = 8;
    private const int SaltLength = 32;
    private const int HeaderLength = 16 + FingerprintLength + SaltLength;

    /// <summary>Half a digest: two objects never get the same name by chance.</summary>
    private const int NameLength = 32;

    private static readonly SearchValues<byte> s_digits = SearchValues.Create("0123456789abcdef"u8);

    private static ReadOnlySpan<byte> Magic => "DEIDPS-HELD-1\n\0\0"u8;

    /// <summary>Whether a file is such a one by its name.</summary>
    public static bool IsHeld(string path) => string.Equals(Path.GetExtension(path), Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens the object; it is decrypted in memory, piece by piece as it is read.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="key">The site's key; null when there is none.</param>
    /// <param name="options">Limits of the reader; null for the defaults.</param>
    /// <exception cref="HeldFileException">KeyMissing, or KeyUnreadable: it was held with another key.</exception>
    /// <exception cref="DicomParseException">No such file, damaged or cut short, or the object in it is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DicomFile Open(string path, DeidKey? key, DicomReadOptions? options = null) => DicomFile.OpenEncrypted(Blocks(path, key), options);

    /// <summary>Opens a file for reading whether it is such a one or plain DICOM.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="key">The site's key, for those that are held; null when there is none.</param>
    /// <param name="options">Limits of the reader; null for the defaults.</param>
    /// <exception cref="HeldFileException">KeyMissing, or KeyUnreadable: it was held with another key.</exception>
    /// <exception cref="DicomParseException">Not DICOM, damaged or cut short.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DicomFile OpenAny(string path, DeidKey? key, DicomReadOptions? options = null) => IsHeld(path) ? Open(path, key, options) : DicomFile.Open(path, options);

    /// <summary>Writes the object as it came in, decrypted, for this account only: for a person who wants to look at it.</summary>
    /// <param name="path">Path of the held file; it stays.</param>
    /// <param name="key">The site's key; null when there is none.</param>
    /// <param name="target">Path of the copy; its folder is made when missing, for this account only.</param>
    /// <param name="overwrite">True to replace a file of that name.</param>
    /// <param name="stop">Stops between blocks; nothing is left behind.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="HeldFileException">KeyMissing, or KeyUnreadable: it was held with another key.</exception>
    /// <exception cref="DestinationException">DestinationExists, or WriteFailed.</exception>
    /// <exception cref="DicomParseException">No such file, damaged or cut short.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static long Export(string path, DeidKey? key, string target, bool overwrite, CancellationToken stop)
    {
        using var blocks = Blocks(path, key);
        try
        {
            if (!overwrite && File.Exists(target))
            {
                throw Exists();
            }

            PrivateFile.CreateFolder(Path.GetDirectoryName(target)!);
            PrivateFile.Write(target, overwrite, copy => Read(blocks, copy.Write, stop));
            return blocks.Length;
        }
        catch (IOException) when (!overwrite && File.Exists(target))
        {
            throw Exists();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DestinationException("WriteFailed", $"The copy could not be written ({error.GetType().Name}).", "Check free space and permissions of the destination.");
        }
    }

    /// <summary>Writes an object as it was read, reads it back and waits for the disk.</summary>
    /// <param name="path">Path of a file that is not there yet; readable by this account only.</param>
    /// <param name="key">The site's key.</param>
    /// <param name="file">The object.</param>
    /// <param name="stop">Stops between blocks.</param>
    /// <returns>A name for it, without extension: a keyed digest, so the same object gets the same name.</returns>
    /// <exception cref="DicomParseException">What was written cannot be read back, or the source of the object is gone.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal static string Write(string path, DeidKey key, DicomFile file, CancellationToken stop)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        using var stream = PrivateFile.CreateNew(path);
        DiskFile.Write(stream.SafeFileHandle, [.. Magic, .. Encoding.ASCII.GetBytes(key.Fingerprint), .. salt], 0);
        var derived = Derive(key, salt);
        using var blocks = new EncryptedBlocks(stream.SafeFileHandle, HeaderLength, derived);
        CryptographicOperations.ZeroMemory(derived);
        file.WriteOriginalTo(blocks, stop);
        blocks.Complete();
        var name = Name(blocks, key, stop);
        RandomAccess.FlushToDisk(stream.SafeFileHandle);
        return name;
    }

    private static DestinationException Exists() => new("DestinationExists", "A file of that name is already there.", "Use -Force to replace it.");

    private static byte[] Derive(DeidKey key, ReadOnlySpan<byte> salt) => key.Derive("held object", Convert.ToHexStringLower(salt));

    private static EncryptedBlocks Blocks(string path, DeidKey? key)
    {
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
        try
        {
            Span<byte> header = stackalloc byte[HeaderLength];
            var read = 0;
            for (int n; read < HeaderLength && (n = RandomAccess.Read(handle, header[read..], read)) > 0;)
            {
                read += n;
            }

            var fingerprint = header.Slice(Magic.Length, FingerprintLength);
            if (read < HeaderLength || !header.StartsWith(Magic) || fingerprint.ContainsAnyExcept(s_digits))
            {
                throw new DicomParseException(DicomParseException.ParseError, 0, "this is not an object that was held encrypted", "Check the file; only what a run held back has this ending.");
            }

            CheckKey(key, Encoding.ASCII.GetString(fingerprint));
            var derived = Derive(key!, header[^SaltLength..]);
            try
            {
                return EncryptedBlocks.Open(handle, HeaderLength, derived);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(derived);
            }
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void CheckKey(DeidKey? key, string fingerprint)
    {
        if (key is null)
        {
            throw HeldFileException.NoKey();
        }

        if (key.Fingerprint != fingerprint)
        {
            throw HeldFileException.OtherKey(fingerprint);
        }
    }

    /// <summary>Reads all blocks back, which verifies them.</summary>
    private static string Name(EncryptedBlocks blocks, DeidKey key, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Derive("held name", string.Empty));
        Read(blocks, block => hash.AppendData(block), stop);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..NameLength];
    }

    private static void Read(EncryptedBlocks blocks, Action<ReadOnlySpan<byte>> take, CancellationToken stop)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(EncryptedBlocks.BlockSize);
        try
        {
            for (var done = 0L; done < blocks.Length;)
            {
                stop.ThrowIfCancellationRequested();
                var count = blocks.ReadAt(done, buffer.AsSpan(0, EncryptedBlocks.BlockSize));
                take(buffer.AsSpan(0, count));
                done += count;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
