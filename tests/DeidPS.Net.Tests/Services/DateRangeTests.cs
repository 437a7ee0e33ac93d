using System.Globalization;
using FsCheck.Xunit;

namespace DeidPS.Net.Tests.Services;

public sealed class DateRangeTests
{
    private static readonly DateOnly s_today = new(2024, 3, 31);

    [Theory]
    [InlineData("20240131", "20240131")]
    [InlineData(" 20240131 ", "20240131")]
    [InlineData("2024-01-15", "20240115")]
    [InlineData("20240101-20240131", "20240101-20240131")]
    [InlineData("20240131-20240131", "20240131")]
    [InlineData("20240101 - 20240131", "20240101-20240131")]
    [InlineData("20240101-", "20240101-")]
    [InlineData("-20240131", "-20240131")]
    [InlineData("2024-02", "20240201-20240229")]
    [InlineData("2023-02", "20230201-20230228")]
    [InlineData("9999-12", "99991201-99991231")]
    [InlineData("2024", "20240101-20241231")]
    [InlineData("9999", "99990101-99991231")]
    [InlineData("-7d", "20240324-20240331")]
    [InlineData("-2w", "20240317-20240331")]
    [InlineData("-1m", "20240229-20240331")]
    [InlineData("-3M", "20231231-20240331")]
    [InlineData("-1y", "20230331-20240331")]
    [InlineData("-0d", "20240331")]
    [InlineData("today", "20240331")]
    [InlineData("YESTERDAY", "20240330")]
    public void Text_becomes_the_value_of_a_query_in_every_culture(string text, string expected)
    {
        foreach (var culture in new[] { "de-DE", "tr-TR", "th-TH", "ar-SA", "" })
        {
            var before = CultureInfo.CurrentCulture;
            try
            {
                CultureInfo.CurrentCulture = new CultureInfo(culture);
                Assert.Equal(expected, DateRange.Parse(text, s_today).ToQueryValue());
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("20240132")]
    [InlineData("20230229")]
    [InlineData("2024-13")]
    [InlineData("2024-1-5")]
    [InlineData("20240131-20240101")]
    [InlineData("20240101-20240131-")]
    [InlineData("202401")]
    [InlineData("31/01/2024")]
    [InlineData("2024.01.31")]
    [InlineData("-7")]
    [InlineData("-d")]
    [InlineData("--7d")]
    [InlineData("-7x")]
    [InlineData("-9999y")]
    [InlineData("-2000000000w")]
    [InlineData("-99999999999d")]
    [InlineData("tomorrow")]
    [InlineData("*")]
    [InlineData("2024\\2025")]
    [InlineData("\u0662\u0660\u0662\u0664")]
    public void Text_that_is_no_range_is_an_error_that_does_not_repeat_it(string text)
    {
        var error = Assert.Throws<DateRangeException>(() => DateRange.Parse(text, s_today));
        Assert.Equal("DateRangeInvalid", error.ErrorId);
        Assert.NotNull(error.RecommendedAction);
        Assert.True(text.Length < 6 || !error.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Single_date_is_exactly_one_day_and_no_limit_is_no_value()
    {
        Assert.Equal(1, DateRange.Parse("20230401", s_today).Days);
        Assert.Equal(string.Empty, default(DateRange).ToQueryValue());
        Assert.Null(default(DateRange).Days);
        Assert.Throws<DateRangeException>(() => new DateRange(new DateOnly(2024, 1, 2), new DateOnly(2024, 1, 1)));
    }

    [Theory]
    [InlineData("20240101-20240102", "20240101", "20240102")]
    [InlineData("20240101-20240103", "20240101-20240102", "20240103")]
    [InlineData("20231231-20240103", "20231231-20240101", "20240102-20240103")]
    public void Halves_share_no_day(string whole, string first, string second)
    {
        var halves = DateRange.Parse(whole, s_today).Split();
        Assert.Equal((first, second), (halves.First.ToQueryValue(), halves.Second.ToQueryValue()));
    }

    [Theory]
    [InlineData("20240101")]
    [InlineData("20240101-")]
    [InlineData("-20240101")]
    public void One_day_and_an_open_end_cannot_be_halved(string text)
    {
        var range = DateRange.Parse(text, s_today);
        Assert.False(range.CanSplit);
        Assert.Throws<InvalidOperationException>(() => range.Split());
    }

    [Property(Replay = "1,3")]
    public bool Halves_of_halves_are_every_day_once(ushort start, ushort length)
    {
        var from = new DateOnly(1990, 1, 1).AddDays(start);
        var count = (length % 800) + 1;
        var pending = new Stack<DateRange>([new DateRange(from, from.AddDays(count - 1))]);
        var days = new List<DateOnly>();
        while (pending.TryPop(out var range))
        {
            if (range.CanSplit)
            {
                var (first, second) = range.Split();
                pending.Push(second);
                pending.Push(first);
            }
            else
            {
                days.Add(range.From!.Value);
            }
        }

        return days.SequenceEqual(Enumerable.Range(0, count).Select(from.AddDays));
    }

    [Property(Replay = "1,3")]
    public bool What_is_written_is_read_again(ushort start, ushort? length)
    {
        var from = new DateOnly(1990, 1, 1).AddDays(start);
        var range = new DateRange(from, length is { } count ? from.AddDays(count) : null);
        return DateRange.Parse(range.ToQueryValue(), s_today) == range;
    }
}
