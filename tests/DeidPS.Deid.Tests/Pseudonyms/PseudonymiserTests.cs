using System.Collections.Concurrent;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using FsCheck.Xunit;

namespace DeidPS.Deid.Tests.Pseudonyms;

/// <summary>Derivations from a key. The vectors were computed with Python's hmac module.</summary>
/// <remarks>
/// <code>
/// k = bytes(range(32)); A = "0123456789CDFGHJKLMNPQRTVWXY"
/// d = lambda purpose, text: hmac.new(k, purpose.encode() + b"\0" + text.encode(), hashlib.sha256).digest()
/// label = lambda purpose, text: "".join(A[b % len(A)] for b in d(purpose, text)[:16])
/// label("patient", "id\x1fAB 12"); label("patient", "name\x1fMÜLLER^ANNA\x1f19700102"); label("patient", "instance\x1f1.2.5")
/// label("accession", "ACC 1"); label("study", "S 7")
/// u = bytearray(d("uid", "1.2.3")[:16]); u[6] = u[6] &amp; 15 | 128; u[8] = u[8] &amp; 63 | 128; "2.25.%d" % int.from_bytes(u, "big")
/// </code>
/// </remarks>
public sealed class PseudonymiserTests
{
    private static readonly DeidKey s_key = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    [Theory]
    [InlineData("1.2.3", "2.25.323208961630152450876443539203389659764")]
    [InlineData("1.3.12.2.1107.5.2.6.24119.30000013121716094326500000394", "2.25.307933814823836304097374503292718750463")]
    [InlineData("2.25.1", "2.25.331022514444956425701780051932144709149")]
    [InlineData("1.2.3\0", "2.25.323208961630152450876443539203389659764")]
    [InlineData(" 1.2.3 ", "2.25.323208961630152450876443539203389659764")]
    [InlineData("", "")]
    [InlineData("1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.2")]
    [InlineData("1.2.840.10008.1.4.1.1\0", "1.2.840.10008.1.4.1.1")]
    public void UIDs_are_the_HMAC_of_uid_zero_and_the_UID_as_a_version_8_UUID(string uid, string expected)
    {
        var pseudonymiser = Make();
        Assert.Equal(expected, pseudonymiser.Uid(uid));
        Assert.Equal(expected, pseudonymiser.Uid(uid));
    }

    [Fact]
    public void An_unregistered_UID_below_the_root_of_DICOM_is_no_well_known_one() =>
        Assert.StartsWith("2.25.", Make().Uid("1.2.840.10008.1.2.3.4.5"), StringComparison.Ordinal);

    [Fact]
    public void UIDs_are_legal()
    {
        var pseudonymiser = Make();
        for (var i = 0; i < 5000; i++)
        {
            var uid = pseudonymiser.Uid($"1.2.{i}");
            Assert.InRange(uid.Length, 6, 44);
            Assert.True(uid[5] != '0' && uid[5..].All(char.IsAsciiDigit), uid);
        }
    }

    [Theory]
    [InlineData("AB 12", "8VGNKWFWG95D701P", -1905)]
    [InlineData(" ab  12 ", "8VGNKWFWG95D701P", -1905)]
    [InlineData("ＡＢ 12", "8VGNKWFWG95D701P", -1905)]
    public void A_patient_is_one_however_the_ID_is_written(string id, string label, int days)
    {
        var pseudonyms = Make().For(PatientIdentity.Of(id, "ANY^NAME", "19991231", "1.2.3"));
        Assert.Equal(new PatientPseudonyms(label, days), pseudonyms);
        var weeks = new Pseudonymiser(s_key, new PseudonymSettings { WholeWeeks = true });
        Assert.Equal(-959, weeks.For(PatientIdentity.Of(id, null, null, null)).OffsetDays);
    }

    [Theory]
    [InlineData("Müller^Anna")]
    [InlineData("MÜLLER^ANNA^ ^^")]
    [InlineData("Mu\u0308ller^ Anna ")]
    [InlineData("Müller^Anna=別^名=べつ^めい")]
    public void Without_an_ID_the_name_and_the_birth_date_tell(string name)
    {
        var pseudonyms = Make().For(PatientIdentity.Of("  ", name, "19700102", "1.2.3"));
        Assert.Equal(new PatientPseudonyms("37N0JK3QQQ985JC0", -3386), pseudonyms);
        Assert.NotEqual(pseudonyms.Label, Make().For(PatientIdentity.Of(null, name, "19700103", null)).Label);
    }

    [Fact]
    public void Without_both_the_study_tells()
    {
        var a = Make().For(PatientIdentity.Of(null, "^^", null, "1.2.3"));
        Assert.Equal(a, Make().For(PatientIdentity.Of(string.Empty, null, "19700101", "1.2.3\0")));
        Assert.NotEqual(a.Label, Make().For(PatientIdentity.Of(null, null, null, "1.2.4")).Label);
    }

    [Fact]
    public void Without_a_study_too_each_instance_is_a_patient_of_its_own()
    {
        var a = Make().For(PatientIdentity.Of(null, "^^", null, " ", "1.2.5\0"));
        Assert.Equal("8DR1J4R6TQN32C9M", a.Label);
        Assert.NotEqual(a.Label, Make().For(PatientIdentity.Of(null, null, null, null, "1.2.6")).Label);
        Assert.NotEqual(a.Label, Make().For(PatientIdentity.Of(null, null, null, "1.2.5", "1.2.5")).Label);

        var dataset = new DicomDataset();
        dataset.SetText(new DicomTag(0x00080018), "1.2.5");
        Assert.Equal(a, Make().For(PatientIdentity.Of(dataset)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Code_units_of_no_character_are_replaced(int index)
    {
        // Not in the attributes: the runner would replace them itself.
        (string, string)[] cases = [("A\uFFFEé", "A\uFFFDÉ"), ("A\uD800é", "A\uFFFDÉ"), ("\uDC00", "\uFFFD"), ("\uD83D\uDE00", "\uD83D\uDE00"), ("\uD83D", "\uFFFD")];
        var (text, folded) = cases[index];
        Assert.Equal(folded, PatientIdentity.Fold(text));
        Assert.Equal(16, Make().AccessionNumber(text).Length);
        Assert.Equal(Make().For(PatientIdentity.Of(folded, null, null, null)), Make().For(PatientIdentity.Of(text, null, null, null)));
    }

    [Fact]
    public void Labels_have_no_letter_that_looks_like_a_digit()
    {
        var pseudonymiser = Make();
        var letters = Enumerable.Range(0, 500).SelectMany(i => pseudonymiser.AccessionNumber($"A{i}")).Distinct().Order();
        Assert.Equal("0123456789CDFGHJKLMNPQRTVWXY", string.Concat(letters));
    }

    [Fact]
    public void Values_of_hostile_length_are_derived_and_not_kept()
    {
        var pseudonymiser = Make();
        var uid = pseudonymiser.Uid(new string('1', 65));
        Assert.Equal(uid, pseudonymiser.Uid(new string('1', 65)));
        pseudonymiser.For(PatientIdentity.Of(new string('A', 300), null, null, null));
        Assert.Equal(0, pseudonymiser.CachedCount);
        pseudonymiser.Uid(new string('1', 64));
        pseudonymiser.For(PatientIdentity.Of(new string('A', 64), null, null, null));
        Assert.Equal(2, pseudonymiser.CachedCount);
    }

    [Fact]
    public void Accession_numbers_and_study_IDs_fit_SH_and_empty_stays_empty()
    {
        var pseudonymiser = Make();
        Assert.Equal("XK1JX7G6H31YTC1P", pseudonymiser.AccessionNumber("acc  1 "));
        Assert.Equal("0RLN6C04Y1GYYKY9", pseudonymiser.StudyId("s 7"));
        Assert.Equal(string.Empty, pseudonymiser.AccessionNumber("  "));
        Assert.Equal(string.Empty, pseudonymiser.StudyId(string.Empty));
    }

    [Fact]
    public void Keys_derive_apart_for_projects_and_show_a_fingerprint_only()
    {
        Assert.Equal("34fa527b", s_key.Fingerprint);
        Assert.Equal("38cad4caaf81869614f67a22dd855931b74ae85b71206bce17a6ae232ae43f99", Convert.ToHexStringLower(s_key.ForProject("LUNG").Derive("uid", "1.2.3")));
        Assert.NotEqual(s_key.ForProject("LUNG").Fingerprint, s_key.ForProject("HEART").Fingerprint);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeidKey(new byte[15]));
    }

    [Theory]
    [InlineData(-10, -1, false, 10)]
    [InlineData(-3, 3, false, 6)]
    [InlineData(0, 4, false, 4)]
    [InlineData(5, 9, false, 5)]
    [InlineData(-70, -1, true, 10)]
    [InlineData(-21, 20, true, 5)]
    public void Offsets_are_in_the_range_never_zero_and_all_occur(int minimum, int maximum, bool weeks, int count)
    {
        var pseudonymiser = new Pseudonymiser(s_key, new PseudonymSettings { MinimumDays = minimum, MaximumDays = maximum, WholeWeeks = weeks });
        var offsets = Enumerable.Range(0, 3000).Select(i => pseudonymiser.For(PatientIdentity.Of($"P{i}", null, null, null)).OffsetDays).GroupBy(o => o).ToList();
        Assert.Equal(count, offsets.Count);
        Assert.All(offsets, o =>
        {
            Assert.InRange(o.Key, minimum, maximum);
            Assert.NotEqual(0, o.Key);
            Assert.Equal(0, weeks ? o.Key % 7 : 0);
            Assert.InRange(o.Count(), 3000 / count / 2, 3000 / count * 2);
        });
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(-1, 0, false)]
    [InlineData(-7, -7, false)]
    [InlineData(-13, -1, true)]
    [InlineData(5, -5, false)]
    [InlineData(-6, 6, true)]
    [InlineData(-40000, -1, false)]
    public void A_range_without_a_choice_is_refused(int minimum, int maximum, bool weeks) =>
        Assert.Throws<PolicyException>(() => new Pseudonymiser(s_key, new PseudonymSettings { MinimumDays = minimum, MaximumDays = maximum, WholeWeeks = weeks }));

    [Fact]
    public void Any_order_and_any_number_of_threads_give_the_same()
    {
        var uids = Enumerable.Range(0, 20_000).Select(i => $"1.2.{i % 7000}").ToArray();
        var serial = uids.Distinct().ToDictionary(u => u, Make().Uid);
        new Random(4).Shuffle(uids);
        var pseudonymiser = Make();
        var parallel = new ConcurrentDictionary<string, string>();
        Parallel.ForEach(uids, u => parallel[u] = pseudonymiser.Uid(u));
        Assert.Equal(serial.OrderBy(p => p.Key), parallel.OrderBy(p => p.Key));
    }

    [Property(MaxTest = 300)]
    public bool Any_text_gives_a_result_and_none_that_holds_it(string text)
    {
        var uid = Make().Uid(text ?? string.Empty);
        var label = Make().For(PatientIdentity.Of(text, text, text, text)).Label;
        return label.Length == 16 && (uid.Length == 0 || uid.StartsWith("2.25.", StringComparison.Ordinal) || DicomUids.Find(uid) is not null);
    }

    private static Pseudonymiser Make() => new(s_key, new PseudonymSettings());
}
