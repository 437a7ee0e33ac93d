using System.Security.Cryptography;
using DeidPS.Dicom.Tests.Interop;
using FsCheck.Xunit;

namespace DeidPS.Dicom.Tests.Files;

/// <summary>The data set alone, in its own transfer syntax byte for byte and in the other native ones with the same values.</summary>
public sealed class TranscodingTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly DicomTransferSyntax[] s_native =
    [
        DicomTransferSyntax.ImplicitLittleEndian, DicomTransferSyntax.ExplicitLittleEndian,
        DicomTransferSyntax.ExplicitBigEndian, DicomTransferSyntax.DeflatedExplicitLittleEndian,
    ];

    [Fact]
    public void Its_own_syntax_is_the_bytes_as_they_stand()
    {
        using var folder = new TemporaryFolder();
        foreach (var path in Corpus.FilesToRead(folder, output))
        {
            using var file = DicomFile.Open(path);
            Assert.True(file.CanTranscodeTo(file.TransferSyntax));
            var bytes = Transcoded.Bytes(file, file.TransferSyntax);
            var whole = File.ReadAllBytes(path);
            if (file.Dataset[file.Dataset.Count - 1] is { IsEncapsulated: false, IsSequence: false } last && last.Length % 2 != 0)
            {
                // Nobody may send a value of odd length: it is padded, and all else stays.
                Assert.True(bytes.Length % 2 == 0 && bytes[^1] == 0 && whole.AsSpan().EndsWith(bytes.AsSpan(bytes.Length - 1 - (int)last.Length, (int)last.Length)), path);
                continue;
            }

            var padding = file.Warnings.Any(w => w.Message == "bytes after the last element" && !w.IsSuspect) ? whole.AsSpan(whole.AsSpan().LastIndexOfAnyExcept((byte)0) + 1).Length : 0;
            Assert.True(whole.AsSpan(0, whole.Length - padding).EndsWith(bytes) || (padding > 0 && whole.AsSpan().IndexOf(bytes) > 0), path);
            Assert.True(bytes.Length > whole.Length - padding - 2000, path);
        }
    }

    [Fact]
    public void Every_native_file_has_the_same_values_in_every_native_syntax()
    {
        using var folder = new TemporaryFolder();
        var count = 0;
        foreach (var path in Corpus.FilesToRead(folder, output))
        {
            foreach (var target in s_native)
            {
                using var file = DicomFile.Open(path);
                if (file.CanTranscodeTo(target))
                {
                    count++;
                    using var read = Transcoded.Open(file, target);
                    Assert.True(!read.IsSuspect || file.IsSuspect, $"{path} as {target.Name}: {string.Join(' ', read.Warnings)}");
                    Assert.Equal(Transcoded.Values(file.Dataset), Transcoded.Values(read.Dataset));
                }
            }
        }

        output.WriteLine($"{count} data sets");
        Assert.True(count > 20);
    }

    [Fact]
    public void There_and_back_again_gives_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        var count = 0;
        foreach (var path in Corpus.FilesToRead(folder, output))
        {
            using var file = DicomFile.Open(path);
            var other = file.TransferSyntax.IsBigEndian ? DicomTransferSyntax.ExplicitLittleEndian : DicomTransferSyntax.ExplicitBigEndian;

            // Group lengths may have been wrong and come back right, odd lengths come back even.
            var comesBack = !file.Dataset.Any(e => e.Tag.IsGroupLength) && file.Warnings.Count == 0;
            if (!comesBack || !file.CanTranscodeTo(other) || file.TransferSyntax.IsDeflated || !file.TransferSyntax.IsExplicitVR)
            {
                continue;
            }

            count++;
            using var there = Transcoded.Open(file, other);
            Assert.True(there.CanTranscodeTo(file.TransferSyntax), $"{path}: {string.Join(' ', there.Warnings)}");
            Assert.Equal(Hash(Transcoded.Bytes(file, file.TransferSyntax)), Hash(Transcoded.Bytes(there, file.TransferSyntax)));
        }

        output.WriteLine($"{count} files");
        Assert.True(count > 5);
    }

    [Property(MaxTest = 300, Arbitrary = [typeof(RoundTripPropertyTests.Datasets)])]
    public void Any_data_set_has_the_same_values_in_any_two_syntaxes(DicomDataset dataset, byte from, byte to)
    {
        using var made = DicomFile.Create(dataset, s_native[from % 4]);
        using var file = DicomFile.Open(Written.Bytes(made));
        if (file.CanTranscodeTo(s_native[to % 4]))
        {
            using var read = Transcoded.Open(file, s_native[to % 4]);
            Assert.Equal(Transcoded.Values(dataset), Transcoded.Values(read.Dataset));
        }

        // What was made in memory is encoded in the same way.
        using var direct = Transcoded.Open(made, s_native[to % 4]);
        Assert.Equal(Transcoded.Values(dataset), Transcoded.Values(direct.Dataset));
    }

    [Fact]
    public void A_changed_data_set_is_sent_changed()
    {
        using var study = SampleStudy.Create(9);
        foreach (var item in study.Objects)
        {
            using var file = DicomFile.Open(Written.Bytes(item.File));
            file.Dataset.SetText(new DicomTag(0x0010, 0x0010), "ZZNEW^NAME", DicomVR.PN);
            foreach (var target in s_native.Append(file.TransferSyntax).Where(file.CanTranscodeTo))
            {
                using var read = Transcoded.Open(file, target);
                Assert.Equal("ZZNEW^NAME", read.Dataset.GetText(new DicomTag(0x0010, 0x0010)));
                Assert.Equal(file.Dataset.Count, read.Dataset.Count);
            }
        }
    }

    [Fact]
    public void Encapsulated_and_suspect_data_sets_keep_their_syntax()
    {
        var encapsulated = new DicomBytes().Text(0x00080016, "UI", "1.2").Header(0x7FE00010, "OB", uint.MaxValue).Tag(0xFFFEE000).UInt32(0).Tag(0xFFFEE000).UInt32(2).Raw(1, 2).Tag(0xFFFEE0DD).UInt32(0);
        using (var file = DicomFile.Open(encapsulated.File("1.2.840.10008.1.2.4.50")))
        {
            Assert.False(file.IsSuspect);
            Assert.True(file.CanTranscodeTo(file.TransferSyntax));
            Assert.False(file.CanTranscodeTo(DicomTransferSyntax.ExplicitLittleEndian));
            var error = Assert.Throws<DicomWriteException>(() => file.DatasetStream(DicomTransferSyntax.ExplicitLittleEndian, default));
            Assert.Equal("UnsupportedTransferSyntax", error.ErrorId);
        }

        using (var file = DicomFile.Open(new DicomBytes().Text(0x00080016, "UI", "1.2").Element(0x00280010, "US", [1, 2, 3, 4]).Element(0x00280011, "US", [1, 2, 3]).File()))
        {
            Assert.True(file.IsSuspect);
            Assert.True(file.CanTranscodeTo(DicomTransferSyntax.ExplicitLittleEndian));
            Assert.False(file.CanTranscodeTo(DicomTransferSyntax.ImplicitLittleEndian));
        }

        // Sixteen bits in a byte string: nobody can say which order they have in the other byte order.
        var bytes = new DicomBytes().Text(0x00080016, "UI", "1.2").Number(0x00280100, "US", 16).Element(0x7FE00010, "OB", [1, 2, 3, 4]);
        using (var file = DicomFile.Open(bytes.File()))
        {
            Assert.True(file.CanTranscodeTo(DicomTransferSyntax.ImplicitLittleEndian));
            Assert.False(file.CanTranscodeTo(DicomTransferSyntax.ExplicitBigEndian));
        }
    }

    [Fact]
    public void VRs_follow_the_standard()
    {
        var source = new DicomBytes(isExplicit: false)
            .Text(0x00080016, "UI", "1.2")
            .Text(0x00090010, "LO", "ZZ UNKNOWN VENDOR")
            .Element(0x00091001, "UN", [1, 2, 3, 4])
            .Number(0x00280103, "US", 1)
            .Element(0x00280106, "SS", [0xFE, 0xFF])
            .Sequence(0x00283000, false, new DicomBytes(isExplicit: false).Element(0x00283006, "US", new byte[131072]))
            .Text(0x00324000, "LT", new string('Z', 70_000))
            .Element(0x60003000, "OW", [1, 2])
            .Element(0x7FE00010, "OW", [1, 2, 3, 4]);
        using var file = DicomFile.Open(source.File());
        using var little = Transcoded.Open(file, DicomTransferSyntax.ExplicitLittleEndian);
        var vrs = little.Dataset.Select(e => e.VR).ToList();
        Assert.Equal([DicomVR.UI, DicomVR.LO, DicomVR.UN, DicomVR.US, DicomVR.SS, DicomVR.SQ, DicomVR.UN, DicomVR.OW, DicomVR.OW], vrs);
        Assert.Equal(DicomVR.OW, little.Dataset[5].Items[0][0].VR);

        // Words turn, unknown values do not.
        using var big = Transcoded.Open(file, DicomTransferSyntax.ExplicitBigEndian);
        Assert.Equal([1, 2, 3, 4], big.Dataset[2].LoadBytes().ToArray());
        Assert.Equal([0xFF, 0xFE], big.Dataset[4].LoadBytes().ToArray());
        Assert.Equal([2, 1, 4, 3], big.Dataset[8].LoadBytes().ToArray());
    }

    [Fact]
    public void Lengths_of_groups_and_sequences_are_those_of_the_new_encoding()
    {
        var item = new DicomBytes().Number(0x00080000, "UL", 8 + 4).Text(0x00080100, "SH", "ABCD");
        var rest = new DicomBytes().Text(0x00080016, "UI", "1.2").Sequence(0x00081032, false, item).Sequence(0x00081110, true, item);
        var source = new DicomBytes().Number(0x00080000, "UL", (uint)rest.Length).Raw(rest.Bytes);
        using var file = DicomFile.Open(source.File());
        using var other = Transcoded.Open(file, DicomTransferSyntax.ImplicitLittleEndian);
        var expectedItem = new DicomBytes(isExplicit: false).Number(0x00080000, "UL", 8 + 4).Text(0x00080100, "SH", "ABCD");
        var expectedRest = new DicomBytes(isExplicit: false).Text(0x00080016, "UI", "1.2").Sequence(0x00081032, false, expectedItem).Sequence(0x00081110, true, expectedItem);
        var expected = new DicomBytes(isExplicit: false).Number(0x00080000, "UL", (uint)expectedRest.Length).Raw(expectedRest.Bytes);
        Assert.Equal(expected.Bytes, Transcoded.Bytes(file, DicomTransferSyntax.ImplicitLittleEndian));
        Assert.Equal(source.Bytes, Transcoded.Bytes(other, DicomTransferSyntax.ExplicitLittleEndian));
    }

    [Fact]
    public void Sequences_of_unknown_attributes_stay_implicit_inside()
    {
        var inner = new DicomBytes(isExplicit: false).Text(0x00100010, "PN", "ZZ^A");
        var content = new DicomBytes(isExplicit: false).Tag(0xFFFEE000).UInt32((uint)inner.Length).Raw(inner.Bytes);
        var undefined = new DicomBytes().Header(0x00091001, "UN", uint.MaxValue).Raw(content.Bytes).Tag(0xFFFEE0DD).UInt32(0);
        var source = new DicomBytes().Text(0x00080016, "UI", "1.2").Raw(undefined.Bytes).Element(0x00091002, "UN", content.Bytes);
        using var file = DicomFile.Open(source.File());
        Assert.Equal(2, file.Dataset.Count(e => e.IsSequence));

        var big = Transcoded.Bytes(file, DicomTransferSyntax.ExplicitBigEndian);
        Assert.Equal(2, Occurrences(big, content.Bytes));
        var implicitBytes = Transcoded.Bytes(file, DicomTransferSyntax.ImplicitLittleEndian);
        Assert.Equal(2, Occurrences(implicitBytes, content.Bytes));
        foreach (var target in s_native)
        {
            using var read = Transcoded.Open(file, target);
            Assert.Equal(["ZZ^A", "ZZ^A"], read.Dataset.Where(e => e.IsSequence).Select(e => e.Items[0].GetText(new DicomTag(0x0010, 0x0010))));
        }
    }

    [Fact]
    public void Odd_values_become_even_where_they_are_encoded_anew()
    {
        var source = new DicomBytes().Raw(new DicomBytes().Element(0x00080016, "UI", "1.2"u8.ToArray()).Bytes).Element(0x00100010, "PN", "ZZA"u8.ToArray())
            .Sequence(0x00081110, false, new DicomBytes().Element(0x00080100, "SH", "A"u8.ToArray())).Element(0x7FE00010, "OB", [1, 2, 3]);
        using var file = DicomFile.Open(source.File());
        var expected = new DicomBytes(isExplicit: false).Text(0x00080016, "UI", "1.2").Text(0x00100010, "PN", "ZZA")
            .Sequence(0x00081110, false, new DicomBytes(isExplicit: false).Text(0x00080100, "SH", "A")).Element(0x7FE00010, "OB", [1, 2, 3, 0]);
        Assert.Equal(expected.Bytes, Transcoded.Bytes(file, DicomTransferSyntax.ImplicitLittleEndian));
        Assert.Equal(source.Bytes, Transcoded.Bytes(file, DicomTransferSyntax.ExplicitLittleEndian));
    }

    [Fact]
    public void Bulk_values_turn_in_pieces_of_any_size_through_their_filters()
    {
        var pixels = RandomNumberGenerator.GetBytes(700_000);
        var source = new DicomBytes().Text(0x00080016, "UI", "1.2").Element(0x00091001, "OD", pixels).Number(0x00280100, "US", 16).Element(0x7FE00010, "OW", pixels);
        using var file = DicomFile.Open(source.File());
        file.Dataset.Find(DicomTags.PixelData)!.SetFilter(new AddOne());
        foreach (var size in (int[])[1, 7, 4096, 65537, 1_000_000])
        {
            var bytes = Transcoded.Bytes(file, DicomTransferSyntax.ExplicitBigEndian, size);
            var expected = pixels.Select(b => (byte)(b + 1)).ToArray();
            WordSwapFilter.Swap(expected, 2);
            Assert.True(bytes.AsSpan().EndsWith(expected), $"{size} bytes at a time");
            var words = pixels.ToArray();
            WordSwapFilter.Swap(words, 8);
            Assert.True(bytes.AsSpan().IndexOf(words) > 0);
        }
    }

    [Fact]
    public void A_large_object_is_never_in_memory()
    {
        const int Size = 100 * 1024 * 1024;
        using var folder = new TemporaryFolder();
        var path = folder.File("large.dcm");
        using (var stream = File.Create(path))
        {
            stream.Write(new DicomBytes().Text(0x00080016, "UI", "1.2").Number(0x00280100, "US", 16).Header(0x7FE00010, "OW", Size).File());
            stream.SetLength(stream.Length + Size);
        }

        foreach (var target in s_native)
        {
            using var file = DicomFile.Open(path);
            using (var warm = file.DatasetStream(target, default))
            {
                warm.ReadByte();
            }

            var buffer = new byte[100_000];
            var before = GC.GetAllocatedBytesForCurrentThread();
            using var data = file.DatasetStream(target, default);
            var total = 0L;
            for (int read; (read = data.Read(buffer)) > 0;)
            {
                total += read;
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            output.WriteLine($"{target.Name}: {total} bytes, {allocated} allocated");
            Assert.True(target.IsDeflated || total > Size);
            Assert.InRange(allocated, 0, 1024 * 1024);
        }
    }

    [Fact]
    public async Task Reading_stops_when_asked()
    {
        using var study = SampleStudy.Create(2);
        using var file = DicomFile.Open(Written.Bytes(study.Objects[0].File));
        using var source = new CancellationTokenSource();
        await using var stream = file.DatasetStream(DicomTransferSyntax.ExplicitBigEndian, source.Token);
        await stream.ReadExactlyAsync(new byte[10]);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stream.ReadExactlyAsync(new byte[10]));
    }

    private static int Occurrences(byte[] bytes, byte[] part)
    {
        var count = 0;
        for (int at = 0, next; (next = bytes.AsSpan(at).IndexOf(part)) >= 0; at += next + part.Length)
        {
            count++;
        }

        return count;
    }

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    private sealed class AddOne : IBulkFilter
    {
        public void Apply(long offset, Span<byte> data)
        {
            foreach (ref var value in data)
            {
                value++;
            }
        }
    }
}
