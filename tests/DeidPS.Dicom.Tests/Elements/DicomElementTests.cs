using DeidPS.Dicom;

namespace DeidPS.Dicom.Tests.Elements;

/// <summary>Values of every VR as text and back (PS3.5 6.2).</summary>
public sealed class DicomElementTests
{
    private static readonly DicomTag s_tag = new(0x00190010 + 0x1000);

    /// <summary>One row a VR: text in, text out, bytes of the value.</summary>
    public static TheoryData<DicomVR, string, string, int> TextOfEveryVR => new()
    {
        { DicomVR.AE, "STORE\\ARCHIVE", "STORE\\ARCHIVE", 14 },
        { DicomVR.AS, "045Y", "045Y", 4 },
        { DicomVR.AT, "00100010\\(0020,000D)", "00100010\\0020000D", 8 },
        { DicomVR.CS, "ORIGINAL\\PRIMARY", "ORIGINAL\\PRIMARY", 16 },
        { DicomVR.DA, "20240131", "20240131", 8 },
        { DicomVR.DS, "1.50\\-2e3", "1.50\\-2e3", 10 },
        { DicomVR.DT, "20240131120000.5+0100", "20240131120000.5+0100", 22 },
        { DicomVR.FD, "0.1\\-1E+300", "0.1\\-1E+300", 16 },
        { DicomVR.FL, "0.5\\3", "0.5\\3", 8 },
        { DicomVR.IS, "12\\-7", "12\\-7", 6 },
        { DicomVR.LO, " head ", "head", 6 },
        { DicomVR.LT, " a\\b ", " a\\b", 6 },
        { DicomVR.PN, "Doe^Jane^^^", "Doe^Jane", 12 },
        { DicomVR.SH, "x", "x", 2 },
        { DicomVR.SL, "-2147483648", "-2147483648", 4 },
        { DicomVR.SS, "-32768\\1", "-32768\\1", 4 },
        { DicomVR.ST, "one\\two", "one\\two", 8 },
        { DicomVR.SV, "-9223372036854775808", "-9223372036854775808", 8 },
        { DicomVR.TM, "235959.123456", "235959.123456", 14 },
        { DicomVR.UC, "a\\b", "a\\b", 4 },
        { DicomVR.UI, "1.2.840\\2.25.1", "1.2.840\\2.25.1", 14 },
        { DicomVR.UL, "4294967295", "4294967295", 4 },
        { DicomVR.UN, "raw", "raw", 4 },
        { DicomVR.UR, "http://x/?a=1", "http://x/?a=1", 14 },
        { DicomVR.US, "65535\\0", "65535\\0", 4 },
        { DicomVR.UT, "long", "long", 4 },
        { DicomVR.UV, "18446744073709551615", "18446744073709551615", 8 },
    };

    [Theory]
    [MemberData(nameof(TextOfEveryVR))]
    public void Text_goes_in_and_comes_out(DicomVR vr, string text, string expected, int length)
    {
        var element = DicomElement.CreateText(s_tag, vr, text, DicomCharacterSet.Default);
        Assert.Equal(expected, element.Text);
        Assert.Equal(length, element.Bytes.Length);
        Assert.Equal(0, element.Bytes.Length % 2);
    }

    [Theory]
    [InlineData(DicomVR.OB)]
    [InlineData(DicomVR.OD)]
    [InlineData(DicomVR.OF)]
    [InlineData(DicomVR.OL)]
    [InlineData(DicomVR.OV)]
    [InlineData(DicomVR.OW)]
    public void Byte_strings_have_bytes_and_no_text(DicomVR vr)
    {
        var element = DicomElement.Create(s_tag, vr, new byte[] { 1, 2, 3 });
        Assert.Null(element.Text);
        Assert.Equal([1, 2, 3, 0], element.Bytes.ToArray());
        Assert.Equal(1, element.VM);
    }

    [Fact]
    public void Values_come_as_the_type_that_fits_the_VR()
    {
        Assert.Equal([12, -7], Text(DicomVR.IS, "12\\-7").ValuesAs<int>());
        Assert.Equal([1.5, -2000], Text(DicomVR.DS, "1.50\\-2e3").ValuesAs<double>());
        Assert.Equal([1.50m], Text(DicomVR.DS, "1.50").ValuesAs<decimal>());
        Assert.Equal([new DateOnly(2024, 2, 29)], Text(DicomVR.DA, "20240229").ValuesAs<DateOnly>());
        Assert.Equal([new TimeOnly(23, 59), new TimeOnly(1, 2, 3, 500)], Text(DicomVR.TM, "2359\\010203.5").ValuesAs<TimeOnly>());
        Assert.Equal<short>([-32768, 1], Text(DicomVR.SS, "-32768\\1").ValuesAs<short>());
        Assert.Equal<ushort>([65535], Text(DicomVR.US, "65535").ValuesAs<ushort>());
        Assert.Equal([int.MinValue], Text(DicomVR.SL, "-2147483648").ValuesAs<int>());
        Assert.Equal([uint.MaxValue], Text(DicomVR.UL, "4294967295").ValuesAs<uint>());
        Assert.Equal([long.MinValue], Text(DicomVR.SV, "-9223372036854775808").ValuesAs<long>());
        Assert.Equal([ulong.MaxValue], Text(DicomVR.UV, "18446744073709551615").ValuesAs<ulong>());
        Assert.Equal([0.5f], Text(DicomVR.FL, "0.5").ValuesAs<float>());
        Assert.Equal([0.1], Text(DicomVR.FD, "0.1").ValuesAs<double>());
        Assert.Equal([new DicomTag(0x0020000D)], Text(DicomVR.AT, "0020000D").ValuesAs<DicomTag>());
        Assert.Equal(["a", "b"], Text(DicomVR.LO, "a\\b").ValuesAs<string>());
        Assert.Equal<byte>([1, 2], DicomElement.Create(s_tag, DicomVR.OB, new byte[] { 1, 2 }).ValuesAs<byte>());
        Assert.Equal<ushort>([0x0201], DicomElement.Create(s_tag, DicomVR.OW, new byte[] { 1, 2 }).ValuesAs<ushort>());
        Assert.Empty(Text(DicomVR.US, string.Empty).ValuesAs<ushort>());
        Assert.Throws<DicomValueException>(() => Text(DicomVR.US, "1").ValuesAs<int>());
        Assert.Throws<DicomValueException>(() => Text(DicomVR.DA, "2024").ValuesAs<DateOnly>());
        Assert.Throws<DicomValueException>(() => DicomElement.CreateSequence(s_tag).ValuesAs<string>());

        static DicomElement Text(DicomVR vr, string text) => DicomElement.CreateText(s_tag, vr, text, DicomCharacterSet.Default);
    }

    [Fact]
    public void Every_VR_of_the_standard_is_covered()
    {
        var covered = TextOfEveryVR.Select(row => (DicomVR)((object[])row)[0]).Concat([DicomVR.OB, DicomVR.OD, DicomVR.OF, DicomVR.OL, DicomVR.OV, DicomVR.OW, DicomVR.SQ]);
        Assert.Equal(Enum.GetValues<DicomVR>().Where(v => v != DicomVR.None).Order(), covered.Order());
        Assert.All(Enum.GetValues<DicomVR>().Where(v => v != DicomVR.None), v => Assert.True(v.IsKnown()));
        Assert.False(((DicomVR)0x5A5A).IsKnown());
    }

    [Theory]
    [InlineData(DicomVR.US, "65536")]
    [InlineData(DicomVR.US, "-1")]
    [InlineData(DicomVR.SS, "32768")]
    [InlineData(DicomVR.UL, "4294967296")]
    [InlineData(DicomVR.FD, "1,5")]
    [InlineData(DicomVR.IS, "2147483648")]
    [InlineData(DicomVR.IS, "1.5")]
    [InlineData(DicomVR.DS, "ten")]
    [InlineData(DicomVR.AT, "0010")]
    [InlineData(DicomVR.UI, "1.2.é")]
    [InlineData(DicomVR.SQ, "x")]
    public void What_does_not_fit_is_refused_without_naming_it(DicomVR vr, string text)
    {
        var error = Assert.Throws<DicomValueException>(() => DicomElement.CreateText(s_tag, vr, text, DicomCharacterSet.Default));
        Assert.Equal("DicomValueInvalid", error.ErrorId);
        Assert.Equal(s_tag, error.Tag);
        Assert.DoesNotContain(text == "x" ? "'x'" : text, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Numbers_do_not_depend_on_the_culture(string culture)
    {
        var before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new(culture);
            Assert.Equal("0.1", DicomElement.CreateText(s_tag, DicomVR.FD, "0.1", DicomCharacterSet.Default).Text);
            Assert.Throws<DicomValueException>(() => DicomElement.CreateText(s_tag, DicomVR.DS, "0,1", DicomCharacterSet.Default));
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_value_too_long_for_sixteen_bits_is_refused_where_the_VR_cannot_hold_it()
    {
        var text = new string('a', 70_000);
        Assert.Throws<DicomValueException>(() => DicomElement.CreateText(s_tag, DicomVR.LO, text, DicomCharacterSet.Default));
        Assert.Equal(70_000, DicomElement.CreateText(s_tag, DicomVR.UT, text, DicomCharacterSet.Default).Bytes.Length);
    }

    [Fact]
    public void Big_endian_numbers_read_the_same()
    {
        byte[] file =
        [
            0x00, 0x08, 0x00, 0x05, (byte)'C', (byte)'S', 0, 0,
            0x00, 0x28, 0x00, 0x10, (byte)'U', (byte)'S', 0, 2, 0x01, 0x02,
            0x00, 0x28, 0x00, 0x09, (byte)'A', (byte)'T', 0, 4, 0x00, 0x18, 0x10, 0x63,
        ];
        using var read = DicomFile.Open(file);
        Assert.True(read.TransferSyntax.IsBigEndian);
        Assert.Equal("258", read.Dataset.GetText(new DicomTag(0x00280010)));
        Assert.Equal<ushort>([258], read.Dataset.Find(new DicomTag(0x00280010))!.ValuesAs<ushort>());
        Assert.Equal([new DicomTag(0x00181063)], read.Dataset.Find(new DicomTag(0x00280009))!.ValuesAs<DicomTag>());
        Assert.Equal("00181063", read.Dataset.GetText(new DicomTag(0x00280009)));
    }

    [Fact]
    public void Filters_are_only_for_plain_values()
    {
        Assert.Throws<InvalidOperationException>(() => DicomElement.CreateSequence(s_tag).SetFilter(new Inverter()));
        var element = DicomElement.Create(s_tag, DicomVR.OB, new byte[] { 0x0F, 0xF0 });
        var dataset = new DicomDataset();
        dataset.Set(element);
        element.SetFilter(new Inverter());
        using var stream = new MemoryStream();
        DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian).WriteTo(stream);
        Assert.Equal([0xF0, 0x0F], stream.ToArray()[^2..]);
    }

    private sealed class Inverter : IBulkFilter
    {
        public void Apply(long offset, Span<byte> data)
        {
            for (var i = 0; i < data.Length; i++)
            {
                data[i] = (byte)~data[i];
            }
        }
    }
}
