using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace DeidPS.Dicom;

/// <summary>
/// Bytes kept in a file as AES-256-GCM blocks of 64 KiB: appended once, then read at random. The number of a block and whether
/// it is the last are authenticated with it, so a block that was changed, moved, cut off or added is noticed when it is read.
/// </summary>
/// <remarks>
/// Written first (<see cref="Append"/>, <see cref="Complete"/>), read afterwards (<see cref="ReadAt"/>); by one thread at a time.
/// Plain bytes are in memory only, and cleared by <see cref="Dispose"/>.
/// </remarks>
public sealed class EncryptedBlocks : DicomOutput.IWriteTarget, IDisposable
{
    /// <summary>Plain bytes of every block but the last.</summary>
    public const int BlockSize = 64 * 1024;

    /// <summary>Bytes of the key (AES-256).</summary>
    public const int KeySize = 32;

    private const int TagSize = 16;

    private readonly SafeFileHandle _handle;
    private readonly long _start;
    private readonly AesGcm _cipher;

    /// <summary>While writing the block that is being filled, afterwards the block that was read last.</summary>
    private readonly byte[] _block = GC.AllocateUninitializedArray<byte>(BlockSize);
    private int _count;
    private long _number;
    private bool _isBroken;
    private bool _isDisposed;

    /// <summary>Begins to write.</summary>
    /// <param name="handle">A file opened for reading and writing; closed by <see cref="Dispose"/>. Nothing may stand behind <paramref name="start"/>.</param>
    /// <param name="start">Where in the file the first block goes; what is before it is the caller's.</param>
    /// <param name="key">32 random bytes that no other file was ever encrypted with: the numbers of the blocks are the nonces. Copied.</param>
    /// <exception cref="ArgumentException">The key does not have 32 bytes.</exception>
    public EncryptedBlocks(SafeFileHandle handle, long start, ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        if (key.Length != KeySize)
        {
            throw new ArgumentException($"The key must have {KeySize} bytes.", nameof(key));
        }

        _handle = handle;
        _start = start;
        _cipher = new AesGcm(key, TagSize);
    }

    /// <summary>Plain bytes there are.</summary>
    public long Length { get; private set; }

    /// <summary>True when no more bytes can be appended and <see cref="ReadAt"/> can be used.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Opens what was written and completed before; the last block is verified at once, the others when they are read.</summary>
    /// <param name="handle">A file opened for reading; closed by <see cref="Dispose"/>, and when this throws.</param>
    /// <param name="start">Where in the file the first block lies. The blocks go up to the end of the file.</param>
    /// <param name="key">The key they were written with. Copied.</param>
    /// <exception cref="DicomParseException">The file was cut short, extended or changed, or the key is another.</exception>
    public static EncryptedBlocks Open(SafeFileHandle handle, long start, ReadOnlySpan<byte> key)
    {
        var blocks = new EncryptedBlocks(handle, start, key);
        try
        {
            blocks.FindEnd();
            return blocks;
        }
        catch
        {
            blocks.Dispose();
            throw;
        }
    }

    /// <summary>Adds bytes behind those that are there.</summary>
    /// <exception cref="InvalidOperationException">It is complete, or writing has failed before.</exception>
    /// <exception cref="IOException">The disk is full or the file cannot be written; the object can then only be disposed.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ThrowUnlessWritable();

        // A full block waits for the next byte, because only then it is known not to be the last.
        while (bytes.Length > BlockSize - _count)
        {
            if (_count == 0)
            {
                WriteBlock(bytes[..BlockSize], isLast: false);
                bytes = bytes[BlockSize..];
                Length += BlockSize;
                continue;
            }

            var rest = BlockSize - _count;
            bytes[..rest].CopyTo(_block.AsSpan(_count));
            bytes = bytes[rest..];
            Length += rest;
            WriteBlock(_block, isLast: false);
            _count = 0;
        }

        bytes.CopyTo(_block.AsSpan(_count));
        _count += bytes.Length;
        Length += bytes.Length;
    }

    /// <summary>Writes the last block. From here on the bytes can be read and no more can be added.</summary>
    /// <exception cref="InvalidOperationException">It is complete, or writing has failed before.</exception>
    /// <exception cref="IOException">The disk is full or the file cannot be written; the object can then only be disposed.</exception>
    public void Complete()
    {
        ThrowUnlessWritable();
        WriteBlock(_block.AsSpan(0, _count), isLast: true);
        _number--;
        IsComplete = true;
    }

    /// <summary>Reads up to the buffer's size; fewer bytes only at the end.</summary>
    /// <exception cref="InvalidOperationException">It is not complete.</exception>
    /// <exception cref="DicomParseException">A block was changed since it was written, or the file is shorter; the offset is that of the block's plain bytes.</exception>
    public int ReadAt(long offset, Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (!IsComplete)
        {
            throw new InvalidOperationException("The blocks are not complete.");
        }

        var total = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        for (var done = 0; done < total;)
        {
            var (number, within) = Math.DivRem(offset + done, BlockSize);
            var size = SizeOf(number);
            var take = (int)Math.Min(size - within, total - done);
            var target = buffer.Slice(done, take);
            if (take == size && number != _number)
            {
                ReadBlock(number, target);
            }
            else
            {
                Load(number, size);
                _block.AsSpan((int)within, take).CopyTo(target);
            }

            done += take;
        }

        return total;
    }

    /// <summary>Closes the file and clears the key and all plain bytes. What was not completed cannot be opened again.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        CryptographicOperations.ZeroMemory(_block);
        _cipher.Dispose();
        _handle.Dispose();
    }

    /// <inheritdoc/>
    void DicomOutput.IWriteTarget.Write(ReadOnlySpan<byte> block) => Append(block);

    private void ThrowUnlessWritable()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (IsComplete || _isBroken)
        {
            throw new InvalidOperationException(IsComplete ? "The blocks are complete." : "The blocks could not be written.");
        }
    }

    private void FindEnd()
    {
        var stored = RandomAccess.GetLength(_handle) - _start;
        var last = stored <= 0 ? 0 : (stored - 1) / (BlockSize + TagSize);
        var size = stored - (last * (BlockSize + TagSize)) - TagSize;
        if (size < 0)
        {
            throw Truncated(last);
        }

        Length = (last * BlockSize) + size;
        _number = -1;
        Load(last, (int)size);
        IsComplete = true;
    }

    /// <summary>An empty file has one empty block, so that its end is authenticated too.</summary>
    private int SizeOf(long number) => (int)Math.Min(BlockSize, Length - (number * BlockSize));

    private bool IsLast(long number) => (number + 1) * BlockSize >= Length;

    private void Load(long number, int size)
    {
        if (_number != number)
        {
            _number = -1;
            ReadBlock(number, _block.AsSpan(0, size));
            _number = number;
        }
    }

    private void WriteBlock(ReadOnlySpan<byte> plain, bool isLast)
    {
        Span<byte> nonce = stackalloc byte[12];
        Span<byte> associated = stackalloc byte[9];
        Describe(_number, isLast, nonce, associated);
        var stored = ArrayPool<byte>.Shared.Rent(BlockSize + TagSize);
        _isBroken = true;
        try
        {
            _cipher.Encrypt(nonce, plain, stored.AsSpan(0, plain.Length), stored.AsSpan(plain.Length, TagSize), associated);
            DiskFile.Write(_handle, stored.AsSpan(0, plain.Length + TagSize), OffsetOf(_number));
        }
        finally
        {
            // Only encrypted bytes were in it: it may go back as it is.
            ArrayPool<byte>.Shared.Return(stored);
        }

        _isBroken = false;
        _number++;
    }

    private void ReadBlock(long number, Span<byte> plain)
    {
        Span<byte> nonce = stackalloc byte[12];
        Span<byte> associated = stackalloc byte[9];
        Describe(number, IsLast(number), nonce, associated);
        var stored = ArrayPool<byte>.Shared.Rent(BlockSize + TagSize);
        try
        {
            var size = plain.Length + TagSize;
            for (int read = 0, n; read < size; read += n)
            {
                n = RandomAccess.Read(_handle, stored.AsSpan(read, size - read), OffsetOf(number) + read);
                if (n == 0)
                {
                    throw Truncated(number);
                }
            }

            _cipher.Decrypt(nonce, stored.AsSpan(0, plain.Length), stored.AsSpan(plain.Length, TagSize), plain, associated);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new DicomParseException(DicomParseException.ParseError, number * BlockSize, "an encrypted block was changed, or the key is another", Advice);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    private const string Advice = "Check that the key belongs to the file, and the disk the file lies on; then send the object again.";

    private static DicomParseException Truncated(long number) =>
        new(DicomParseException.TruncatedError, number * BlockSize, "the encrypted file ends before its last block", Advice);

    private long OffsetOf(long number) => _start + (number * (BlockSize + TagSize));

    /// <summary>Each block has a nonce of its own because a key is used for one file and each block is written once.</summary>
    private static void Describe(long number, bool isLast, Span<byte> nonce, Span<byte> associated)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(nonce, number);
        BinaryPrimitives.WriteInt64LittleEndian(associated, number);
        associated[8] = isLast ? (byte)1 : (byte)0;
    }
}
