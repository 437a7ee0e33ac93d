using System.IO.Compression;

namespace DeidPS.Dicom.Tests.Files;

/// <summary>The reader against bytes written by hand.</summary>
public sealed class DicomReaderTests
{
    private static readonly DicomTag s_name = new(0x0010, 0x0010);
    private static readonly DicomTag s_sequence = new(0x0008, 0x1140);

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, false)]
    [InlineData(false, false, true)]
    public void Sequences_of_defined_and_undefined_length_in_every_encoding(bool isExplicit, bool isBig, bool undefined)
    {
        var inner = new DicomBytes(isExplicit, isBig).Text(0x00081155, "UI", "1.2.3");
        var item = new DicomBytes(isExplicit, isBig).Text(0x00081150, "UI", "1.2").Sequence(0x00081140, undefined, inner, new DicomBytes(isExplicit, isBig));
        var bytes = new DicomBytes(isExplicit, isBig).Text(0x00080060, "CS", "OT").Sequence(0x00081140, undefined, item).Number(0x00280010, "US", 513).File();
        using var file = DicomFile.Open(bytes);
        Assert.Empty(file.Warnings);
        var sequence = file.Dataset.Find(s_sequence)!;
        Assert.Equal(undefined, sequence.HasUndefinedLength);
        var nested = sequence.Items[0].Find(s_sequence)!;
        Assert.Equal(2, nested.Items.Count);
        Assert.Empty(nested.Items[1]);
        Assert.Equal("1.2.3", nested.Items[0].GetText(new DicomTag(0x0008, 0x1155)));
        Assert.Same(nested, nested.Items[0].ParentElement);
        Assert.Same(file.Dataset, nested.Items[0].Root);
        Assert.Equal("513", file.Dataset.GetText(new DicomTag(0x0028, 0x0010)));
        Assert.Equal(bytes, Written.Rewritten(file));
    }

    [Fact]
    public void Nesting_has_a_limit()
    {
        var bytes = new DicomBytes().Text(0x00080060, "CS", "OT");
        for (var i = 0; i < 50_000; i++)
        {
            bytes.Header(0x00081140, "SQ", uint.MaxValue).Tag(0xFFFEE000).UInt32(uint.MaxValue);
        }

        var error = Assert.Throws<DicomParseException>(() => DicomFile.Open(bytes.File()));
        Assert.Equal(DicomParseException.ParseError, error.ErrorId);
        Assert.Contains("deeper than 256", error.Message, StringComparison.Ordinal);
        Assert.Throws<DicomParseException>(() => DicomFile.Open(bytes.File(), new DicomReadOptions { MaximumDepth = int.MaxValue }));
    }

    [Fact]
    public void Nesting_within_the_limit_is_read()
    {
        var item = new DicomBytes().Text(0x00081155, "UI", "1.2.3");
        for (var i = 0; i < 200; i++)
        {
            item = new DicomBytes().Sequence(0x00081140, undefined: false, item);
        }

        using var file = DicomFile.Open(item.File());
        var depth = 0;
        for (var dataset = file.Dataset; dataset.Find(s_sequence) is { } sequence; dataset = sequence.Items[0])
        {
            depth++;
        }

        Assert.Equal(200, depth);
    }

    [Fact]
    public void Unknown_of_undefined_length_is_implicit_little_endian_inside()
    {
        var item = new DicomBytes(isExplicit: false).Text(0x00100010, "PN", "ZZHIDDEN^NAME");
        var value = new DicomBytes(isExplicit: false).Tag(0xFFFEE000).UInt32((uint)item.Length).Raw(item.Bytes).Tag(0xFFFEE0DD).UInt32(0);
        var bytes = new DicomBytes().Text(0x00080060, "CS", "OT").Header(0x00091001, "UN", uint.MaxValue).Raw(value.Bytes).File();
        using var file = DicomFile.Open(bytes);
        Assert.Equal("ZZHIDDEN^NAME", file.Dataset.Find(new DicomTag(0x0009, 0x1001))!.Items[0].GetText(s_name));
        Assert.Equal(bytes, Written.Rewritten(file));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sequence_hidden_in_an_unknown_of_defined_length_is_found(bool isExplicitInside)
    {
        var item = new DicomBytes(isExplicitInside).Text(0x00100010, "PN", "ZZHIDDEN^NAME");
        var value = new DicomBytes(isExplicitInside).Tag(0xFFFEE000).UInt32((uint)item.Length).Raw(item.Bytes);
        var bytes = new DicomBytes().Text(0x00080060, "CS", "OT").Element(0x00091001, "UN", value.Bytes).File();
        using var file = DicomFile.Open(bytes);
        var element = file.Dataset.Find(new DicomTag(0x0009, 0x1001))!;
        Assert.Equal(DicomVR.UN, element.VR);
        Assert.Equal("ZZHIDDEN^NAME", Assert.Single(element.Items).GetText(s_name));
        Assert.Equal(bytes, Written.Rewritten(file));

        element.Items[0].Remove(s_name);
        using var changed = DicomFile.Open(Written.Bytes(file));
        Assert.Empty(Assert.Single(changed.Dataset.Find(element.Tag)!.Items));
    }

    [Fact]
    public void Unknown_value_that_only_begins_like_an_item_stays_a_value()
    {
        var bytes = new DicomBytes().Text(0x00080060, "CS", "OT").Element(0x00091001, "UN", [0xFE, 0xFF, 0x00, 0xE0, 9, 9, 9, 9, 1, 2]).File();
        using var file = DicomFile.Open(bytes);
        Assert.False(file.Dataset.Find(new DicomTag(0x0009, 0x1001))!.IsSequence);

        // Nobody can say what is in it, and a rule would not look.
        Assert.True(Assert.Single(file.Warnings).IsSuspect);
    }

    [Fact]
    public void Big_endian_numbers_are_read_and_kept()
    {
        var bytes = new DicomBytes(isBig: true).Text(0x00080060, "CS", "OT").Number(0x00280010, "US", 0x0102).Number(0x00081161, "UL", 0x01020304).File();
        using var file = DicomFile.Open(bytes);
        Assert.Equal("258", file.Dataset.GetText(new DicomTag(0x0028, 0x0010)));
        Assert.Equal("16909060", file.Dataset.GetText(new DicomTag(0x0008, 0x1161)));
        file.Dataset.SetText(new DicomTag(0x0028, 0x0010), "772");
        var written = Written.Bytes(file);
        Assert.Equal([0x03, 0x04], written[^2..]);
    }

    [Fact]
    public void Deflated_data_set_is_inflated_and_a_changed_one_deflated_to_an_even_length()
    {
        var dataset = new DicomBytes().Text(0x00080060, "CS", "OT").Text(0x00100010, "PN", "ZZOLD^NAME");
        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(dataset.Bytes);
        }

        var bytes = new DicomBytes().Raw(compressed.ToArray()).File("1.2.840.10008.1.2.1.99");
        using var file = DicomFile.Open(bytes);
        Assert.True(file.TransferSyntax.IsDeflated);
        Assert.Equal("ZZOLD^NAME", file.Dataset.GetText(s_name));
        Assert.Equal(bytes, Written.Bytes(file));
        for (var length = 1; length < 30; length++)
        {
            file.Dataset.SetText(s_name, new string('Z', length));
            var written = Written.Bytes(file);
            Assert.Equal(0, (written.Length - (bytes.Length - (int)compressed.Length)) % 2);
            using var again = DicomFile.Open(written);
            Assert.Equal(new string('Z', length), again.Dataset.GetText(s_name));
        }
    }

    [Fact]
    public void Damaged_deflated_data_set_is_an_error()
    {
        var error = Assert.Throws<DicomParseException>(() => DicomFile.Open(new DicomBytes().Raw(0xFF, 0xFF, 0xFF, 0xFF, 0xFF).File("1.2.840.10008.1.2.1.99")));
        Assert.Equal(DicomParseException.ParseError, error.ErrorId);
    }

    [Fact]
    public void Group_lengths_follow_a_change_of_their_group_and_only_that()
    {
        var first = new DicomBytes().Text(0x00080060, "CS", "OT").Text(0x00081030, "LO", "ZZSTUDY");
        var second = new DicomBytes().Text(0x00100010, "PN", "ZZOLD^NAME");
        var bytes = new DicomBytes().Number(0x00080000, "UL", (uint)first.Length).Raw(first.Bytes).Number(0x00100000, "UL", 9999).Raw(second.Bytes).File();
        using var file = DicomFile.Open(bytes);
        Assert.Equal(bytes, Written.Rewritten(file));
        file.Dataset.SetText(new DicomTag(0x0008, 0x1030), "");
        using var changed = DicomFile.Open(Written.Bytes(file));
        Assert.Equal((first.Length - 8).ToString(), changed.Dataset.GetText(new DicomTag(0x0008, 0x0000)));
        Assert.Equal("9999", changed.Dataset.GetText(new DicomTag(0x0010, 0x0000)));
    }

    [Fact]
    public void File_meta_group_length_follows_a_change()
    {
        using var file = DicomFile.Open(new DicomBytes().Text(0x00080018, "UI", "2.25.777").Text(0x00080060, "CS", "OT").File());
        file.EnsureFileMeta();
        var written = Written.Bytes(file);
        using var again = DicomFile.Open(written);
        Assert.Empty(again.Warnings);
        Assert.Equal("2.25.777", again.FileMeta!.GetText(DicomTags.MediaStorageSOPInstanceUID));
    }

    [Fact]
    public void Odd_length_is_read_and_kept_with_a_warning()
    {
        var bytes = new DicomBytes().Text(0x00080060, "CS", "OT").Header(0x00100010, "PN", 3).Raw("ABC"u8.ToArray()).Text(0x00100020, "LO", "ID").File();
        using var file = DicomFile.Open(bytes);
        Assert.Equal("ABC", file.Dataset.GetText(s_name));
        Assert.Equal("ID", file.Dataset.GetText(new DicomTag(0x0010, 0x0020)));
        var warning = Assert.Single(file.Warnings);
        Assert.False(warning.IsSuspect);
        Assert.Equal(bytes.AsSpan().IndexOf("PN"u8) - 4, warning.Offset);
        Assert.Equal(bytes, Written.Rewritten(file));
    }

    [Fact]
    public void Trailing_padding_and_elements_after_pixel_data_are_read()
    {
        var padded = new DicomBytes().Text(0x00080060, "CS", "OT").Element(0x7FE00010, "OW", new byte[64]).Text(0x7FE10010, "LO", "CREATOR").Element(0xFFFCFFFC, "OB", new byte[10]).File();
        using var other = DicomFile.Open(padded);
        Assert.True(other.Dataset.Contains(new DicomTag(0xFFFC, 0xFFFC)));
        Assert.Equal("CREATOR", other.Dataset.GetText(new DicomTag(0x7FE1, 0x0010)));
        Assert.Equal(padded, Written.Rewritten(other));
    }

    [Fact]
    public void Zero_bytes_behind_the_last_element_are_padding_and_others_are_suspect()
    {
        var dataset = new DicomBytes().Text(0x00080060, "CS", "OT");
        using var zeros = DicomFile.Open(new DicomBytes().Raw(dataset.Bytes).Raw(new byte[100]).File());
        Assert.False(zeros.IsSuspect);
        using var rest = DicomFile.Open(new DicomBytes().Raw(dataset.Bytes).Raw(1, 2, 3).File());
        Assert.True(rest.IsSuspect);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Bare_data_set_is_recognised(bool isExplicit, bool isBig)
    {
        var bytes = new DicomBytes(isExplicit, isBig).Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7").Text(0x00100010, "PN", "ZZBARE").Bytes;
        using var file = DicomFile.Open(bytes);
        Assert.Null(file.FileMeta);
        Assert.False(file.HasPreamble);
        Assert.Equal((isExplicit, isBig), (file.TransferSyntax.IsExplicitVR, file.TransferSyntax.IsBigEndian));
        Assert.Equal("ZZBARE", file.Dataset.GetText(s_name));
        Assert.Equal(bytes, Written.Rewritten(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("This is a text file that somebody left in the folder of images.")]
    public void Anything_else_is_not_dicom(string text)
    {
        var error = Assert.Throws<DicomParseException>(() => DicomFile.Open(System.Text.Encoding.ASCII.GetBytes(text)));
        Assert.Equal(DicomParseException.NotDicom, error.ErrorId);
    }

    [Fact]
    public void Dicm_without_a_data_set_that_makes_sense_is_damaged_and_not_some_other_file()
    {
        var bytes = new byte[300];
        "DICM"u8.CopyTo(bytes.AsSpan(128));
        bytes.AsSpan(132).Fill(0x5A);
        Assert.Equal(DicomParseException.ParseError, Assert.Throws<DicomParseException>(() => DicomFile.Open(bytes)).ErrorId);
    }

    [Fact]
    public void Data_set_not_encoded_as_the_meta_information_says_is_suspect()
    {
        var dataset = new DicomBytes(isExplicit: false).Text(0x00080060, "CS", "OT").Text(0x00100010, "PN", "ZZNAME");
        using var file = DicomFile.Open(new DicomBytes().Raw(dataset.Bytes).File());
        Assert.True(file.IsSuspect);
        Assert.Equal("ZZNAME", file.Dataset.GetText(s_name));
    }

    [Fact]
    public void Duplicate_and_unsorted_tags_are_kept_and_all_dealt_with()
    {
        var bytes = new DicomBytes().Text(0x00080060, "CS", "OT").Text(0x00100010, "PN", "ZZFIRST").Text(0x00080050, "SH", "ZZLATE").Text(0x00100010, "PN", "ZZSECOND").File();
        using var file = DicomFile.Open(bytes);
        Assert.Equal(bytes, Written.Rewritten(file));
        Assert.Equal("ZZFIRST", file.Dataset.GetText(s_name));
        Assert.Equal("ZZLATE", file.Dataset.GetText(new DicomTag(0x0008, 0x0050)));
        Assert.Equal(2, file.Dataset.Remove(s_name));
        Assert.Equal(-1, Written.Bytes(file).AsSpan().IndexOf("ZZSECOND"u8));
    }

    [Fact]
    public void Private_block_keeps_its_creator_and_vr()
    {
        var bytes = new DicomBytes(isExplicit: false).Text(0x00080060, "CS", "OT").Text(0x00190010, "LO", "SIEMENS MR HEADER").Text(0x0019100A, "US", "ab").Text(0x00191008, "CS", "IMAGE NUM 4").File();
        using var file = DicomFile.Open(bytes);
        var element = file.Dataset.Find(new DicomTag(0x0019, 0x1008))!;
        Assert.Equal("SIEMENS MR HEADER", file.Dataset.CreatorOf(element.Tag));
        Assert.Equal(DicomVR.CS, element.VR);
        Assert.Equal(DicomVR.US, file.Dataset.Find(new DicomTag(0x0019, 0x100A))!.VR);
    }

    [Fact]
    public void Fragments_and_offset_table_are_kept()
    {
        var bytes = new DicomBytes().Text(0x00080060, "CS", "OT").Text(0x00100010, "PN", "ZZNAME").Header(0x7FE00010, "OB", uint.MaxValue)
            .Tag(0xFFFEE000).UInt32(8).UInt32(0).UInt32(12).Tag(0xFFFEE000).UInt32(4).Raw(1, 2, 3, 4).Tag(0xFFFEE000).UInt32(2).Raw(5, 6).Tag(0xFFFEE0DD).UInt32(0)
            .File("1.2.840.10008.1.2.5");
        using var file = DicomFile.Open(bytes);
        var pixels = file.Dataset.Find(DicomTags.PixelData)!;
        Assert.Equal([8L, 4, 2], pixels.Fragments.Select(f => f.Length));
        file.Dataset.Remove(s_name);
        var written = Written.Bytes(file);
        Assert.Equal(bytes[bytes.AsSpan().LastIndexOf("OB"u8)..], written[written.AsSpan().LastIndexOf("OB"u8)..]);
    }

    [Fact]
    public void Bulk_values_stay_in_the_source()
    {
        var bytes = new DicomBytes().Text(0x00080060, "CS", "OT").Element(0x00091001, "OB", new byte[70_000]).Element(0x7FE00010, "OW", new byte[100]).File();
        using var file = DicomFile.Open(bytes);
        Assert.All(file.Dataset.Skip(1), e => Assert.True(e.IsBulk));
        Assert.Throws<InvalidOperationException>(() => file.Dataset[1].Bytes);
        Assert.Equal(70_000, file.Dataset[1].LoadBytes().Length);
    }
}
