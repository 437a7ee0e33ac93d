using System.Security.Cryptography;
using DeidPS.Dicom.Tests.Interop;
using FsCheck;
using FsCheck.Xunit;
using Microsoft.Win32.SafeHandles;

namespace DeidPS.Dicom.Tests.Files;

/// <summary>What was appended is read back, whatever the pieces; what was changed, cut, moved or added is refused.</summary>
public sealed class EncryptedBlocksTests : IDisposable
{
    private const int Stored = EncryptedBlocks.BlockSize + 16;
    private const int Start = 100;

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(EncryptedBlocks.KeySize);

    public void Dispose() => _folder.Dispose();

    [Property(MaxTest = 60)]
    public void Any_pieces_read_back_in_any_pieces(NonNegativeInt[] pieces, NonNegativeInt[] offsets, PositiveInt length)
    {
        var plain = RandomNumberGenerator.GetBytes(pieces.Sum(p => Size(p.Get)));
        using var handle = NewFile(out _);
        using var blocks = new EncryptedBlocks(handle, Start, _key);
        var done = 0;
        foreach (var piece in pieces.Select(p => Size(p.Get)))
        {
            blocks.Append(plain.AsSpan(done, piece));
            done += piece;
            Assert.Equal(done, blocks.Length);
        }

        blocks.Complete();
        Assert.Equal(plain, All(blocks));
        foreach (var offset in offsets.Select(o => o.Get * 7919L % (plain.Length + 10)))
        {
            var buffer = new byte[length.Get * 9001 % 200_000];
            var read = blocks.ReadAt(offset, buffer);
            Assert.Equal((int)Math.Clamp(plain.Length - offset, 0, buffer.Length), read);
            Assert.True(offset >= plain.Length || plain.AsSpan((int)offset, read).SequenceEqual(buffer.AsSpan(0, read)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(EncryptedBlocks.BlockSize - 1)]
    [InlineData(EncryptedBlocks.BlockSize)]
    [InlineData(EncryptedBlocks.BlockSize + 1)]
    [InlineData(3 * EncryptedBlocks.BlockSize)]
    public void What_was_completed_opens_again(int length)
    {
        var plain = RandomNumberGenerator.GetBytes(length);
        var path = Write(plain);
        using var blocks = EncryptedBlocks.Open(File.OpenHandle(path), Start, _key);
        Assert.Equal(length, blocks.Length);
        Assert.Equal(plain, All(blocks));
    }

    [Fact]
    public void Nothing_of_the_plain_bytes_is_in_the_file()
    {
        var marker = "ZZPATIENT^SECRET"u8;
        var plain = new byte[200_000];
        for (var i = 0; i + marker.Length <= plain.Length; i += marker.Length)
        {
            marker.CopyTo(plain.AsSpan(i));
        }

        Assert.Equal(-1, File.ReadAllBytes(Write(plain)).AsSpan().IndexOf(marker));
    }

    [Fact]
    public void Another_key_opens_nothing()
    {
        var path = Write(new byte[100]);
        _key[0] ^= 1;
        var error = Assert.Throws<DicomParseException>(() => EncryptedBlocks.Open(File.OpenHandle(path), Start, _key));
        Assert.Equal(DicomParseException.ParseError, error.ErrorId);

        // The handle went with it.
        using var exclusive = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(EncryptedBlocks.BlockSize)]
    [InlineData(Stored + 5)]
    [InlineData((2 * Stored) + 8)]
    public void A_changed_byte_is_noticed(int position)
    {
        var path = Write(new byte[(2 * EncryptedBlocks.BlockSize) + 10]);
        var bytes = File.ReadAllBytes(path);
        bytes[Start + position] ^= 0x10;
        File.WriteAllBytes(path, bytes);
        var error = Assert.Throws<DicomParseException>(() => ReadAll(path));
        Assert.Equal(position / Stored * EncryptedBlocks.BlockSize, error.Offset);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(16)]
    [InlineData(Stored)]
    [InlineData(2 * Stored)]
    [InlineData((2 * Stored) + 25)]
    public void A_cut_file_does_not_open(int left)
    {
        var path = Write(new byte[(2 * EncryptedBlocks.BlockSize) + 10]);
        using (var file = File.Open(path, FileMode.Open))
        {
            file.SetLength(Start + left);
        }

        Assert.Throws<DicomParseException>(() => EncryptedBlocks.Open(File.OpenHandle(path), Start, _key));
    }

    [Fact]
    public void A_file_that_was_never_completed_does_not_open()
    {
        var path = _folder.File("open");
        using (var blocks = new EncryptedBlocks(File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite), 0, _key))
        {
            blocks.Append(new byte[300_000]);
        }

        Assert.Throws<DicomParseException>(() => EncryptedBlocks.Open(File.OpenHandle(path), 0, _key));
    }

    [Fact]
    public void Exchanged_and_added_blocks_are_noticed()
    {
        var path = Write(RandomNumberGenerator.GetBytes(3 * EncryptedBlocks.BlockSize));
        var bytes = File.ReadAllBytes(path);
        byte[] exchanged = [.. bytes[..Start], .. bytes[(Start + Stored)..(Start + (2 * Stored))], .. bytes[Start..(Start + Stored)], .. bytes[(Start + (2 * Stored))..]];
        File.WriteAllBytes(path, exchanged);
        Assert.Throws<DicomParseException>(() => ReadAll(path));

        File.WriteAllBytes(path, [.. bytes, .. bytes[^Stored..]]);
        Assert.Throws<DicomParseException>(() => ReadAll(path));
    }

    [Fact]
    public void A_state_is_used_as_it_is_meant()
    {
        Assert.Throws<ArgumentException>(() => new EncryptedBlocks(NewFile(out _), 0, _key.AsSpan(1)));
        var blocks = new EncryptedBlocks(NewFile(out _), 0, _key);
        Assert.Throws<InvalidOperationException>(() => blocks.ReadAt(0, new byte[1]));
        blocks.Complete();
        Assert.Throws<InvalidOperationException>(() => blocks.Append([1]));
        Assert.Throws<InvalidOperationException>(blocks.Complete);
        blocks.Dispose();
        Assert.Throws<ObjectDisposedException>(() => blocks.ReadAt(0, new byte[1]));
    }

    [Fact]
    public void A_failed_write_is_an_error_and_stays_one()
    {
        var path = Write([]);
        using var blocks = new EncryptedBlocks(File.OpenHandle(path, FileMode.Open, FileAccess.Read), 0, _key);
        Assert.ThrowsAny<SystemException>(() => blocks.Append(new byte[EncryptedBlocks.BlockSize + 1]));
        Assert.Throws<InvalidOperationException>(() => blocks.Append([1]));
        Assert.Throws<InvalidOperationException>(blocks.Complete);
    }

    [Fact]
    public void A_file_written_into_blocks_opens_as_it_was()
    {
        using var study = SampleStudy.Create(5);
        foreach (var item in study.Objects)
        {
            var expected = Written.Bytes(item.File);
            var path = _folder.File(Guid.NewGuid().ToString("N"));
            using (var blocks = new EncryptedBlocks(File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite), Start, _key))
            {
                item.File.WriteTo(blocks);
                blocks.Complete();
            }

            using var read = DicomFile.OpenEncrypted(EncryptedBlocks.Open(File.OpenHandle(path), Start, _key));
            Assert.False(read.IsSuspect);
            Assert.Equal(expected, Written.Bytes(read));
        }
    }

    [Fact]
    public void A_file_that_does_not_open_closes_its_blocks()
    {
        var path = Write(new byte[1000]);
        Assert.Throws<DicomParseException>(() => DicomFile.OpenEncrypted(EncryptedBlocks.Open(File.OpenHandle(path), Start, _key)));
        using var exclusive = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    private static int Size(int piece) => piece * 6151 % 150_000;

    private string Write(byte[] plain)
    {
        using var blocks = new EncryptedBlocks(NewFile(out var path), Start, _key);
        blocks.Append(plain);
        blocks.Complete();
        return path;
    }

    private void ReadAll(string path)
    {
        using var blocks = EncryptedBlocks.Open(File.OpenHandle(path), Start, _key);
        All(blocks);
    }

    private static byte[] All(EncryptedBlocks blocks)
    {
        var bytes = new byte[blocks.Length];
        Assert.Equal(bytes.Length, blocks.ReadAt(0, bytes));
        return bytes;
    }

    private SafeFileHandle NewFile(out string path)
    {
        path = _folder.File(Guid.NewGuid().ToString("N"));
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        RandomAccess.Write(handle, new byte[Start], 0);
        return handle;
    }
}
