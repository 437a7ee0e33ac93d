using System.Text.RegularExpressions;

namespace DeidPS.Dicom.Tests.Samples;

public sealed partial class SampleStudyTests
{
    [Fact]
    public void Same_seed_gives_same_bytes()
    {
        using var first = SampleStudy.Create(11);
        using var second = SampleStudy.Create(11);
        Assert.Equal(first.Objects.Select(o => o.RelativePath), second.Objects.Select(o => o.RelativePath));
        Assert.All(first.Objects.Zip(second.Objects), pair => Assert.Equal(Bytes(pair.First), Bytes(pair.Second)));
    }

    [Theory]
    [InlineData(11, 2)]
    [InlineData(12, 1)]
    public void Another_seed_or_number_shares_no_uid_and_no_patient_number(int seed, int number)
    {
        using var first = SampleStudy.Create(11);
        using var other = SampleStudy.Create(seed, number);
        Assert.Empty(first.Uids.Intersect(other.Uids));
        Assert.DoesNotContain(first.Identifiers.Intersect(other.Identifiers), i => i.StartsWith("ZZPID", StringComparison.Ordinal));
    }

    [Fact]
    public void Set_covers_modalities_transfer_syntaxes_and_character_sets()
    {
        using var study = SampleStudy.Create(1);
        Assert.Equal(["CR", "CT", "MR", "OT", "PT", "SR", "US"], study.Objects.Select(o => o.Modality).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.5"],
            study.Objects.Select(o => o.File.TransferSyntax.Uid).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            ["", "ISO_IR 100", "ISO_IR 192", "\\ISO 2022 IR 87"],
            study.Objects.Select(o => o.File.Dataset.GetText(DicomTags.SpecificCharacterSet) ?? "").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Objects_read_back_without_a_warning_and_with_their_values()
    {
        using var study = SampleStudy.Create(3);
        foreach (var item in study.Objects)
        {
            using var read = DicomFile.Open(Bytes(item));
            Assert.Empty(read.Warnings);
            Assert.Equal(Texts(item.File.Dataset), Texts(read.Dataset));
            Assert.Equal(Pixels(item.File.Dataset), Pixels(read.Dataset));
            Assert.Equal(item.File.Dataset.GetText(DicomTags.SOPInstanceUID), read.FileMeta!.GetText(DicomTags.MediaStorageSOPInstanceUID));
        }
    }

    [Fact]
    public void Every_identifier_is_planted_in_an_object()
    {
        using var study = SampleStudy.Create(4);
        var texts = study.Objects.SelectMany(o => Texts(o.File.Dataset)).ToList();
        Assert.All(study.Identifiers, id => Assert.Contains(texts, t => t.Contains(id, StringComparison.Ordinal)));
        Assert.True(study.Identifiers.Count > 50);
    }

    [Fact]
    public void Every_person_name_in_an_object_is_an_identifier()
    {
        using var study = SampleStudy.Create(5);
        foreach (var name in study.Objects.SelectMany(o => Elements(o.File.Dataset)).Where(e => e.VR == DicomVR.PN).SelectMany(e => e.Values))
        {
            Assert.Contains(study.Identifiers, id => name.Contains(id, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Uids_are_uuid_derived_and_short_enough()
    {
        using var study = SampleStudy.Create(6);
        Assert.True(study.Uids.Count > 20);
        Assert.All(study.Uids, uid => Assert.Matches(UuidDerived(), uid));
    }

    [Fact]
    public void Dates_hold_the_birth_dates()
    {
        using var study = SampleStudy.Create(6);
        Assert.All(study.Objects, o => Assert.Contains(o.File.Dataset.GetText(new DicomTag(0x00100030))!, study.Dates));
    }

    [Fact]
    public void Kinds_choose_objects_in_any_case()
    {
        using var study = SampleStudy.Create(1, 1, ["pt", "CT"]);
        Assert.Equal(["CT", "CT", "CT", "CT", "PT", "PT"], study.Objects.Select(o => o.Modality));
        Assert.Throws<ArgumentException>(() => SampleStudy.Create(1, 1, ["XX"]));
    }

    [Fact]
    public void Ultrasound_has_burnt_in_text_in_the_banner_of_every_frame()
    {
        using var study = SampleStudy.Create(8, 1, ["US"]);
        var dataset = study.Objects[0].File.Dataset;
        Assert.Equal("YES", dataset.GetText(DicomTags.BurnedInAnnotation));
        int columns = int.Parse(dataset.GetText(new DicomTag(0x00280011))!), rows = int.Parse(dataset.GetText(new DicomTag(0x00280010))!);
        var pixels = dataset.Find(DicomTags.PixelData)!.Bytes.ToArray();
        foreach (var frame in pixels.Chunk(columns * rows * 3))
        {
            var banner = frame.AsSpan(0, SampleUltrasound.BannerRows * columns * 3);
            Assert.InRange(banner.Count((byte)255), 300, banner.Length / 2);
            Assert.Equal(0, frame.AsSpan(banner.Length).Count((byte)255));
        }
    }

    [Fact]
    public void Computed_tomography_has_private_blocks_and_a_private_sequence()
    {
        using var study = SampleStudy.Create(9, 1, ["CT"]);
        using var file = DicomFile.Open(Bytes(study.Objects[0]));
        var name = file.Dataset.Find(new DicomTag(0x00091001))!;
        Assert.Equal("DEIDPS_ACQU_01", file.Dataset.CreatorOf(name.Tag));
        Assert.Equal(file.Dataset.GetText(new DicomTag(0x00100010)), name.Text);
        var nested = Assert.Single(file.Dataset.Find(new DicomTag(0x00431040))!.Items);
        Assert.Equal("ZZNESTED NOTE", nested.GetText(new DicomTag(0x00431041)));
    }

    [Fact]
    public void Run_length_encoding_decodes_to_the_pixels()
    {
        var pixels = SampleImage.Colours(SampleImage.Phantom(37, 21, 0.5, 0, 90, 170));
        pixels[5] = 200;
        var encoded = RunLengthEncoder.Encode(pixels, 3, 37);
        Assert.Equal(0, encoded.Length % 2);
        Assert.Equal(pixels, Decode(encoded, pixels.Length));
    }

    private static byte[] Decode(byte[] encoded, int length)
    {
        var pixels = new byte[length];
        var segments = BitConverter.ToInt32(encoded, 0);
        for (var segment = 0; segment < segments; segment++)
        {
            var position = BitConverter.ToInt32(encoded, 4 + (4 * segment));
            for (var written = 0; written < length / segments;)
            {
                var n = (sbyte)encoded[position++];
                var count = n >= 0 ? n + 1 : 1 - n;
                for (var i = 0; i < count; i++)
                {
                    pixels[(written++ * segments) + segment] = encoded[n >= 0 ? position + i : position];
                }

                position += n >= 0 ? count : 1;
            }
        }

        return pixels;
    }

    private static byte[] Bytes(SampleObject item)
    {
        using var stream = new MemoryStream();
        item.File.WriteTo(stream);
        return stream.ToArray();
    }

    private static string Pixels(DicomDataset dataset)
    {
        var element = dataset.Find(DicomTags.PixelData);
        if (element is null or { IsEncapsulated: true })
        {
            return string.Join(' ', element?.Fragments.Select(f => f.Length) ?? []);
        }

        var bytes = element.LoadBytes().ToArray();
        for (var i = 0; element.IsBigEndian && i < bytes.Length; i += 2)
        {
            bytes.AsSpan(i, 2).Reverse();
        }

        return Convert.ToHexString(bytes);
    }

    private static IEnumerable<DicomElement> Elements(DicomDataset dataset) => dataset.SelectMany(e => e.Items.SelectMany(Elements).Prepend(e));

    /// <summary>Values as text, also of private attributes whose VR implicit encoding loses.</summary>
    private static List<string> Texts(DicomDataset dataset) => [.. Elements(dataset).Where(e => !e.IsSequence).Select(e => e.IsBulk ? "" : e.Text ?? "")];

    [GeneratedRegex(@"^2\.25\.[1-9][0-9]{30,38}$")]
    private static partial Regex UuidDerived();
}
