using System.Text;
using DeidPS.Deid.Csv;

namespace DeidPS.Deid.Tests.Csv;

/// <summary>Lists of what was pushed.</summary>
public sealed class SendLogTests
{
    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.CreateCustomTimeZone("two hours east", TimeSpan.FromHours(2), null, null);

    [Theory]
    [InlineData("2026-03-02 08:15:03", "2026-03-02T06:15:03.000Z")]
    [InlineData("2026-03-02T08:15:03.25", "2026-03-02T06:15:03.250Z")]
    [InlineData("2026-03-02T08:15:03Z", "2026-03-02T08:15:03.000Z")]
    [InlineData("2026-03-02 08:15:03+01:00", "2026-03-02T07:15:03.000Z")]
    [InlineData("20260302081503", "2026-03-02T06:15:03.000Z")]
    public void Times_are_local_unless_they_say_otherwise(string text, string expected)
    {
        var row = Assert.Single(Read($"Send Time,Subject,Session\r\n{text},S1,S1_1\r\n"));
        Assert.Equal(expected, row.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((2L, "S1", "S1_1"), (row.Line, row.Subject, row.Session));
    }

    [Theory]
    [InlineData("\uFEFFsend time,subject label,Session_Label,Sender")]
    [InlineData("\"Sent\",\"\fSUBJECT\",\fsession,\u00A0note")]
    public void Headers_are_known_in_any_case_with_invisible_characters_and_others_beside_them(string header) =>
        Assert.Equal("S1", Assert.Single(Read($"{header}\n2026-03-02 08:15:03,S1,S1_1,x\n")).Subject);

    [Theory]
    [InlineData("Subject,Session\nS1,S1_1\n", "Send Time")]
    [InlineData("Time,Sent,Subject,Session\n1,2,S1,S1_1\n", "more than once")]
    [InlineData("Time,Subject,Session\n02/03/2026 08:15:03,ZZS1,S1_1\n", "Line 2")]
    [InlineData("Time,Subject,Session\n2026-03-02 08:15:03,S1,S1_1\n2026-03-02 08:15:09,ZZS1,\n", "Line 3")]
    [InlineData("Time,Subject,Session\n2026-03-02 08:15:03,ZZS1\n", "line")]
    [InlineData("Time,Subject,Session\n", "no row")]
    public void What_is_wrong_is_told_by_line_and_column_and_not_by_value(string text, string says)
    {
        var error = Assert.Throws<CsvException>(() => Read(text));
        Assert.Equal(CsvException.CsvInvalid, error.ErrorId);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ZZ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_hour_that_the_clocks_leave_out_was_none()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes("Time,Subject,Session\n2026-03-29 01:30:00,S1,S1_1\n"));
        Assert.Throws<CsvException>(() => SendLog.Read(stream, zone));
    }

    private static IReadOnlyList<SendLogRow> Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return SendLog.Read(stream, s_zone);
    }
}
