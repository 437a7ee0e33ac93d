using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DeidPS.Deid.Policies;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>The bytes of a look-up table: a header, then frames of one record each.</summary>
/// <remarks>
/// <para>Header: 16 bytes of version, 8 of the key's fingerprint, 16 that are random and name the table, 16 of HMAC-SHA-256 over these.</para>
/// <para>
/// Frame: 4 bytes of length (little endian) and 12 of HMAC-SHA-256 over table, record number and length; then 12 bytes of nonce, the
/// text under AES-256-GCM with table and record number as associated data, 16 bytes of tag. The length has a code of its own because
/// a wrong length would make the rest of the table look like one record cut short. So nothing but bytes missing at the end of the file
/// is ever taken for an unfinished write, and no record can be moved to another place or table.
/// </para>
/// </remarks>
internal sealed class MapFormat : IDisposable
{
    /// <summary>Bytes of the header.</summary>
    public const int HeaderLength = NamedLength + IdLength + HeaderMacLength;

    /// <summary>Bytes of a frame before the nonce.</summary>
    public const int FrameLength = LengthSize + FrameMacLength;

    private const int FingerprintLength = 8;
    private const int MagicLength = 16;
    private const int NamedLength = MagicLength + FingerprintLength;
    private const int IdLength = 16;
    private const int HeaderMacLength = 16;
    private const int LengthSize = 4;
    private const int FrameMacLength = 12;
    private const int PlaceLength = IdLength + sizeof(ulong);

    /// <summary>Longer than any record that is written.</summary>
    private const int MaximumRecord = 64 * 1024;

    private readonly RecordCipher _cipher;
    private readonly byte[] _macKey;
    private readonly byte[] _id;

    private MapFormat(DeidKey key, ReadOnlySpan<byte> id)
    {
        _cipher = RecordCipher.Of(key, "map");
        _macKey = key.Derive("map frame", string.Empty);
        _id = id.ToArray();
    }

    private static ReadOnlySpan<byte> Magic => "DEIDPS-MAP-2\n\0\0\0"u8;

    /// <summary>Begins a new table.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="header">What the file begins with.</param>
    public static MapFormat Create(DeidKey key, out byte[] header)
    {
        var format = new MapFormat(key, RandomNumberGenerator.GetBytes(IdLength));
        header = [.. Magic, .. Encoding.ASCII.GetBytes(key.Fingerprint), .. format._id, .. new byte[HeaderMacLength]];
        format.HeaderMac(header, header.AsSpan(HeaderLength - HeaderMacLength));
        return format;
    }

    /// <summary>Reads the header.</summary>
    /// <returns>Null when the file ends within what can only have become a header of this key: its writer was killed.</returns>
    /// <exception cref="PolicyException">MapConflict: another key's table, no table, or damaged.</exception>
    public static MapFormat? Read(Stream stream, DeidKey key)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        var length = stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        header = header[..length];
        if (!header[..Math.Min(length, MagicLength)].SequenceEqual(Magic[..Math.Min(length, MagicLength)]))
        {
            throw new PolicyException("The file is not a look-up table of pseudonyms.", "Check -MapPath.", "MapConflict");
        }

        var fingerprint = Encoding.ASCII.GetBytes(key.Fingerprint);
        if (length > MagicLength && !header[MagicLength..Math.Min(length, NamedLength)].SequenceEqual(fingerprint.AsSpan(0, Math.Min(length, NamedLength) - MagicLength)))
        {
            throw new PolicyException("The look-up table belongs to another key.", "Name the key it was made with.", "MapConflict");
        }

        if (length < HeaderLength)
        {
            return null;
        }

        var format = new MapFormat(key, header.Slice(NamedLength, IdLength));
        Span<byte> mac = stackalloc byte[HeaderMacLength];
        format.HeaderMac(header, mac);
        if (CryptographicOperations.FixedTimeEquals(mac, header[(HeaderLength - HeaderMacLength)..]))
        {
            return format;
        }

        format.Dispose();
        throw new PolicyException("The header of the look-up table is damaged.", "Restore the table from its safe copy.", "MapConflict");
    }

    /// <summary>The frame of one record.</summary>
    /// <param name="number">The record's number, from 0.</param>
    /// <param name="text">Its text.</param>
    public byte[] Seal(ulong number, ReadOnlySpan<byte> text)
    {
        var frame = new byte[FrameLength + text.Length + RecordCipher.Overhead];
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - FrameLength);
        FrameMac(number, frame.AsSpan(0, LengthSize), frame.AsSpan(LengthSize, FrameMacLength));
        Span<byte> place = stackalloc byte[PlaceLength];
        Place(number, place);
        _cipher.Seal(text, place, frame.AsSpan(FrameLength));
        return frame;
    }

    /// <summary>Reads the text of one record.</summary>
    /// <param name="stream">The table, at the frame's first byte.</param>
    /// <param name="number">The record's number, from 0.</param>
    /// <param name="isCut">True when the file ends within the frame.</param>
    /// <returns>Null at the end of the file, also when the last frame is cut short.</returns>
    /// <exception cref="PolicyException">MapConflict: damaged.</exception>
    public byte[]? Open(Stream stream, ulong number, out bool isCut)
    {
        Span<byte> head = stackalloc byte[FrameLength];
        var read = stream.ReadAtLeast(head, FrameLength, throwOnEndOfStream: false);
        isCut = read is > 0 and < FrameLength;
        if (read < FrameLength)
        {
            return null;
        }

        Span<byte> mac = stackalloc byte[FrameMacLength];
        FrameMac(number, head[..LengthSize], mac);
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (!CryptographicOperations.FixedTimeEquals(mac, head[LengthSize..]) || length is < RecordCipher.Overhead or > MaximumRecord)
        {
            throw Damaged(number);
        }

        var record = new byte[length];
        isCut = stream.ReadAtLeast(record, length, throwOnEndOfStream: false) < length;
        return isCut ? null : Decrypted(number, record);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_macKey);
        _cipher.Dispose();
    }

    private static PolicyException Damaged(ulong number) =>
        new($"Record {number} of the look-up table is damaged or was moved.", "Restore the table from its safe copy.", "MapConflict");

    private byte[] Decrypted(ulong number, ReadOnlySpan<byte> record)
    {
        Span<byte> place = stackalloc byte[PlaceLength];
        Place(number, place);
        return _cipher.TryOpen(record, place) ?? throw Damaged(number);
    }

    /// <summary>Which record of which table.</summary>
    private void Place(ulong number, Span<byte> destination)
    {
        _id.CopyTo(destination);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[IdLength..], number);
    }

    private void HeaderMac(ReadOnlySpan<byte> header, Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_macKey, header[..(HeaderLength - HeaderMacLength)], hash);
        hash[..HeaderMacLength].CopyTo(destination);
    }

    private void FrameMac(ulong number, ReadOnlySpan<byte> length, Span<byte> destination)
    {
        Span<byte> message = stackalloc byte[PlaceLength + LengthSize];
        Place(number, message);
        length.CopyTo(message[PlaceLength..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_macKey, message, hash);
        hash[..FrameMacLength].CopyTo(destination);
    }
}
