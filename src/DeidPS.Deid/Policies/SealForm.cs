using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DeidPS.Deid.Policies;

/// <summary>Gathers what a seal covers and hashes it block by block: memory stays the same however large a header is.</summary>
internal sealed class SealForm : IDisposable
{
    private const int BlockSize = 16 * 1024;

    private readonly byte[] _block = ArrayPool<byte>.Shared.Rent(BlockSize);
    private readonly byte[] _key;
    private IncrementalHash? _hash;
    private int _length;

    /// <summary>Begins a form.</summary>
    /// <param name="key">The key of the HMAC.</param>
    public SealForm(byte[] key) => _key = key;

    /// <summary>Adds a number.</summary>
    public void Add(uint number)
    {
        if (_length + sizeof(uint) > BlockSize)
        {
            Flush();
        }

        BinaryPrimitives.WriteUInt32LittleEndian(_block.AsSpan(_length), number);
        _length += sizeof(uint);
    }

    /// <summary>Adds a value.</summary>
    /// <param name="bytes">The value as it stands.</param>
    /// <param name="word">Bytes of one word when they stand in the other order, else 1.</param>
    public void Add(ReadOnlySpan<byte> bytes, int word)
    {
        while (!bytes.IsEmpty)
        {
            // Whole words in each block: the largest has eight bytes, of which a block is a multiple only from its beginning on.
            if (_length + 8 > BlockSize)
            {
                Flush();
            }

            var count = Math.Min(bytes.Length, (BlockSize - _length) & ~7);
            var target = _block.AsSpan(_length, count);
            bytes[..count].CopyTo(target);
            for (var i = 0; word > 1 && i + word <= count; i += word)
            {
                target.Slice(i, word).Reverse();
            }

            _length += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Puts out the hash.</summary>
    public void Finish(Span<byte> destination)
    {
        if (_hash is null)
        {
            HMACSHA256.HashData(_key, _block.AsSpan(0, _length), destination);
            return;
        }

        Flush();
        _hash.GetHashAndReset(destination);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hash?.Dispose();
        ArrayPool<byte>.Shared.Return(_block, clearArray: false);
    }

    private void Flush()
    {
        _hash ??= IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        _hash.AppendData(_block.AsSpan(0, _length));
        _length = 0;
    }
}
