using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Tests.Policies;
using DeidPS.Deid.Tests.Proof;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>
/// Attributes that no table lists, and those an option keeps, were released whatever they held: the patient's own name, words where
/// numbers belong, text in place of a sequence, items in place of a number.
/// </summary>
public sealed class B0012_CarrierNoTableLists : IDisposable
{
    private const string Name = HostileFile.Name;
    private const string Ct = "1.2.840.10008.5.1.4.1.1.2";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Values that are none of their VR: nobody needs to know the patient's name to see it.</summary>
    public static TheoryData<uint, string> Illegal => new()
    {
        { 0x00180050, "DS" }, { 0x00180050, "LO" }, { 0x00180050, "UN" }, { 0x00200013, "IS" }, { 0x00200013, "LT" }, { 0x0008001A, "UI" }, { 0x0008001A, "UN" },
        { 0x00280010, "LO" }, { 0x00280010, "UT" }, { 0x00283006, "LO" }, { 0x00180015, "OB" }, { 0x00281055, "OW" }, { 0x00082218, "LO" }, { 0x00082218, "OW" },
        { 0x52009230, "UT" }, { 0x52009230, "US" }, { 0x4FFE0001, "LO" }, { 0x00101020, "DS" }, { 0x00101030, "UT" },
    };

    /// <summary>Values that are legal, and name this patient.</summary>
    public static TheoryData<uint, string> Own => new()
    {
        { 0x00281055, "LO" }, { 0x00281055, "UN" }, { 0x00283003, "LO" }, { 0x00180015, "CS" }, { 0x00080008, "CS" }, { 0x00080070, "LO" }, { 0x00181020, "LO" },
        { 0x00620006, "ST" }, { 0x00209453, "LO" }, { 0x30020004, "ST" }, { 0x00080120, "UR" }, { 0x00280303, "CS" }, { 0x00120063, "LO" }, { 0x00700002, "CS" },
        { 0x00283006, "OW" }, { 0x00283006, "US" }, { 0x00180031, "LO" }, { 0x00100040, "CS" }, { 0x00102160, "SH" }, { 0x00200060, "CS" }, { 0x00540400, "SH" }, { 0x00080060, "CS" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Illegal))]
    public void What_is_no_value_of_its_VR_goes(uint tag, string vr) => AssertGone(Head().Text(tag, vr, Name), Name);

    [Theory]
    [MemberData(nameof(Illegal))]
    public void It_goes_in_items_too(uint tag, string vr) =>
        AssertGone(Head().Sequence(0x00082218, undefined: true, new DicomBytes().Text(tag, vr, Name)), Name);

    [Theory]
    [MemberData(nameof(Own))]
    public void What_names_the_patient_goes(uint tag, string vr)
    {
        AssertGone(Head().Text(0x00100010, "PN", Name + "^JO").Text(tag, vr, Name), Name);
        AssertGone(Head().Text(0x00100020, "LO", Name).Sequence(0x00082218, undefined: false, new DicomBytes().Text(tag, vr, Name)), Name);
    }

    [Fact]
    public void Items_in_place_of_a_number_are_judged_one_by_one() =>
        AssertGone(Head().Sequence(0x00280010, undefined: true, new DicomBytes().Text(0x00280011, "LO", Name)), Name);

    [Fact]
    public void What_cannot_be_looked_through_or_hides_among_bytes_goes()
    {
        DicomBytes Named() => Head().Text(0x00100010, "PN", Name);
        AssertGone(Named().Text(0x00660004, "UT", new string('x', 3_000_000) + Name), Name);
        AssertGone(Named().Text(0x00280010, "US", "\u0001\0" + Name), Name);
        AssertGone(Named().Text(0x00280010, "UN", "\u0001\0" + Name), Name);
        AssertGone(Named().Text(0x00280004, "CS", Name).Text(0x00280004, "CS", Name), Name);
        AssertGone(Named().Text(0x7FE00001, "OB", Name), Name);
        AssertGone(Named().Text(0x7FE00010, "LO", Name), Name);
        var fragment = new DicomBytes().Tag(0xFFFEE000).UInt32(0).Tag(0xFFFEE000).UInt32((uint)Name.Length).Raw(System.Text.Encoding.ASCII.GetBytes(Name)).Tag(0xFFFEE0DD).UInt32(0);
        AssertGone(Named().Header(0x00281055, "OB", uint.MaxValue).Raw(fragment.Bytes), Name);
    }

    [Fact]
    public void Character_set_holds_no_second_element_and_no_items()
    {
        AssertGone(Head().Text(0x00080005, "CS", "ISO_IR 100").Text(0x00080005, "CS", Name), Name);
        AssertGone(Head().Sequence(0x00080005, undefined: false, new DicomBytes().Text(0x00081090, "LO", Name)).Text(0x00100010, "PN", Name), Name);
    }

    [Fact]
    public void A_series_label_is_made_of_sound_parts()
    {
        AssertGone(Head().Text(0x0008103E, "LO", "Xyzzy").Text(0x00200011, "IS", Name), Name);
        AssertGone(new DicomBytes().Text(0x00080016, "UI", Ct).Text(0x00080018, "UI", "1.2.3").Text(0x00080060, "CS", Name).Text(0x0008103E, "LO", "Xyzzy").Text(0x00100010, "PN", Name), Name);
    }

    [Theory]
    [InlineData(0x0040A168u, "LO")]
    [InlineData(0x0040A30Au, "LT")]
    [InlineData(0x0040A30Au, "DS")]
    [InlineData(0x0040A300u, "LO")]
    public void Content_items_hold_what_their_attributes_are(uint tag, string vr)
    {
        var item = new DicomBytes().Text(0x0040A010, "CS", "CONTAINS").Text(0x0040A040, "CS", "NUM")
            .Sequence(0x0040A043, undefined: false, new DicomBytes().Text(0x00080100, "SH", "121071").Text(0x00080102, "SH", "DCM").Text(0x00080104, "LO", "Finding"))
            .Text(tag, vr, Name);
        AssertGone(new DicomBytes().Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.88.33").Text(0x00080018, "UI", "1.2.3").Sequence(0x0040A730, undefined: false, item), Name);
    }

    [Theory]
    [InlineData("IS")]
    [InlineData("UN")]
    public void Safe_private_elements_hold_what_they_are_known_for(string vr) =>
        AssertGone(Head().Text(0x00190010, "LO", "SIEMENS MR HEADER").Text(0x0019100C, vr, Name).Text(0x0019100A, "UN", Name).Text(0x00100010, "PN", Name), Name);

    [Fact]
    public void Sound_values_stay()
    {
        var bytes = Head().Text(0x00100010, "PN", Name).Text(0x00180050, "DS", "1.25E+1").Text(0x00080070, "LO", "ACME").Text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\M_ffe-x.1")
            .Text(0x00281055, "LO", "LUNG").Text(0x00283006, "OW", "abcdefgh").Number(0x00280010, "US", 2).File();
        using var file = DicomFile.Open(bytes);
        Assert.Empty(PolicyRun.Runner(PolicyRun.Basic()).Apply(file).Held);
        using var after = PolicyRun.Reopened(file);
        Assert.Equal("1.25E+1", after.Dataset.GetText(new DicomTag(0x00180050)));
        Assert.Equal("ACME", after.Dataset.GetText(new DicomTag(0x00080070)));
        Assert.Equal("ORIGINAL\\PRIMARY\\M_ffe-x.1", after.Dataset.GetText(DicomTags.ImageType));
        Assert.Equal("LUNG", after.Dataset.GetText(new DicomTag(0x00281055)));
        Assert.Equal("abcdefgh"u8.ToArray(), after.Dataset.Find(new DicomTag(0x00283006))!.LoadBytes().ToArray());
    }

    private static DicomBytes Head() => new DicomBytes().Text(0x00080016, "UI", Ct).Text(0x00080018, "UI", "1.2.3");

    private void AssertGone(DicomBytes elements, string value)
    {
        var path = _folder.File("in.dcm");
        File.WriteAllBytes(path, elements.File());
        var options = ProfileOptions.CleanDescriptors | ProfileOptions.CleanStructuredContent | ProfileOptions.CleanGraphics | ProfileOptions.RetainSafePrivate | ProfileOptions.RetainModifiedDates | ProfileOptions.RetainDeviceIdentity;
        foreach (var policy in new[] { PolicyRun.Shipped("site-wide"), PolicyRun.Basic(), PolicyRun.Basic(options) })
        {
            var result = new FileAnonymiser(PolicyRun.Runner(policy), new AnonymiseOptions { Destination = _folder.File("out"), Overwrite = true }).Process(path, string.Empty, 0, WriteMode.Write, default);
            Assert.Contains(result.Status, new[] { AnonymiseStatus.Written, AnonymiseStatus.Quarantined });
            if (result.Status == AnonymiseStatus.Written)
            {
                Assert.Empty(RawSearch.InFile(File.ReadAllBytes(result.Destination!), [value]));
            }
        }
    }
}
