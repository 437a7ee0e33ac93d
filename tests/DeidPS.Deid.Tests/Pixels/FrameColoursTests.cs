using DeidPS.Deid.Pixels;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Pixels;

/// <summary>Samples of every kind become the greys and colours that the standard gives them, worked out by hand.</summary>
public sealed class FrameColoursTests
{
    private const uint PlanarConfiguration = 0x00280006;
    private const uint BitsStored = 0x00280101;
    private const uint HighBit = 0x00280102;
    private const uint PixelRepresentation = 0x00280103;
    private const uint PixelPaddingValue = 0x00280120;
    private const uint PixelPaddingRangeLimit = 0x00280121;

    [Fact]
    public void Grey_goes_through_rescale_and_window()
    {
        // 0, 500, 1000 are -1000, 0, 1000 HU; window 0/2001 is from -1000.5 - 0.5 + ... : ((x + 0.5) / 2000 + 0.5) * 255.
        static DicomFile File() => ImageFile.Words(3, 1, [0, 500, 1000], dataset => Set(dataset, (0x00281050, "0\\7"), (0x00281051, "2001\\9"), (0x00281052, "-1000"), (0x00281053, "2")));
        Assert.Equal([0, 128, 255], ImageFile.Greys(File()));

        // 99.5 / 199 + 0.5 is white for a value of 99; -1000 and 0 become 0 and ((0 + 0.5) / 199 + 0.5) * 255 = 128.1.
        Assert.Equal([0, 128, 255], ImageFile.Greys(File(), (0, 200)));
        Assert.Equal([0, 0, 128], ImageFile.Greys(File(), (1000, 200)));
    }

    [Fact]
    public void The_function_of_the_header_holds_for_a_window_that_is_given()
    {
        static DicomFile File() => ImageFile.Words(3, 1, [75, 100, 125], dataset => Set(dataset, (0x00281050, "100"), (0x00281051, "100"), (0x00281056, "SIGMOID")));
        Assert.Equal([69, 128, 186], ImageFile.Greys(File()));

        // 255 / (1 + e^2) = 30.4
        Assert.Equal([30, 128, 225], ImageFile.Greys(File(), (100, 50)));
    }

    [Theory]
    [InlineData("MONOCHROME2", 0, 85, 255)]
    [InlineData("MONOCHROME1", 255, 170, 0)]
    public void Without_a_window_the_least_value_is_one_end_and_the_greatest_the_other(string photometric, int first, int second, int third)
    {
        Assert.Equal([(byte)first, (byte)second, (byte)third], ImageFile.Greys(ImageFile.Native(photometric, 3, 1, [10, 20, 40])));
        using var file = ImageFile.Native(photometric, 3, 1, [10, 20, 40]);
        Assert.Equal(new FrameWindow(25, 30, VoiFunction.LinearExact), FramePictures.Of(file, out _)!.Read(0, 3, null, out _)!.Window);
    }

    [Theory]
    [InlineData(null, "-2000", null)]
    [InlineData(null, "63536", null)]
    [InlineData("US", "63536", null)]
    [InlineData(null, "-2000", "-1990")]
    [InlineData(null, "-1995", "-2005")]
    public void Padding_is_no_part_of_the_range(string? vr, string padding, string? limit)
    {
        // Signed 16 bits: padding -2000, then 0, 50 and 100; a header may give it as the 63536 that the same bits are.
        Assert.Equal([0, 0, 128, 255], ImageFile.Greys(ImageFile.Words(4, 1, [-2000, 0, 50, 100], dataset =>
        {
            Set(dataset, (PixelRepresentation, "1"));
            dataset.SetText(new DicomTag(PixelPaddingValue), padding, vr is null && padding[0] == '-' ? DicomVR.SS : DicomVR.US);
            if (limit is not null)
            {
                dataset.SetText(new DicomTag(PixelPaddingRangeLimit), limit, DicomVR.SS);
            }
        })));
    }

    [Fact]
    public void Only_the_stored_bits_count()
    {
        // 12 bits stored: what lies above them is an overlay of old, and with high bit 15 below them.
        Assert.Equal([0, 128, 255], ImageFile.Greys(ImageFile.Words(3, 1, [0xF000, 0x1800, 0x8FFF], dataset => Set(dataset, (BitsStored, "12"), (HighBit, "11")))));
        Assert.Equal([0, 128, 255], ImageFile.Greys(ImageFile.Words(3, 1, [0x000F, 0x8001, 0xFFF8], dataset => Set(dataset, (BitsStored, "12"), (HighBit, "15")))));

        // Signed 12 bits: 0x800 is the least, 0x7FF the greatest.
        Assert.Equal([0, 128, 255], ImageFile.Greys(ImageFile.Words(3, 1, [0x0800, 0, 0x07FF], dataset => Set(dataset, (BitsStored, "12"), (HighBit, "11"), (PixelRepresentation, "1")))));
    }

    [Fact]
    public void A_modality_lut_comes_before_the_window()
    {
        Assert.Equal([0, 64, 255, 255], ImageFile.Greys(ImageFile.Words(4, 1, [9, 11, 12, 30], dataset =>
        {
            var item = new DicomDataset();
            item.SetText(new DicomTag(0x00283002), "3\\10\\16", DicomVR.US);
            item.Set(DicomElement.Create(DicomTags.LUTData, DicomVR.OW, new byte[] { 0, 0, 100, 0, 0x90, 1 }));
            dataset.AddItem(new DicomTag(0x00283000), item);
        })));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Colours_lie_pixel_by_pixel_or_plane_by_plane(int planar)
    {
        byte[] pixels = planar == 0 ? [255, 0, 0, 10, 20, 30] : [255, 10, 0, 20, 0, 30];
        Assert.Equal([255, 0, 0, 10, 20, 30], ImageFile.Rgb(ImageFile.Native("RGB", 2, 1, pixels, adjust: dataset => Set(dataset, (PlanarConfiguration, $"{planar}")))));

        // Y 76, CB 85, CR 255: 76 + 1.402 * 127 = 254, 76 + 0.344 * 43 - 0.714 * 127 = 0.1, 76 - 1.772 * 43 = -0.2. Y 100 without colour is grey.
        byte[] ybr = planar == 0 ? [76, 85, 255, 100, 128, 128] : [76, 100, 85, 128, 255, 128];
        Assert.Equal([254, 0, 0, 100, 100, 100], ImageFile.Rgb(ImageFile.Native("YBR_FULL", 2, 1, ybr, adjust: dataset => Set(dataset, (PlanarConfiguration, $"{planar}")))));
    }

    [Fact]
    public void Colours_of_16_bits_are_shown_by_their_upper_ones()
    {
        Assert.Equal([255, 128, 1], ImageFile.Rgb(ImageFile.Native("RGB", 1, 1, [0xFF, 0xFF, 0, 0x80, 0xFF, 1], adjust: dataset => Set(dataset, (0x00280100, "16"), (BitsStored, "16")))));
    }

    [Theory]

    // Two entries from the value 5 on. Values before and behind them are the first and the last.
    [InlineData("2\\5\\16", new byte[] { 0xFF, 0x10, 0xFF, 0x20 })]
    [InlineData("2\\5\\8", new byte[] { 0x10, 0x20 })]
    [InlineData("2\\5\\8", new byte[] { 0x10, 0, 0x20, 0 })]
    public void A_palette_gives_the_colours(string descriptor, byte[] entries)
    {
        var rgb = ImageFile.Rgb(ImageFile.Native("PALETTE COLOR", 4, 1, [0, 5, 6, 200], adjust: dataset =>
        {
            for (var i = 0u; i < 3; i++)
            {
                dataset.SetText(new DicomTag(0x00281101 + i), descriptor, DicomVR.US);
                dataset.Set(DicomElement.Create(new DicomTag(0x00281201 + i), DicomVR.OW, i == 1 ? new byte[entries.Length] : entries));
            }
        }));
        Assert.Equal([0x10, 0, 0x10, 0x10, 0, 0x10, 0x20, 0, 0x20, 0x20, 0, 0x20], rgb);
    }

    [Fact]
    public void Big_endian_words_are_turned_round_also_where_they_hold_two_samples()
    {
        Assert.Equal([0, 51, 255], ImageFile.Greys(ImageFile.Reread(ImageFile.Words(3, 1, [0x0100, 0x0200, 0x0600]), DicomTransferSyntax.ExplicitBigEndian)));
        using var bytes = ImageFile.Native("MONOCHROME2", 3, 2, [0, 51, 102, 153, 204, 255], adjust: dataset => dataset.Set(DicomElement.Create(DicomTags.PixelData, DicomVR.OW, new byte[] { 0, 51, 102, 153, 204, 255 })));
        Assert.Equal([0, 51, 102, 153, 204, 255], ImageFile.Greys(ImageFile.Reread(bytes, DicomTransferSyntax.ExplicitBigEndian)));
    }

    [Fact]
    public void Pixels_are_the_mean_of_those_they_stand_for()
    {
        using var file = ImageFile.Native("RGB", 3, 2, [0, 0, 0, 100, 10, 0, 7, 7, 7, 200, 20, 0, 101, 10, 0, 9, 9, 9]);
        var pictures = FramePictures.Of(file, out _)!;

        // Of three columns the first of two is one wide.
        Assert.Equal([100, 10, 0, 54, 9, 4], pictures.Read(0, (2, 1), null, out _, default)!.Rgb.ToArray());
        Assert.Equal(6 * 4, pictures.Read(0, (4, 2), null, out _, default)!.Rgb.Length);
        Assert.Equal([0, 0, 0, 0, 0, 0, 100, 10, 0, 7, 7, 7], pictures.Read(0, (4, 2), null, out _, default)!.Rgb[..12].ToArray());
    }

    [Fact]
    public void An_enhanced_object_has_window_rescale_and_spacing_for_each_frame()
    {
        using var file = ImageFile.Words(1, 3, [0, 10, 20], dataset =>
        {
            Set(dataset, (0x00280008, "3"), (0x00280010, "1"), (0x00281050, "1000"), (0x00281051, "2"));
            dataset.AddItem(new DicomTag(0x52009229), Groups((0x00289145, [(0x00281052, "-5"), (0x00281053, "10")]), (0x00289132, [(0x00281050, "50"), (0x00281051, "11")])));
            dataset.AddItem(new DicomTag(0x52009230), Groups());
            dataset.AddItem(new DicomTag(0x52009230), Groups((0x00289132, [(0x00281050, "95.5"), (0x00281051, "101")]), (0x00289110, [(0x00280030, "3\\1.5")])));
        });
        var pictures = FramePictures.Of(file, out _)!;
        Assert.Equal((new FrameWindow(50, 11), 1.0), (Read(0).Window, pictures.AspectOf(0)));

        // 10 * 10 - 5 = 95 lies in the middle of the second window.
        Assert.Equal((new FrameWindow(95.5, 101), 2.0, 128), (Read(1).Window, pictures.AspectOf(1), Read(1).Rgb.Span[0]));
        Assert.Equal((new FrameWindow(50, 11), 255), (Read(2).Window, Read(2).Rgb.Span[0]));

        FramePicture Read(int frame) => pictures.Read(frame, (1, 1), null, out _, default)!;
    }

    [Theory]
    [InlineData("", "", "", 1)]
    [InlineData("2\\1", "", "", 2)]
    [InlineData("", "0.1\\0.2", "3\\1", 0.5)]
    [InlineData("", "", "3\\4", 0.75)]
    [InlineData("0\\1", "", "3\\4", 0.75)]
    [InlineData("1", "", "", 1)]
    [InlineData("1000\\1", "", "", 1)]
    [InlineData("x\\y", "1E400\\1", "-1\\-1", 1)]
    public void The_shape_of_pixels_is_told_by_their_spacing_or_ratio(string spacing, string imager, string ratio, double expected)
    {
        using var file = ImageFile.Native("MONOCHROME2", 2, 2, new byte[4], adjust: dataset =>
        {
            foreach (var (tag, text) in new (uint, string)[] { (0x00280030, spacing), (0x00181164, imager), (0x00280034, ratio) })
            {
                dataset.Set(DicomElement.Create(new DicomTag(tag), DicomVR.DS, System.Text.Encoding.ASCII.GetBytes(text)));
            }
        });
        Assert.Equal(expected, FramePictures.Of(file, out _)!.AspectOf(0));
    }

    [Theory]
    [InlineData(0x7FE00008u, FrameProblem.NotDecoded)]
    [InlineData(0x7FE00009u, FrameProblem.NotDecoded)]
    [InlineData(0x7FE00001u, FrameProblem.NoImage)]
    public void Floating_point_pixels_are_an_image_that_is_not_shown(uint tag, FrameProblem expected)
    {
        using var file = ImageFile.Native("MONOCHROME2", 1, 1, new byte[1]);
        file.Dataset.Remove(DicomTags.PixelData);
        file.Dataset.Set(DicomElement.Create(new DicomTag(tag), DicomVR.OB, new byte[8]));
        Assert.Null(FramePictures.Of(file, out var problem));
        Assert.Equal(expected, problem);
    }

    [Theory]
    [InlineData(0x00280100u, "32")]
    [InlineData(0x00280100u, "1")]
    [InlineData(0x00280002u, "4")]
    [InlineData(0x00280010u, "0")]
    [InlineData(0x00280004u, "ARGB")]
    [InlineData(0x00280004u, "PALETTE COLOR")]
    public void Other_forms_are_not_shown(uint tag, string text)
    {
        using var file = ImageFile.Native("MONOCHROME2", 2, 2, new byte[16], adjust: dataset => Set(dataset, (tag, text)));
        Assert.Null(FramePictures.Of(file, out var problem));
        Assert.Equal(FrameProblem.NotDecoded, problem);
        Assert.Equal("PixelDataUnsupported", FrameException.For(problem, file).ErrorId);
    }

    private static void Set(DicomDataset dataset, params (uint Tag, string Text)[] values)
    {
        foreach (var (tag, text) in values)
        {
            dataset.SetText(new DicomTag(tag), text);
        }
    }

    private static DicomDataset Groups(params (uint Sequence, (uint Tag, string Text)[] Values)[] groups)
    {
        var result = new DicomDataset();
        foreach (var (sequence, values) in groups)
        {
            var item = new DicomDataset();
            Set(item, values);
            result.AddItem(new DicomTag(sequence), item);
        }

        return result;
    }
}
