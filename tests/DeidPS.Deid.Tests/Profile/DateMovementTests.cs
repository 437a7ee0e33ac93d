using System.Globalization;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Tests.DicomEdit;
using DeidPS.Dicom;
using Xunit.Abstractions;

namespace DeidPS.Deid.Tests.Profile;

/// <summary>Modified dates: one patient's dates move together, and what is measured between them stays (PS3.15 E.3.6).</summary>
public sealed class DateMovementTests(ITestOutputHelper output)
{
    private const string Pet = "(0008,0016)=1.2.840.10008.5.1.4.1.1.128";

    private static readonly ProfileSettings s_settings = new()
    {
        Options = ProfileOptions.RetainModifiedDates | ProfileOptions.RetainPatientCharacteristics | ProfileOptions.RetainSafePrivate,
        TrustPrivateCharacteristics = true,
    };

    /// <summary>Dates at the top level, in functional groups, in radiopharmaceutical items and in a vendor's group 0071.</summary>
    private static string[] Scan(string patient, string sopClass) =>
    [
        sopClass,
        $"(0010,0020)={patient}",
        "(0008,0020)=20240228", "(0008,0021)=20240229", "(0008,0022)=20240229", "(0008,0023)=20240301", "(0008,002A)=20240229101112.500000+0100",
        "(0008,0030)=101000", "(0008,0031)=101112.25", "(0008,0032)=101500", "(0008,0201)=+0100",
        "(0054,0016)[0]/(0018,1072)=091500.00", "(0054,0016)[0]/(0018,1078)=20240229091500", "(0054,0016)[0]/(0018,1079)=20240229091530+0100", "(0054,0016)[0]/(0018,1074)=350000000",
        @"(0018,1200)=20240101\20240115", "(0018,1201)=080000",
        "(0008,2218)[0]/(0008,2220)[0]/(0040,0244)=20240229", "(0012,9991) DA=202402", "(0012,9992) DT=2024", "(0012,9993) DT=2024022910",
        "(0071,0010)=SIEMENS MED PT", "(0071,1022) DT=20240229091500.000000", "(0071,1023) DA=20240229", "(0071,1024) TM=091500",
        "(0008,0300)[0]/(0008,0301)=113", "(0008,0300)[0]/(0008,0302)=SIEMENS MED PT", "(0008,0300)[0]/(0008,0303)=SAFE",
        "(0010,1010)=045Y", "(0010,0030)=19790101",
    ];

    private static IEnumerable<(string Path, DicomElement Element)> All(DicomDataset dataset, string path = "") =>
        dataset.SelectMany(e => e.Items.SelectMany((item, i) => All(item, $"{path}{e.Tag}[{i}]/")).Prepend((path + e.Tag, e)));

    private static DateTime Date(string value) => DateTime.ParseExact(value[..8], "yyyyMMdd", CultureInfo.InvariantCulture);

    [Fact]
    public void All_dates_of_a_patient_move_by_the_same_days()
    {
        var moves = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        var dates = 0;
        foreach (var (patient, sopClass) in (( string, string)[])[("P1", Pet), ("p1 ", "(0008,0016)=1.2.840.10008.5.1.4.1.1.2"), ("P1", "(0008,0016)=1.2.840.10008.5.1.4.1.1.130"), ("P2", Pet)])
        {
            using var before = Objects.File(Scan(patient, sopClass));
            var originals = All(before.Dataset).ToDictionary(e => e.Path, e => e.Element.Text);
            using var after = ProfileRun.Apply(Objects.File(Scan(patient, sopClass)), s_settings);
            foreach (var (path, element) in All(after.Dataset).Where(e => e.Element is { VR: DicomVR.DA or DicomVR.DT, IsEmpty: false }))
            {
                var old = originals[path]!.Split('\\');
                var now = element.Values;
                Assert.Equal(old.Length, now.Count);
                for (var i = 0; i < old.Length; i++)
                {
                    Assert.Equal(old[i].Length, now[i].Length);
                    if (old[i].Length >= 8)
                    {
                        Assert.Equal(old[i][8..], now[i][8..]);
                        Assert.True(moves.TryGetValue(patient.Trim().ToUpperInvariant(), out var days) || moves.TryAdd(patient.Trim().ToUpperInvariant(), days = []));
                        days!.Add((int)(Date(now[i]) - Date(old[i])).TotalDays);
                        dates++;
                    }
                }
            }
        }

        output.WriteLine($"{dates} dates and date-times of 2 patients in 4 files");
        Assert.All(moves.Values, days => Assert.Single(days));
        Assert.NotEqual(moves["P1"].Single(), moves["P2"].Single());
        Assert.True(dates > 40);
    }

    [Fact]
    public void Nested_and_private_dates_move_too()
    {
        using var after = ProfileRun.Apply(Objects.File(Scan("P1", Pet)), s_settings);
        var days = ProfileRun.Pseudonymiser.For(Deid.Pseudonyms.PatientIdentity.Of(Objects.File(Scan("P1", Pet)).Dataset)).OffsetDays;
        var expected = new DateTime(2024, 2, 29).AddDays(days).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        foreach (var path in (string[])["(0008,0022)", "(0054,0016)[0]/(0018,1078)", "(0054,0016)[0]/(0018,1079)", "(0008,2218)[0]/(0008,2220)[0]/(0040,0244)", "(0071,1022)", "(0071,1023)", "(0012,9993)"])
        {
            Assert.StartsWith(expected, Objects.Find(after, path)?.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_time_from_injection_to_scan_stays()
    {
        using var after = ProfileRun.Apply(Objects.File(Scan("P1", Pet)), s_settings);
        Assert.Equal("091500.00", Objects.Find(after, "(0054,0016)[0]/(0018,1072)")?.Text);
        Assert.Equal("101112.25", Objects.Find(after, "(0008,0031)")?.Text);
        Assert.Equal("101500", Objects.Find(after, "(0008,0032)")?.Text);
        Assert.Equal("091500", Objects.Find(after, "(0071,1024)")?.Text);
        Assert.Equal("+0100", Objects.Find(after, "(0008,0201)")?.Text);
        Assert.Equal("350000000", Objects.Find(after, "(0054,0016)[0]/(0018,1074)")?.Text);
        var injection = Objects.Find(after, "(0054,0016)[0]/(0018,1078)")!.Text!;
        var series = Objects.Find(after, "(0008,0021)")!.Text!;
        var private71 = Objects.Find(after, "(0071,1022)")!.Text!;
        var start = DateTime.ParseExact(injection, "yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var scan = DateTime.ParseExact(series + "101112", "yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        Assert.Equal(new DateTime(2024, 2, 29, 10, 11, 12) - new DateTime(2024, 2, 29, 9, 15, 0), scan - start);
        Assert.Equal(injection, private71[..14]);
    }

    [Fact]
    public void Zones_fractions_and_precision_stay()
    {
        using var after = ProfileRun.Apply(Objects.File(Scan("P1", Pet)), s_settings);
        Assert.EndsWith("101112.500000+0100", Objects.Find(after, "(0008,002A)")?.Text, StringComparison.Ordinal);
        Assert.EndsWith("091530+0100", Objects.Find(after, "(0054,0016)[0]/(0018,1079)")?.Text, StringComparison.Ordinal);
        Assert.Equal(6, Objects.Find(after, "(0012,9991)")?.Text?.Length);
        Assert.Equal(4, Objects.Find(after, "(0012,9992)")?.Text?.Length);
        Assert.EndsWith("10", Objects.Find(after, "(0012,9993)")?.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("045Y", "045Y")]
    [InlineData("089Y", "089Y")]
    [InlineData("090Y", "090Y")]
    [InlineData("091Y", "090Y")]
    [InlineData("104Y", "090Y")]
    [InlineData("003D", "003D")]
    [InlineData("018M", "018M")]
    [InlineData("999M", "999M")]
    [InlineData("999W", "999W")]
    [InlineData("Old", null)]
    [InlineData("45", null)]
    public void Age_stays_and_high_age_is_capped(string age, string? expected)
    {
        string[] elements = [Pet, "(0010,0020)=P1", $"(0010,1010)={age}"];
        using var after = ProfileRun.Apply(Objects.File(elements), s_settings);
        Assert.Equal(expected, Objects.Find(after, "(0010,1010)")?.Text);
    }

    [Theory]
    [InlineData("372M", 30, "031Y")]
    [InlineData("371M", 30, "371M")]
    [InlineData("104W", 1, "104W")]
    [InlineData("105W", 1, "002Y")]
    [InlineData("730D", 1, "730D")]
    [InlineData("731D", 1, "002Y")]
    [InlineData("002Y", 1, "002Y")]
    [InlineData("1080M", 89, null)]
    [InlineData("04 Y", 89, null)]
    [InlineData("045X", 89, null)]
    [InlineData("Y", 89, null)]
    public void Ages_in_other_units_are_capped_by_the_same_years(string age, int maximum, string? expected) => Assert.Equal(expected, AgeCap.Apply(age, maximum));

    [Fact]
    public void Times_can_be_removed_with_moved_dates()
    {
        using var after = ProfileRun.Apply(Objects.File(Scan("P1", Pet)), s_settings with { Times = TimeHandling.Remove });
        Assert.True(Objects.Find(after, "(0008,0030)")?.IsEmpty);
        Assert.NotNull(Objects.Find(after, "(0008,0021)")?.Text);
        Assert.DoesNotContain(All(after.Dataset), e => e.Element.VR == DicomVR.TM && !e.Element.IsEmpty && e.Element.Text != "000000");
    }

    [Fact]
    public void The_birth_date_is_emptied_in_every_option()
    {
        foreach (var options in (ProfileOptions[])[ProfileOptions.None, ProfileOptions.RetainFullDates, ProfileOptions.RetainModifiedDates, ProfileOptions.RetainPatientCharacteristics])
        {
            using var after = ProfileRun.Apply(Objects.File(Scan("P1", Pet)), options);
            Assert.True(Objects.Find(after, "(0010,0030)")?.IsEmpty);
        }
    }
}
