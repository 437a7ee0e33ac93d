using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Pixels;
using DeidPS.Deid.Tests.DicomEdit;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Pixels;

/// <summary>alterPixels, section 7.7, against a plain pixel by pixel reading of the result.</summary>
public sealed class AlterPixelsTests
{
    private const int Left = 3;
    private const int Top = 2;
    private const int Right = 8;
    private const int Bottom = 5;

    private static readonly DicomTag s_pixelData = new(0x7FE00010);

    public static TheoryData<string, int, int, int, int, string, string, byte[]> Images() => new()
    {
        // photometric, samples, bits, planar, frames, syntax, fill, bytes of one covered pixel (little endian)
        { "MONOCHROME2", 1, 8, 0, 1, "LE", "v=7", [7] },
        { "MONOCHROME1", 1, 16, 0, 3, "LE", "v=200", [200, 0] },
        { "MONOCHROME2", 1, 16, 0, 2, "BE", "v=200", [200, 0] },
        { "MONOCHROME2", 1, 8, 0, 2, "BE", "v=9", [9] },
        { "MONOCHROME2", 1, 32, 0, 2, "LE", "v=5", [5, 0, 0, 0] },
        { "MONOCHROME2", 1, 16, 0, 1, "IMPLICIT", "r=255,g=0,b=0", [76, 0] },
        { "PALETTE COLOR", 1, 8, 0, 1, "LE", "v=3", [3] },
        { "RGB", 3, 8, 0, 2, "LE", "r=1,g=2,b=3", [1, 2, 3] },
        { "RGB", 3, 8, 1, 2, "LE", "r=1,g=2,b=3", [1, 2, 3] },
        { "RGB", 3, 16, 0, 1, "LE", "v=255", [255, 0, 255, 0, 255, 0] },
        { "RGB", 3, 8, 1, 2, "BE", "r=1,g=2,b=3", [1, 2, 3] },
        { "YBR_FULL", 3, 8, 0, 1, "LE", "v=0", [0, 128, 128] },
        { "YBR_FULL", 3, 8, 0, 1, "LE", "r=255,g=0,b=0", [76, 85, 255] },
        { "YBR_ICT", 3, 8, 0, 1, "LE", "v=255", [255, 128, 128] },
        { "YBR_RCT", 3, 8, 0, 1, "LE", "v=0", [0, 128, 128] },
        { "YBR_PARTIAL_422", 3, 8, 0, 1, "LE", "v=0", [16, 128, 128] },
        { "YBR_FULL_422", 3, 8, 0, 1, "LE", "v=0", [0, 128, 128] },
        { "ARGB", 4, 8, 0, 1, "LE", "r=1,g=2,b=3", [0, 1, 2, 3] },
    };

    [Theory(DisplayName = "§7.7 covered pixels change, all others stay")]
    [Rule("7.7")]
    [MemberData(nameof(Images))]
    public void Rectangle(string photometric, int samples, int bits, int planar, int frames, string syntax, string fill, byte[] expected)
    {
        const int Rows = 7;
        const int Columns = 11;
        var original = Noise(Rows * Columns * samples * bits / 8 * frames);
        using var file = Image(photometric, samples, bits, planar, frames, Rows, Columns, syntax, original);
        Apply(file, fill);
        var result = Written(file, syntax);
        var size = bits / 8;
        for (var i = 0; i < Rows * Columns * samples * frames; i++)
        {
            var (sample, column, row) = planar == 1
                ? (i / (Rows * Columns) % samples, i % Columns, i / Columns % Rows)
                : (i % samples, i / samples % Columns, i / samples / Columns % Rows);
            var covered = column is >= Left and < Right && row is >= Top and < Bottom;
            var wanted = covered ? expected.AsSpan(sample * size, size) : original.AsSpan(i * size, size);
            Assert.True(result.AsSpan(i * size, size).SequenceEqual(wanted), $"sample {i}");
        }
    }

    [Theory(DisplayName = "§7.7 YBR_FULL_422 packed: two pixels share their colour")]
    [Rule("7.7")]
    [InlineData("LE")]
    [InlineData("BE")]
    public void Subsampled(string syntax)
    {
        const int Rows = 6;
        const int Columns = 12;
        var original = Noise(Rows * Columns * 2 * 2);
        using var file = Image("YBR_FULL_422", 3, 8, 0, 2, Rows, Columns, syntax, original);
        Apply(file, "v=0");
        var result = Written(file, syntax);
        for (var i = 0; i < original.Length; i++)
        {
            var row = i / (Columns * 2) % Rows;
            var pair = i % (Columns * 2) / 4;
            var part = i % 4;
            var covered = row is >= Top and < Bottom
                && (part < 2 ? (pair * 2) + part is >= Left and < Right : (pair * 2) + 1 >= Left && pair * 2 < Right);
            Assert.Equal(covered ? part < 2 ? 0 : 128 : original[i], result[i]);
        }
    }

    [Fact(DisplayName = "§7.7 an image of many blocks is blanked in every frame, from a file, without loading it")]
    [Rule("7.7")]
    public void ManyBlocks()
    {
        const int Rows = 512;
        const int Columns = 601;
        const int Frames = 9;
        var original = Noise(Rows * Columns * 2 * Frames);
        using var file = Image("MONOCHROME2", 1, 16, 0, Frames, Rows, Columns, "LE", original);
        Assert.True(file.Dataset.Find(s_pixelData)!.IsBulk);
        CaseRunner.Compile("alterPixels[\"rectangle\", \"l=100,t=500,r=9999,b=9999\", \"solid\", \"v=1\"]").Apply(file, new DicomEditContext());
        var result = Written(file, "LE");
        for (var i = 0; i < Rows * Columns * Frames; i++)
        {
            var covered = i % Columns >= 100 && i / Columns % Rows >= 500;
            Assert.Equal(covered ? 1 : original[2 * i] | (original[(2 * i) + 1] << 8), result[2 * i] | (result[(2 * i) + 1] << 8));
        }
    }

    [Fact(DisplayName = "§7.7 blocks of any size and place give the same bytes")]
    [Rule("7.7")]
    public void AnyBlocks()
    {
        foreach (var (syntax, photometric) in new[] { ("BE", "MONOCHROME2"), ("LE", "RGB") })
        {
            var samples = photometric == "RGB" ? 3 : 1;
            var original = Noise(7 * 11 * samples * 2);
            using var file = Image(photometric, samples, 16, 0, 1, 7, 11, syntax, original);
            var element = file.Dataset.Find(s_pixelData)!;
            var filter = new RectangleFilter(PixelLayout.Of(file.Dataset, element), new PixelRectangle(Left, Top, Right, Bottom), new PixelFill(1, 2, 3));
            var whole = element.LoadBytes().ToArray();
            filter.Apply(0, whole);
            foreach (var size in new[] { 1, 2, 3, 5, 64, 100 })
            {
                var parts = element.LoadBytes().ToArray();
                for (var at = 0; at < parts.Length; at += size)
                {
                    filter.Apply(at, parts.AsSpan(at, Math.Min(size, parts.Length - at)));
                }

                Assert.Equal(whole, parts);
            }
        }
    }

    [Fact(DisplayName = "§7.7 float pixel data takes the value as a number")]
    [Rule("7.7")]
    public void FloatPixels()
    {
        using var file = Image("MONOCHROME2", 1, 32, 0, 1, 6, 10, "LE", Noise(6 * 10 * 4), new DicomTag(0x7FE00008), DicomVR.OF);
        Apply(file, "v=2");
        using var written = Objects.Reopened(file);
        var bytes = written.Dataset.Find(new DicomTag(0x7FE00008))!.LoadBytes().Span;
        Assert.Equal(2f, BitConverter.ToSingle(bytes[(((2 * 10) + 3) * 4)..]));
        Assert.NotEqual(2f, BitConverter.ToSingle(bytes));
    }

    [Fact(DisplayName = "§7.7 the records are written once, and (0028,0301) only when the policy says the list is complete")]
    [Rule("7.7")]
    public void Records()
    {
        using var file = Image("MONOCHROME2", 1, 8, 0, 1, 7, 11, "LE", Noise(77));
        file.Dataset.SetText(new DicomTag(0x00120063), "Earlier");
        Apply(file, "v=0");
        Apply(file, "v=0");
        Assert.Equal("Earlier\\Burned in text blacked out", Objects.Find(file, "(0012,0063)")!.Text);
        Assert.Single(Objects.Find(file, "(0012,0064)")!.Items);
        Assert.Equal("113101", Objects.Find(file, "(0012,0064)[0]/(0008,0100)")!.Text);
        Assert.Equal("DCM", Objects.Find(file, "(0012,0064)[0]/(0008,0102)")!.Text);
        Assert.Equal("Clean Pixel Data Option", Objects.Find(file, "(0012,0064)[0]/(0008,0104)")!.Text);
        Assert.Null(Objects.Find(file, "(0028,0301)"));
        CaseRunner.Compile("alterPixels[\"rectangle\", \"l=0,t=0,r=1,b=1\", \"solid\", \"v=0\"]", new DicomEditCompileOptions { PixelRegionsComplete = true })
            .Apply(file, new DicomEditContext());
        Assert.Equal("NO", Objects.Find(file, "(0028,0301)")!.Text);
    }

    [Theory(DisplayName = "§7.7 a rectangle outside the image does nothing and records nothing")]
    [Rule("7.7")]
    [InlineData("l=11,t=0,r=20,b=5")]
    [InlineData("l=-5,t=-5,r=0,b=0")]
    [InlineData("left=0,top=7,right=4,bottom=9")]
    public void Outside(string sides)
    {
        using var file = Image("MONOCHROME2", 1, 8, 0, 1, 7, 11, "LE", Noise(77));
        CaseRunner.Compile($"alterPixels[\"RECTANGLE\", \"{sides}\", \"solid\", \"v=0\"]").Apply(file, new DicomEditContext());
        Assert.False(file.IsModified);
    }

    [Theory(DisplayName = "§7.7 what cannot be blanked with certainty is refused")]
    [Rule("7.7")]
    [InlineData("(0028,0010)=8")]
    [InlineData("(0028,0011)=12")]
    [InlineData("(0028,0008)=2")]
    [InlineData("(0028,0008)=x")]
    [InlineData("(0028,0002)=3")]
    [InlineData("(0028,0100)=12")]
    [InlineData("(0028,0100)=1")]
    [InlineData("(0028,0010)=")]
    [InlineData("(0028,0010)=0")]
    [InlineData("(0028,0004)=RGB")]
    [InlineData("(0028,0008)=2147483647")]
    public void Refused(string wrong)
    {
        using var file = Image("MONOCHROME2", 1, 8, 0, 1, 7, 11, "LE", Noise(77));
        if (wrong.EndsWith('x'))
        {
            file.Dataset.Set(DicomElement.Create(new DicomTag(0x00280008), DicomVR.IS, "x "u8.ToArray()));
        }
        else
        {
            Objects.Put(file, wrong);
        }

        var error = Assert.Throws<PixelDataNotClearedException>(() => Apply(file, "v=0"));
        Assert.Equal("PixelDataNotCleared", error.ErrorId);
    }

    [Fact(DisplayName = "§7.7 compressed pixel data is refused")]
    [Rule("7.7")]
    public void Compressed()
    {
        using var plain = Objects.File("(0028,0010)=7", "(0028,0011)=11", "(0028,0002)=1", "(0028,0100)=8");
        plain.FileMeta!.SetText(new DicomTag(0x00020010), "1.2.840.10008.1.2.4.50");
        using var stream = new MemoryStream();
        plain.WriteTo(stream);
        byte[] fragments =
        [
            0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0,
            0xFE, 0xFF, 0x00, 0xE0, 4, 0, 0, 0, 1, 2, 3, 4, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0,
        ];
        using var file = DicomFile.Open(stream.ToArray().Concat(fragments).ToArray());
        Assert.True(file.Dataset.Find(s_pixelData)!.IsEncapsulated);
        Assert.Throws<PixelDataNotClearedException>(() => Apply(file, "v=0"));
    }

    private static void Apply(DicomFile file, string fill) =>
        CaseRunner.Compile($"alterPixels[\"rectangle\", \"l={Left}, b={Bottom}, r={Right}, t={Top}\", \"solid\", \"{fill}\"]").Apply(file, new DicomEditContext());

    /// <summary>Pixel data of the written file, turned into little endian again.</summary>
    private static byte[] Written(DicomFile file, string syntax)
    {
        using var written = Objects.Reopened(file);
        var bytes = written.Dataset.Find(s_pixelData)!.LoadBytes().ToArray();
        return syntax == "BE" ? Swapped(bytes) : bytes;
    }

    private static byte[] Noise(int length)
    {
        var state = 0x9E3779B9u;
        var bytes = new byte[length + (length & 1)];
        for (var i = 0; i < bytes.Length; i++)
        {
            state = (state * 1664525) + 1013904223;
            bytes[i] = (byte)((state >> 24) | 8);
        }

        return bytes;
    }

    private static DicomFile Image(string photometric, int samples, int bits, int planar, int frames, int rows, int columns, string syntax, byte[] pixels, DicomTag tag = default, DicomVR vr = DicomVR.OW)
    {
        var transfer = syntax switch { "BE" => DicomTransferSyntax.ExplicitBigEndian, "IMPLICIT" => DicomTransferSyntax.ImplicitLittleEndian, _ => DicomTransferSyntax.ExplicitLittleEndian };
        var dataset = new DicomDataset();
        dataset.SetText(new DicomTag(0x00080016), "1.2.840.10008.5.1.4.1.1.7", DicomVR.UI);
        dataset.SetText(new DicomTag(0x00080018), "1.2.3.4.5", DicomVR.UI);
        dataset.SetText(new DicomTag(0x00280002), $"{samples}");
        dataset.SetText(new DicomTag(0x00280004), photometric);
        dataset.SetText(new DicomTag(0x00280010), $"{rows}");
        dataset.SetText(new DicomTag(0x00280011), $"{columns}");
        dataset.SetText(new DicomTag(0x00280100), $"{bits}");
        if (frames > 1)
        {
            dataset.SetText(new DicomTag(0x00280008), $"{frames}");
        }

        if (samples > 1)
        {
            dataset.SetText(new DicomTag(0x00280006), $"{planar}");
        }

        dataset.Set(DicomElement.Create(tag == default ? s_pixelData : tag, vr, pixels));
        using var file = DicomFile.Create(dataset, transfer);
        return Objects.Reopened(file);
    }

    private static byte[] Swapped(byte[] bytes)
    {
        var result = new byte[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            result[i] = bytes[i ^ 1];
        }

        return result;
    }
}
