using System.Security.Cryptography;
using System.Text;
using DeidPS.Dicom.Tests.Interop;
using FsCheck;
using FsCheck.Xunit;

namespace DeidPS.Dicom.Tests.Files;

/// <summary>Data sets as they come in: in memory within the budget, encrypted beyond it, gone when they are disposed.</summary>
public sealed class DatasetBufferTests(Xunit.Abstractions.ITestOutputHelper output) : IDisposable
{
    private const int Megabyte = 1024 * 1024;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Property(MaxTest = 80)]
    public void Any_pieces_read_back_in_any_pieces(NonNegativeInt[] pieces, NonNegativeInt[] offsets, PositiveInt length, byte limit)
    {
        var budget = new MemoryBudget((limit % 4) * 200_000L);
        var sizes = pieces.Select(p => p.Get * 6151 % 150_000).ToList();
        var plain = RandomNumberGenerator.GetBytes(sizes.Sum());
        using (var buffer = new DatasetBuffer(budget, _folder.Path))
        {
            var done = 0;
            for (var i = 0; i < sizes.Count; done += sizes[i], i++)
            {
                Put(buffer, plain.AsSpan(done, sizes[i]), i % 3);
                Assert.Equal(done + sizes[i], buffer.Length);
                Assert.InRange(budget.Used, 0, budget.Limit);
            }

            buffer.Complete();
            foreach (var offset in offsets.Select(o => o.Get * 7919L % (plain.Length + 10)).Prepend(0))
            {
                var read = new byte[offset == 0 ? plain.Length : length.Get * 9001 % 200_000];
                var count = buffer.ReadAt(offset, read);
                Assert.Equal((int)Math.Clamp(plain.Length - offset, 0, read.Length), count);
                Assert.True(count == 0 || plain.AsSpan((int)offset, count).SequenceEqual(read.AsSpan(0, count)));
            }

            Assert.True(budget.Limit > 0 || plain.Length == 0 || buffer.IsSpilled);
        }

        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void A_large_data_set_costs_no_more_memory_than_the_budget()
    {
        const int Size = 300;
        var budget = new MemoryBudget(8 * Megabyte);
        var piece = RandomNumberGenerator.GetBytes(Megabyte);
        using var buffer = new DatasetBuffer(budget, _folder.Path);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Size; i++)
        {
            buffer.Append(piece);
            Assert.InRange(budget.Used, 0, budget.Limit);
        }

        buffer.Complete();
        var read = new byte[Megabyte];
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine($"{allocated} bytes allocated for {Size} MiB");
        Assert.InRange(allocated, 0, 11 * Megabyte);
        Assert.True(buffer.IsSpilled);
        for (var i = 0; i < Size; i++)
        {
            Assert.Equal(Megabyte, buffer.ReadAt((long)i * Megabyte, read));
            Assert.True(read.AsSpan().SequenceEqual(piece), $"block {i}");
        }

        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void A_slice_takes_blocks_that_slices_before_it_had()
    {
        var budget = new MemoryBudget(64 * Megabyte);
        var slice = SliceBytes(512 * 1024);
        Receive(budget, slice);
        Receive(budget, slice);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Receive(budget, slice);
        }

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        output.WriteLine($"{each} bytes allocated for a slice of {slice.Length}");

        // The head, which is no other data set's ever, and the elements.
        Assert.InRange(each, 0, 48 * 1024);
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void A_slice_of_a_header_kept_too_long_shows_nobody_elses_bytes()
    {
        var budget = new MemoryBudget(Megabyte);
        ReadOnlyMemory<byte> kept;
        using (var file = Open(budget, SliceBytes(300_000), DicomTransferSyntax.ExplicitLittleEndian))
        {
            kept = file.Dataset.Find(DicomTags.SOPInstanceUID)!.Bytes;
        }

        var before = kept.ToArray();
        using var other = new DatasetBuffer(budget);
        other.Append(Enumerable.Repeat((byte)0x5A, 400_000).ToArray());
        Assert.Equal(before, kept.ToArray());
    }

    [Fact]
    public void Blocks_are_cleared_between_data_sets()
    {
        var budget = new MemoryBudget(Megabyte);
        using (var buffer = new DatasetBuffer(budget))
        {
            buffer.Append(Enumerable.Repeat((byte)0x5A, 400_000).ToArray());
            buffer.Complete();
        }

        using var next = new DatasetBuffer(budget);
        for (var i = 0; i < 400_000; i++)
        {
            var room = next.GetSpan();
            Assert.Equal(-1, room.IndexOfAnyExcept((byte)0));
            next.Advance(room.Length);
            i += room.Length;
        }
    }

    [Fact]
    public void The_budget_is_given_back_by_whoever_held_it()
    {
        var budget = new MemoryBudget(2 * Megabyte);
        var large = new DatasetBuffer(budget, _folder.Path);
        large.Append(new byte[Megabyte + 1000]);
        Assert.False(large.IsSpilled);
        Assert.True(budget.Used > Megabyte);
        large.Append(new byte[2 * Megabyte]);
        Assert.True(large.IsSpilled);

        // One that spills leaves the memory to the small ones.
        Assert.Equal(0, budget.Used);
        using (var small = new DatasetBuffer(budget, _folder.Path))
        {
            small.Append(new byte[Megabyte]);
            Assert.False(small.IsSpilled);
            small.Dispose();
        }

        large.Dispose();
        large.Dispose();
        Assert.Equal(0, budget.Used);
        Assert.Throws<ObjectDisposedException>(() => large.Append([1]));
    }

    [Fact]
    public void Many_threads_share_one_budget()
    {
        var budget = new MemoryBudget(2 * Megabyte);
        Parallel.For(0, 40, i =>
        {
            var plain = new byte[100_000 + (i * 10_000)];
            new Random(i).NextBytes(plain);
            using var buffer = new DatasetBuffer(budget, _folder.Path);
            buffer.Append(plain);
            buffer.Complete();
            var read = new byte[plain.Length];
            Assert.Equal(read.Length, buffer.ReadAt(0, read));
            Assert.True(read.AsSpan().SequenceEqual(plain));
            Assert.InRange(budget.Used, 0, budget.Limit);
        });
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void Nothing_is_left_in_the_folder_and_nothing_in_it_can_be_read()
    {
        var budget = new MemoryBudget(0);
        using (var buffer = new DatasetBuffer(budget, _folder.Path))
        {
            buffer.Append(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("ZZPATIENT^SECRET", 10_000))));
            GC.Collect();
            GC.WaitForPendingFinalizers();
            buffer.Append(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("ZZPATIENT^SECRET", 50_000))));
            Assert.True(buffer.IsSpilled);
            if (OperatingSystem.IsWindows())
            {
                Assert.Single(Directory.GetFiles(_folder.Path));
            }
            else
            {
                Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
            }

            if (OperatingSystem.IsLinux() && ExternalProgram.Find("cat") is { } cat)
            {
                var open = OpenFiles().Where(f => f.Target.StartsWith(_folder.Path, StringComparison.Ordinal)).ToList();
                var spill = Assert.Single(open);

                // This process holds it alone; another program can look through the process's own list.
                var bytes = cat.Run($"/proc/{Environment.ProcessId}/fd/{Path.GetFileName(spill.Link)}").Output;
                Assert.True(bytes.Length > 700_000);
                Assert.DoesNotContain("ZZPATIENT", bytes, StringComparison.Ordinal);
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(spill.Link));
            }
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_folder_that_cannot_take_the_file_is_an_io_error()
    {
        var budget = new MemoryBudget(200_000);
        using var buffer = new DatasetBuffer(budget, Path.Combine(_folder.Path, "missing"));
        Assert.ThrowsAny<IOException>(() => buffer.Append(new byte[300_000]));
        Assert.Throws<InvalidOperationException>(() => buffer.Append([1]));
        buffer.Dispose();
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void A_full_disk_is_an_io_error()
    {
        const string Full = "/dev/full";
        if (!File.Exists(Full))
        {
            output.WriteLine("This system has no /dev/full.");
            return;
        }

        using var blocks = new EncryptedBlocks(File.OpenHandle(Full, FileMode.Open, FileAccess.Write), 0, new byte[EncryptedBlocks.KeySize]);
        Assert.ThrowsAny<IOException>(() => blocks.Append(new byte[EncryptedBlocks.BlockSize + 1]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000_000)]
    public void Every_sample_opens_as_a_data_set_and_is_written_with_its_bytes(long limit)
    {
        var budget = new MemoryBudget(limit);
        using var study = SampleStudy.Create(11);
        foreach (var item in study.Objects)
        {
            var whole = Written.Bytes(item.File);
            using var original = DicomFile.Open(whole);
            var dataset = DatasetOf(original);
            using var file = Open(budget, dataset, original.TransferSyntax);
            Assert.Null(file.FileMeta);
            Assert.False(file.HasPreamble);
            Assert.Empty(file.Warnings);
            Assert.Equal(dataset, Written.Bytes(file));

            file.EnsureFileMeta();
            var written = Written.Bytes(file);
            Assert.Equal("DICM"u8.ToArray(), written[128..132]);
            Assert.True(written.AsSpan().EndsWith(dataset));
            using var again = DicomFile.Open(written);
            Assert.Empty(again.Warnings);
            Assert.Equal(original.TransferSyntax, again.TransferSyntax);
            Assert.Equal(Written.Lines(original.Dataset), Written.Lines(again.Dataset));
            Assert.Equal(original.Dataset.GetText(DicomTags.SOPInstanceUID), again.FileMeta!.GetText(DicomTags.MediaStorageSOPInstanceUID));
        }

        Assert.True(limit > 0 || budget.Used == 0);
    }

    [Fact]
    public void A_data_set_that_looks_like_a_preamble_is_none()
    {
        var dataset = new DicomBytes().Text(0x00080016, "UI", "1.2").Text(0x00100010, "PN", new string('Z', 108) + "DICM" + new string('Z', 100)).Bytes;
        Assert.Equal("DICM"u8.ToArray(), dataset[128..132]);
        using var file = Open(new MemoryBudget(Megabyte), dataset, DicomTransferSyntax.ExplicitLittleEndian);
        file.EnsureFileMeta();
        Assert.Equal(-1, Written.Bytes(file).AsSpan(0, 128).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void The_syntax_is_taken_as_it_was_negotiated()
    {
        // The first element of this one fits both: implicit VR with the length 4 and nothing that a guess could go by.
        var odd = new DicomBytes(isExplicit: false).Element(0x20000010, "IS", "1 "u8.ToArray()).Bytes;
        using var file = Open(new MemoryBudget(Megabyte), odd, DicomTransferSyntax.ImplicitLittleEndian);
        Assert.Equal("1", file.Dataset.GetText(new DicomTag(0x2000, 0x0010)));
        Assert.False(file.IsSuspect);
    }

    [Fact]
    public void Another_syntax_than_the_negotiated_one_is_suspect_or_refused()
    {
        using var study = SampleStudy.Create(3);
        var budget = new MemoryBudget(64L * Megabyte);
        foreach (var item in study.Objects)
        {
            using var original = DicomFile.Open(Written.Bytes(item.File));
            var dataset = DatasetOf(original);
            foreach (var syntax in (DicomTransferSyntax[])[DicomTransferSyntax.ImplicitLittleEndian, DicomTransferSyntax.ExplicitLittleEndian, DicomTransferSyntax.ExplicitBigEndian, DicomTransferSyntax.DeflatedExplicitLittleEndian])
            {
                if (syntax.IsExplicitVR == original.TransferSyntax.IsExplicitVR && syntax.IsBigEndian == original.TransferSyntax.IsBigEndian && syntax.IsDeflated == original.TransferSyntax.IsDeflated)
                {
                    continue;
                }

                try
                {
                    using var file = Open(budget, dataset, syntax);
                    Assert.True(file.IsSuspect, $"{original.TransferSyntax.Name} read as {syntax.Name}");
                    Assert.Same(syntax, file.TransferSyntax);
                }
                catch (DicomParseException)
                {
                    // Refused.
                }
            }
        }

        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void What_cannot_be_read_gives_its_memory_back()
    {
        var budget = new MemoryBudget(Megabyte);
        Assert.Throws<DicomParseException>(() => Open(budget, [], DicomTransferSyntax.ExplicitLittleEndian));
        Assert.Throws<DicomParseException>(() => Open(budget, [1, 2, 3, 4, 5, 6, 7, 8, 9], DicomTransferSyntax.ExplicitLittleEndian));
        Assert.Equal(0, budget.Used);

        var buffer = new DatasetBuffer(budget);
        buffer.Append(SliceBytes(1000));
        using (DicomFile.OpenDataset(buffer, DicomTransferSyntax.ExplicitLittleEndian))
        {
            Assert.Throws<InvalidOperationException>(() => buffer.Append([1]));
        }

        Assert.Equal(0, budget.Used);
    }

    private static DicomFile Open(MemoryBudget budget, byte[] dataset, DicomTransferSyntax syntax)
    {
        var buffer = new DatasetBuffer(budget);
        Put(buffer, dataset, 1);
        return DicomFile.OpenDataset(buffer, syntax);
    }

    private static void Receive(MemoryBudget budget, byte[] dataset)
    {
        using var file = Open(budget, dataset, DicomTransferSyntax.ExplicitLittleEndian);
        Assert.Equal(3, file.Dataset.Count);
    }

    private static void Put(DatasetBuffer buffer, ReadOnlySpan<byte> bytes, int way)
    {
        if (way == 0)
        {
            buffer.Append(bytes);
            return;
        }

        while (!bytes.IsEmpty)
        {
            var room = buffer.GetSpan(way == 1 ? 0 : Math.Min(bytes.Length, 20_000));
            var take = Math.Min(room.Length, bytes.Length);
            bytes[..take].CopyTo(room);
            buffer.Advance(take);
            bytes = bytes[take..];
        }
    }

    private static byte[] SliceBytes(int pixels) =>
        new DicomBytes().Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2").Text(0x00080018, "UI", "2.25.77").Element(0x7FE00010, "OW", new byte[pixels]).Bytes;

    private static byte[] DatasetOf(DicomFile file)
    {
        var whole = Written.Bytes(file);
        var meta = file.FileMeta!;
        return whole[(int)(132 + 12 + Number(meta))..];
    }

    private static long Number(DicomDataset meta) => BitConverter.ToUInt32(meta.Find(DicomTags.FileMetaInformationGroupLength)!.Bytes.Span);

    private static IEnumerable<(string Link, string Target)> OpenFiles() =>
        from link in Directory.GetFiles("/proc/self/fd")
        let target = Target(link)
        where target is not null
        select (link, target);

    private static string? Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
