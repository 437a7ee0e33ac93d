using System.Diagnostics;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Profile;

/// <summary>PS3.15 E.3.5: what is not on the list goes.</summary>
public sealed class DescriptorWordsTests : IDisposable
{
    private static readonly DicomTag s_seriesDescription = new(0x0008103E);
    private static readonly DicomTag s_other = new(0x00081030);

    /// <summary>Common family and given names of the UK and of its hospitals' patients; none may be a word of its own.</summary>
    private static readonly string[] s_names =
    [.. """
        smith jones taylor brown williams wilson johnson davies robinson wright thompson evans walker white roberts green hall wood jackson clarke patel khan lewis james phillips
        mason mitchell rose davis cox price bennett shaw young cook baker king lee ali begum ahmed hussain shah kaur singh hill moore clark harris cooper ward turner morris scott
        murphy watson harrison parker carter allen adams morgan bailey richardson ellis gray grey hughes edwards martin martinez reid ross black stone cross day may stewart murray
        rao chen wang li wu lin ma hu ye tan lim ng chan wong lau ho kim park choi shin nguyen tran le do pham khan malik chowdhury rahman islam das dev ray roy dixon waters knight
        bush page lane rice love bell fox west north field best little long short small major sharp swan ford hunt grant hart marsh webb wells woods burns
        max may tim dot reg sid art sue ann anne lee guy don nick rob bob tom sam ben dan pat jim joe jack john mary david michael paul mark peter andrew james robert will bill
        alan ian ray roy ron rex rod val vic ada amy eva eve fay gus ida ivy jan jay joan jean june april august rose rosie lily daisy grace faith hope joy dawn carol ruby amber
        vida sola emma ella iris holly hazel clare clara lucy sarah sara laura anna maria angela sandra susan karen linda helen alice jane kate kim dean dale glen miles lance
        mohammed muhammad ahmed fatima aisha omar yusuf ibrahim zainab oluwaseun chidi ngozi kwame kofi ama wei ming yan hong siemens_jones bravo phoenix philips francis victor
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Where(n => !n.Contains('_', StringComparison.Ordinal))];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("CT Thorax Abdomen Pelvis", "CT Thorax Abdomen Pelvis")]
    [InlineData("t2_tse_tra_5mm", "t2_tse_tra_5mm")]
    [InlineData("T1 SAG 3D 0.5 x 0.5mm b1000 TE30", "T1 SAG 3D 0.5 x 0.5mm b1000 TE30")]
    [InlineData("Oesophagus, Œsophagus; FŒTAL", "Oesophagus, ***")]
    [InlineData("THORÁX säg", "THORÁX säg")]
    [InlineData("MRI head for John Smith 07/11/1962", "MRI head for ***")]
    [InlineData("John Smith", null)]
    [InlineData("Smith, John (ward 12)", null)]
    [InlineData("chest Smith, John (H123456) portable", "chest ***) portable")]
    [InlineData("NHS 943 476 5919 chest", "*** chest")]
    [InlineData("chest 020 7188 7188", "chest ***")]
    [InlineData("chest 1962", "chest ***")]
    [InlineData("chest 07.11", "chest ***")]
    [InlineData("chest 7-11", "chest ***")]
    [InlineData("chest 11:06", "chest ***")]
    [InlineData("chest 1.2.840.10008", "chest ***")]
    [InlineData("chest 12", "chest 12")]
    [InlineData("series 1/2 chest", "series 1/2 chest")]
    [InlineData("chest 2.0 12.5 0.75", "chest ***")]
    [InlineData("chest 2.0", "chest 2.0")]
    [InlineData("chest S1 7EH", "chest ***")]
    [InlineData("spine L5 3mm", "spine L5 3mm")]
    [InlineData("T2* brain", "T2* brain")]
    [InlineData("胸部 CT", "*** CT")]
    [InlineData("胸部CT", null)]
    [InlineData("Грудь chest", "*** chest")]
    [InlineData("chest\u202Edrow", null)]
    [InlineData("", null)]
    [InlineData("12", null)]
    [InlineData("t1 dixon", "t1 dixon")]
    [InlineData("dixon mary t1", "*** t1")]
    [InlineData("12 Nov 62 brain", "12 *** 62 brain")]
    [InlineData("brain\u001b(Bcontrast", null)]
    [InlineData("brain\tpost\r\ncontrast", "brain\tpost\r\ncontrast")]
    public void Words_on_the_list_stay_and_all_else_goes(string text, string? expected)
    {
        Assert.Equal(expected, DescriptorWords.Shipped.Clean(s_seriesDescription, text));
    }

    [Fact]
    public void A_text_that_may_stay_is_the_same_string()
    {
        const string Text = "CT thorax post contrast";
        Assert.Same(Text, DescriptorWords.Shipped.Clean(s_seriesDescription, Text));
    }

    [Fact]
    public void No_common_name_is_a_word_of_its_own()
    {
        var kept = s_names.Where(n => DescriptorWords.Shipped.Clean(s_seriesDescription, n) is not null
            || DescriptorWords.Shipped.Clean(new DicomTag(0x00180010), n) is not null).ToList();
        Assert.True(kept.Count == 0, string.Join(' ', kept));
    }

    [Fact]
    public void The_result_fits_the_vr()
    {
        var text = string.Join(" a ", Enumerable.Repeat("CT", 12)) + " a";
        Assert.True(text.Length < 64);
        var cleaned = DescriptorWords.Shipped.Clean(s_seriesDescription, text)!;
        Assert.InRange(cleaned.Length, 62, 64);
        Assert.StartsWith("CT *** CT", cleaned, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_of_a_site_add_words_everywhere_or_to_one_attribute()
    {
        var path = Write("# ours\n[all]\nZZproto\nzz long phrase\nzz@@mm\n\n[SeriesDescription]\n  zzonly  \n[(0008,1030)]\nzzstudy\n");
        var words = DescriptorWords.Load([path]);
        Assert.Equal("ZZPROTO zz-long phrase zz1200mm zzonly ***", words.Clean(s_seriesDescription, "ZZPROTO zz-long phrase zz1200mm zzonly zzstudy"));
        Assert.Equal("chest *** zzstudy", words.Clean(s_other, "chest zzonly zzstudy"));
        Assert.Equal("chest ***", words.Clean(s_other, "chest zz long"));
        Assert.NotEqual(DescriptorWords.Shipped.Digest, words.Digest);
        Assert.Equal(words.Digest, DescriptorWords.Load([path]).Digest);
        Assert.Matches("^[0-9a-f]{64}$", words.Digest);
        Assert.Equal(DescriptorWords.Shipped.Digest, DescriptorWords.Load([]).Digest);
    }

    [Theory]
    [InlineData("word\n", "line 1, column 1")]
    [InlineData("[all]\n  ---\n", "line 2, column 3")]
    [InlineData("[all]\nab cd ef gh ij kl mn op qr\n", "line 2, column 25")]
    [InlineData("\n [NoSuchAttribute]\n", "line 2, column 3")]
    [InlineData("[all\n", "line 1, column 4")]
    public void A_line_that_is_not_understood_is_named(string list, string place)
    {
        var error = Assert.Throws<PolicyException>(() => DescriptorWords.Load([Write(list)]));
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.Equal("ProfileSyntaxError", error.ErrorId);
    }

    [Fact]
    public void Time_is_in_proportion_to_the_text()
    {
        var random = new Random(5);
        string[] hostile =
        [
            new('a', 1 << 20), new('1', 1 << 20), new('-', 1 << 20), new('é', 1 << 20), new('\u0301', 1 << 20), new('\uD800', 1 << 20),
            string.Concat(Enumerable.Repeat("1 ", 1 << 19)), string.Concat(Enumerable.Repeat("1.", 1 << 19)), string.Concat(Enumerable.Repeat("long ", 1 << 18)),
            string.Concat(Enumerable.Repeat("ax ", 1 << 18)), string.Concat(Enumerable.Repeat("1-a ", 1 << 18)), string.Concat(Enumerable.Repeat("two-week-", 1 << 17)),
            new([.. Enumerable.Range(0, 1 << 20).Select(_ => (char)random.Next(0x10000))]),
        ];
        DescriptorWords.Shipped.Clean(s_seriesDescription, "warm");
        foreach (var text in hostile)
        {
            var clock = Stopwatch.StartNew();
            DescriptorWords.Shipped.Clean(s_other, text);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{clock.Elapsed} for U+{(int)text[0]:X4}");
        }
    }

    private string Write(string text)
    {
        var path = _folder.File("words.txt");
        File.WriteAllText(path, text);
        return path;
    }
}
