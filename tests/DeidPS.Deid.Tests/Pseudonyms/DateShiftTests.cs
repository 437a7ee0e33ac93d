using DeidPS.Deid.Pseudonyms;
using FsCheck.Xunit;

namespace DeidPS.Deid.Tests.Pseudonyms;

/// <summary>Dates move by days; everything else about them stays (PS3.15 E.3.6).</summary>
public sealed class DateShiftTests
{
    [Theory]
    [InlineData("20240131", 1, "20240201")]
    [InlineData("20240301", -1, "20240229")]
    [InlineData(" 20240301 ", -1, "20240229")]
    [InlineData("2024.03.01", -1, "20240229")]
    [InlineData("2024", -1, "2023")]
    [InlineData("2024", 10, "2024")]
    [InlineData("202403", -1, "202402")]
    [InlineData("202403", 40, "202404")]
    [InlineData("2024030112", -1, "2024022912")]
    [InlineData("202403011259", -1, "202402291259")]
    [InlineData("20240301125960", -1, "20240229125960")]
    [InlineData("20240301125959.123456+0100", -1, "20240229125959.123456+0100")]
    [InlineData("20240301125959-0500", -1, "20240229125959-0500")]
    [InlineData("20240301&", 1, null)]
    [InlineData("20240230", 1, null)]
    [InlineData("20241301", 1, null)]
    [InlineData("2024030", 1, null)]
    [InlineData("2024030125", 1, null)]
    [InlineData("20240301125959.", 1, null)]
    [InlineData("20240301125959.1234567", 1, null)]
    [InlineData("202403011259.5", 1, null)]
    [InlineData("18000101", -1, null)]
    [InlineData("22001231", 1, null)]
    [InlineData("00010101", 1, null)]
    [InlineData("99991231", 1, null)]
    [InlineData("", 1, null)]
    [InlineData("today", 1, null)]
    [InlineData("٢٠٢٤٠٣٠١", 1, null)]
    public void One_value(string text, int days, string? expected) => Assert.Equal(expected, DateShift.Apply(text, days));

    [Theory]
    [InlineData("20240301\\20240302", "20240229\\20240301")]
    [InlineData("20240301\\", "20240229\\")]
    [InlineData("20240301\\\0", "20240229\\")]
    [InlineData("\0 \\20240301", "\\20240229")]
    [InlineData("20240301\\none", null)]
    [InlineData("20240301\\\t", null)]
    public void Several_values(string text, string? expected) => Assert.Equal(expected, DateShift.ApplyAll(text, -1));

    [Property(MaxTest = 500)]
    public bool Order_and_distance_stay_and_the_way_back_leads_home(ushort first, ushort second, short days)
    {
        var (a, b) = (Text(first), Text(second));
        var (movedA, movedB) = (DateShift.Apply(a, days / 2), DateShift.Apply(b, days / 2));
        return movedA is null || movedB is null
            || (Day(movedA) - Day(movedB) == Day(a) - Day(b) && DateShift.Apply(movedA, -(days / 2)) == a && Ordered(movedA[..6], movedB[..6], a, b));
    }

    [Property(MaxTest = 500)]
    public bool Partial_dates_keep_their_order(ushort first, ushort second, short days)
    {
        var (a, b) = (Text(first)[..6], Text(second)[..6]);
        var (movedA, movedB) = (DateShift.Apply(a, days / 2), DateShift.Apply(b, days / 2));
        return movedA is null || movedB is null || (movedA.Length == 6 && Ordered(movedA, movedB, a, b));
    }

    private static bool Ordered(string movedA, string movedB, string a, string b) =>
        string.CompareOrdinal(a, b) switch { < 0 => string.CompareOrdinal(movedA, movedB) <= 0, > 0 => string.CompareOrdinal(movedA, movedB) >= 0, _ => movedA == movedB };

    private static string Text(ushort day) => new DateOnly(1900, 1, 1).AddDays(day).ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);

    private static int Day(string text) => DateOnly.ParseExact(text, "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture).DayNumber;
}
