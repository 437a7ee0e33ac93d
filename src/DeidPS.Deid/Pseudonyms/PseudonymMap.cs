using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using DeidPS.Deid.Policies;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>
/// An encrypted look-up table from pseudonyms back to originals: a file of AES-256-GCM records that only grows. The table is optional,
/// since the same key gives the same pseudonyms again without it; it answers the question which patient a pseudonym stands for.
/// </summary>
/// <remarks>
/// The header holds version and the key's fingerprint. Each record is bound to its number, so records can be neither exchanged nor
/// dropped from the middle unnoticed. A record that a killed process left unfinished is overwritten by the next writer.
/// </remarks>
public sealed class PseudonymMap : IPseudonymSink, IDisposable
{
    private const int HeaderLength = 24;
    private const int LengthSize = 4;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>Longer than any pair of values: what says more is no record.</summary>
    private const int MaximumRecord = 64 * 1024;

    private static readonly byte[] s_magic = "DEIDPS-MAP-1\n\0\0\0"u8.ToArray();

    private readonly FileStream _stream;
    private readonly AesGcm _cipher;
    private readonly Lock _lock = new();
    /// <summary>Digests of what is in the table: originals would take several times the memory.</summary>
    private readonly ConcurrentDictionary<UInt128, bool> _known = new();
    private ulong _number;

    private PseudonymMap(FileStream stream, DeidKey key)
    {
        _stream = stream;
        _cipher = new AesGcm(key.Derive("map", string.Empty), TagSize);
    }

    /// <summary>Opens a table for writing, creating it when it is not there.</summary>
    /// <param name="path">Path of the table; readable by this account only.</param>
    /// <param name="key">The key its pseudonyms are derived from.</param>
    /// <exception cref="PolicyException">MapLocked: another process writes to it. MapConflict: it is another key's, or no table.</exception>
    /// <exception cref="IOException">It cannot be created.</exception>
    public static PseudonymMap Open(string path, DeidKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        FileStream stream;
        try
        {
            stream = PrivateFile.OpenAlone(path);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new PolicyException("The look-up table is in use by another process.", "Wait until the other run has ended, or give each run a table of its own.", "MapLocked");
        }

        var map = new PseudonymMap(stream, key);
        try
        {
            map.Continue(key);
            return map;
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <summary>Reads all records of a table, in the order they were written. An unfinished last record is left out.</summary>
    /// <exception cref="PolicyException">MapConflict: it is another key's, no table, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IEnumerable<PseudonymRecord> Read(string path, DeidKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        CheckHeader(stream, key);
        using var cipher = new AesGcm(key.Derive("map", string.Empty), TagSize);
        for (ulong number = 0; ReadRecord(stream, cipher, number) is { } record; number++)
        {
            yield return record;
        }
    }

    /// <inheritdoc/>
    public void Record(PseudonymKind kind, string original, string pseudonym)
    {
        if (!_known.TryAdd(Digest(kind, original), true))
        {
            return;
        }

        var text = Encoding.UTF8.GetBytes($"{(int)kind}\n{pseudonym}\n{original}");
        lock (_lock)
        {
            var record = new byte[LengthSize + NonceSize + text.Length + TagSize];
            BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - LengthSize);
            RandomNumberGenerator.Fill(record.AsSpan(LengthSize, NonceSize));
            _cipher.Encrypt(record.AsSpan(LengthSize, NonceSize), text, record.AsSpan(LengthSize + NonceSize, text.Length), record.AsSpan(record.Length - TagSize), Number(_number));
            _stream.Write(record);
            _number++;
        }
    }

    /// <summary>Writes what is not on disk yet.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            _stream.Flush(flushToDisk: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _cipher.Dispose();
    }

    private static UInt128 Digest(PseudonymKind kind, string original) =>
        BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{(int)kind}\n{original}")));

    private static byte[] Number(ulong number)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        return bytes;
    }

    private static byte[] Header(DeidKey key) => [.. s_magic, .. Encoding.ASCII.GetBytes(key.Fingerprint)];

    private static void CheckHeader(FileStream stream, DeidKey key)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || !header.StartsWith(s_magic))
        {
            throw new PolicyException("The file is not a look-up table of pseudonyms.", "Check -MapPath.", "MapConflict");
        }

        if (!header.SequenceEqual(Header(key)))
        {
            throw new PolicyException("The look-up table belongs to another key.", "Name the key it was made with.", "MapConflict");
        }
    }

    /// <summary>Reads one record; null at the end, also when the last record is cut short.</summary>
    private static PseudonymRecord? ReadRecord(FileStream stream, AesGcm cipher, ulong number)
    {
        Span<byte> size = stackalloc byte[LengthSize];
        if (stream.ReadAtLeast(size, LengthSize, throwOnEndOfStream: false) < LengthSize)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(size);
        if (length is < NonceSize + TagSize or > MaximumRecord)
        {
            throw Damaged(number);
        }

        var record = new byte[length];
        if (stream.ReadAtLeast(record, length, throwOnEndOfStream: false) < length)
        {
            return null;
        }

        var text = new byte[length - NonceSize - TagSize];
        try
        {
            cipher.Decrypt(record.AsSpan(0, NonceSize), record.AsSpan(NonceSize, text.Length), record.AsSpan(length - TagSize), text, Number(number));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Damaged(number);
        }

        var parts = Encoding.UTF8.GetString(text).Split('\n', 3);
        return new PseudonymRecord((PseudonymKind)int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[2], parts[1]);
    }

    private static PolicyException Damaged(ulong number) =>
        new($"Record {number} of the look-up table is damaged or was moved.", "Restore the table from its safe copy.", "MapConflict");

    /// <summary>Goes behind the last whole record, having learnt what is there already.</summary>
    private void Continue(DeidKey key)
    {
        if (_stream.Length == 0)
        {
            _stream.Write(Header(key));
            return;
        }

        CheckHeader(_stream, key);
        var end = _stream.Position;
        while (ReadRecord(_stream, _cipher, _number) is { } record)
        {
            _known.TryAdd(Digest(record.Kind, record.Original), true);
            _number++;
            end = _stream.Position;
        }

        _stream.SetLength(end);
        _stream.Position = end;
    }
}
