using System.Globalization;
using DeidPS.Net;
using DeidPS.Store.Requests;
using FsCheck;
using FsCheck.Xunit;

namespace DeidPS.Store.Tests.Requests;

/// <summary>Windows go by the clock on the wall. In London it is put forward on 29 March 2026 at 01:00 and back on 25 October at 02:00.</summary>
public sealed class WindowClockTests
{
    private static readonly TimeZoneInfo s_london = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    [Theory]
    [InlineData("Mon-Fri 20:00-06:00", "2026-03-27T12:00Z", "2026-03-27T20:00Z")]
    [InlineData("Mon-Fri 20:00-06:00", "2026-03-28T12:00Z", "2026-03-30T19:00Z")] // From Saturday over the change to Monday, when it is summer.
    [InlineData("Sun 02:00-03:00", "2026-03-28T12:00Z", "2026-03-29T01:00Z")]
    [InlineData("Sun 01:15-03:00", "2026-03-28T12:00Z", "2026-03-29T01:00Z")] // It starts in the hour that is left out.
    [InlineData("Sun 01:15-01:45", "2026-03-28T12:00Z", "2026-04-05T00:15Z")] // It lies in that hour.
    [InlineData("Sun 01:15-01:45", "2026-10-24T12:00Z", "2026-10-25T00:15Z")]
    [InlineData("Sun 01:15-01:45", "2026-10-25T00:50Z", "2026-10-25T01:15Z")] // The hour comes twice.
    [InlineData("Sun 00:30-01:30", "2026-10-25T00:45Z", "2026-10-25T01:00Z")] // The clock is put back into it.
    [InlineData("Sun 00:00-24:00", "2026-10-26T12:00Z", "2026-11-01T00:00Z")]
    public void The_next_opening_is_right_over_a_change_of_the_clock(string window, string now, string opening)
    {
        var clock = new WindowClock(NodeSchedule.Parse([window]), s_london);
        Assert.False(clock.IsOpen(Moment(now)));
        Assert.Equal(Moment(opening), clock.NextOpening(Moment(now)));
        Assert.True(clock.IsOpen(Moment(opening)));
        Assert.Null(clock.NextOpening(Moment(opening)));
    }

    /// <summary>Half-hour steps by a zone of half hours, and one that goes to other hours in the southern spring: nobody may find an earlier opening minute by minute.</summary>
    [Property(MaxTest = 60, Replay = "1,3")]
    public void Nothing_is_open_before_the_next_opening(DoNotSize<uint> zoneSeed, DoNotSize<uint> dayMask, DoNotSize<uint> startSeed, DoNotSize<uint> lengthSeed, DoNotSize<uint> nowSeed)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(new[] { "Europe/London", "Australia/Lord_Howe", "America/New_York", "Asia/Kathmandu" }[zoneSeed.Item % 4]);
        var start = (int)(startSeed.Item % 1439);
        var window = new NodeWindow { Days = (NodeDays)(1 + (dayMask.Item % 127)), Start = TimeSpan.FromMinutes(start), End = TimeSpan.FromMinutes(start + 1 + (int)(lengthSeed.Item % (uint)(1440 - start))) };
        var schedule = new NodeSchedule([window]);
        var clock = new WindowClock(schedule, zone);
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(nowSeed.Item % (365 * 1440));
        var expected = now;
        while (!schedule.IsOpen(TimeZoneInfo.ConvertTime(expected, zone).DateTime))
        {
            expected = expected.AddMinutes(1);
        }

        Assert.Equal(expected == now ? null : expected, clock.NextOpening(now));
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
