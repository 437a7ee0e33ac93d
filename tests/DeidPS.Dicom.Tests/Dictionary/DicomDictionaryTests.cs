using System.Globalization;

namespace DeidPS.Dicom.Tests.Dictionary;

public sealed class DicomDictionaryTests
{
    private static DicomTag Sample(string tag) => new(Convert.ToUInt32(tag.Replace('x', '0'), 16));

    [Fact]
    public void Every_row_of_the_standard_is_found_by_tag()
    {
        foreach (var row in RepositoryPath.Rows("attributes.tsv"))
        {
            // An open digit 0 in an element may be a tag of its own, such as (0028,0400) or a group length: take another.
            var tag = Sample(row[0][..4] + row[0][4..].Replace('x', '2'));
            var entry = DicomDictionary.Find(tag);
            Assert.NotNull(entry);
            Assert.Equal(row[0], entry.TagText.Replace("(", "").Replace(",", "").Replace(")", ""));
            Assert.Equal(row[1], entry.Keyword);
            Assert.Equal(row[2], entry.Name);
            Assert.Equal(row[3], string.Join(" or ", entry.VRs));
            Assert.Equal(row[4], entry.VM);
            Assert.Equal(row[5] == "Y", entry.IsRetired);
            Assert.Null(entry.PrivateCreator);
            Assert.True(entry.Covers(tag));
            Assert.Equal(row[3].Length == 0 ? "None" : row[3] == "OB or OW" ? "OW" : row[3][..2], DicomDictionary.VROf(tag).ToString());
        }
    }

    [Fact]
    public void Every_keyword_is_found_in_any_case()
    {
        foreach (var row in RepositoryPath.Rows("attributes.tsv").Where(r => r[1].Length > 0))
        {
            foreach (var keyword in new[] { row[1], row[1].ToUpperInvariant(), row[1].ToLowerInvariant() })
            {
                Assert.Equal(Sample(row[0]), DicomDictionary.FindKeyword(keyword)?.Tag);
            }
        }

        Assert.Null(DicomDictionary.FindKeyword("NoSuchKeyword"));
        Assert.Null(DicomDictionary.FindKeyword(string.Empty));
        Assert.Null(DicomDictionary.FindKeyword("Patient Name"));
    }

    [Fact]
    public void Every_private_row_is_found_in_any_block()
    {
        foreach (var row in RepositoryPath.Rows("private-attributes.tsv"))
        {
            foreach (var block in new[] { "10", "A7" })
            {
                var tag = new DicomTag(Convert.ToUInt32(row[1].Replace("xx", block), 16));
                var entry = DicomDictionary.FindPrivate(row[0], tag);
                Assert.NotNull(entry);
                Assert.Equal(row[0], entry.PrivateCreator);
                Assert.Equal($"({row[1][..4]},{row[1][4..]})", entry.TagText);
                Assert.Equal(row[2], string.Join(" or ", entry.VRs));
                Assert.Equal(row[3], entry.VM);
                Assert.Equal(row[4], entry.Name);
                Assert.True(entry.Covers(tag));
                Assert.Null(DicomDictionary.Find(tag));
                Assert.Equal(row[2] == "OB or OW" ? "OW" : row[2], DicomDictionary.PrivateVROf(row[0], tag).ToString());
            }
        }
    }

    [Fact]
    public void Counts_equal_the_tables()
    {
        Assert.Equal(5356, DicomDictionary.Standard.Count());
        Assert.Equal(15718, DicomDictionary.Private.Count());
        Assert.Equal(496, DicomUids.All.Count());
        Assert.Equal(217, DicomUids.SopClasses.Count());
    }

    [Theory]
    [InlineData("(0010,0010)", "PatientName", "PN")]
    [InlineData("(6000,3000)", "OverlayData", "OW")]
    [InlineData("(601E,3000)", "OverlayData", "OW")]
    [InlineData("(5012,3000)", "CurveData", "OW")]
    [InlineData("(0020,31AB)", "SourceImageIDs", "CS")]
    [InlineData("(0028,04F3)", "CoefficientCodingPointers", "AT")]
    [InlineData("(0028,0484)", null, "None")]
    [InlineData("(1000,1234)", "ShiftTableSize", "US")]
    [InlineData("(1010,1234)", "ZonalMap", "US")]
    [InlineData("(7F22,0010)", "VariablePixelData", "OW")]
    [InlineData("(7FE0,0010)", "PixelData", "OW")]
    [InlineData("(0028,0106)", "SmallestImagePixelValue", "US")]
    [InlineData("(0028,3006)", "LUTData", "US")]
    [InlineData("(6001,3000)", null, "None")]
    [InlineData("(6020,3000)", null, "None")]
    [InlineData("(50FE,3000)", null, "None")]
    [InlineData("(6001,0010)", "PrivateCreator", "LO")]
    [InlineData("(0009,00FF)", "PrivateCreator", "LO")]
    [InlineData("(0009,000F)", null, "None")]
    [InlineData("(0009,0100)", null, "None")]
    [InlineData("(0009,1001)", null, "None")]
    [InlineData("(0008,0000)", "GroupLength", "UL")]
    [InlineData("(0009,0000)", "GroupLength", "UL")]
    [InlineData("(1000,0000)", "GroupLength", "UL")]
    [InlineData("(0002,0000)", "FileMetaInformationGroupLength", "UL")]
    [InlineData("(FFFE,E000)", "Item", "None")]
    [InlineData("(0010,FFFF)", null, "None")]
    public void Find_and_VROf_agree_on(string text, string? keyword, string vr)
    {
        Assert.True(DicomTag.TryParse(text, out var tag));
        Assert.Equal(keyword, DicomDictionary.Find(tag)?.Keyword);
        Assert.Equal(vr, DicomDictionary.VROf(tag).ToString());
        Assert.True(DicomDictionary.Find(tag)?.Covers(tag) ?? true);
    }

    [Fact]
    public void Choice_of_VRs_is_kept_in_the_entry()
    {
        var entry = DicomDictionary.FindKeyword("LUTData");
        Assert.Equal([DicomVR.US, DicomVR.OW], entry!.VRs);
        Assert.Equal(DicomVR.US, entry.VR);
        Assert.Equal([DicomVR.OB, DicomVR.OW], DicomDictionary.FindKeyword("PixelData")!.VRs);
        Assert.Equal(DicomVR.OB, DicomDictionary.FindKeyword("PixelData")!.VR);
    }

    [Fact]
    public void Private_creator_is_trimmed_and_compared_exactly()
    {
        var tag = new DicomTag(0x0019, 0x1008);
        Assert.NotNull(DicomDictionary.FindPrivate("SIEMENS MR HEADER", tag));
        Assert.Same(DicomDictionary.FindPrivate("SIEMENS MR HEADER", tag), DicomDictionary.FindPrivate(" SIEMENS MR HEADER \0", tag));
        Assert.Null(DicomDictionary.FindPrivate("siemens mr header", tag));
        Assert.Null(DicomDictionary.FindPrivate("Nobody", tag));
        Assert.Null(DicomDictionary.FindPrivate(string.Empty, tag));
        Assert.Equal(DicomVR.None, DicomDictionary.PrivateVROf("Nobody", tag));
    }

    [Fact]
    public void Lookups_do_not_allocate_once_warm()
    {
        var tags = DicomDictionary.Standard.Select(e => e.Tag).ToArray();
        var privates = DicomDictionary.Private.Select(e => (e.PrivateCreator!, e.Tag)).ToArray();
        Visit(tags, privates);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = Visit(tags, privates);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(found > tags.Length + privates.Length);
    }

    private static int Visit(DicomTag[] tags, (string Creator, DicomTag Tag)[] privates)
    {
        var found = 0;
        foreach (var tag in tags)
        {
            found += DicomDictionary.VROf(tag) == DicomVR.None ? 0 : 1;
            found += DicomDictionary.Find(tag) is null ? 0 : 1;
        }

        foreach (var (creator, tag) in privates)
        {
            found += DicomDictionary.FindPrivate(creator, tag) is null ? 0 : 1;
            found += DicomDictionary.PrivateVROf(creator, tag) == DicomVR.None ? 0 : 1;
        }

        return found;
    }

    [Theory]
    [InlineData("PatientName", "(0010,0010)")]
    [InlineData("patient's birth name", "(0010,1005)")]
    [InlineData("(0010,0010)", "(0010,0010)")]
    [InlineData("00100010", "(0010,0010)")]
    [InlineData("0010,0010", "(0010,0010)")]
    [InlineData("60xx3000", "(60xx,3000)")]
    [InlineData("(60XX,3000)", "(60xx,3000)")]
    [InlineData("60023000", "(60xx,3000)")]
    [InlineData("(0019,{SIEMENS MR HEADER}08)", "(0019,xx08)")]
    [InlineData("0019{siemens mr header}08", "(0019,xx08)")]
    public void Search_finds_one(string pattern, string tagText)
    {
        Assert.Equal(tagText, Assert.Single(DicomDictionary.Search(pattern)).TagText);
    }

    [Fact]
    public void Search_takes_wildcards()
    {
        Assert.Equal(
            DicomDictionary.Standard.Where(e => e.Keyword.StartsWith("PatientBirth", StringComparison.Ordinal)).Select(e => e.Tag),
            DicomDictionary.Search("patientbirth*").Select(e => e.Tag));
        Assert.Contains(DicomDictionary.Search("(0010,00?0)"), e => e.Keyword == "PatientSex");
        Assert.All(DicomDictionary.Search("0010*"), e => Assert.StartsWith("(0010,", e.TagText));
        Assert.All(DicomDictionary.Search("(0019,{SIEMENS*}*)"), e => Assert.StartsWith("SIEMENS", e.PrivateCreator, StringComparison.OrdinalIgnoreCase));
        Assert.NotEmpty(DicomDictionary.Search("(0019,{SIEMENS*}*)"));
        Assert.True(DicomDictionary.Search("(0019,1008)").Select(e => e.PrivateCreator).Distinct().Count() > 1);
        Assert.Empty(DicomDictionary.Search("NoSuchThing"));
        Assert.Empty(DicomDictionary.Search(string.Empty));
        Assert.Equal(5356 + 15718, DicomDictionary.Search("*").Count());
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Culture_changes_nothing(string name)
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(name);
            Assert.Equal(new DicomTag(0x0020, 0x0013), DicomDictionary.FindKeyword("instancenumber")?.Tag);
            Assert.Equal(new DicomTag(0x0020, 0x0013), DicomDictionary.FindKeyword("INSTANCENUMBER")?.Tag);
            Assert.Contains(DicomDictionary.Search("INSTITUTION*"), e => e.Keyword == "InstitutionName");
            Assert.Equal("(0028,04x3)", DicomDictionary.Find(new DicomTag(0x0028, 0x04A3))?.TagText);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
