using FsCheck;
using FsCheck.Xunit;

namespace DeidPS.Net.Tests.Nodes;

public sealed class NodeWindowTests
{
    [Theory]
    [InlineData("Mon-Fri 20:00-24:00 associations=2 utilization=50", "Mon-Fri 20:00-24:00 associations=2 utilization=50")]
    [InlineData("  mon-FRIDAY   8:00-9:30 ", "Mon-Fri 08:00-09:30")]
    [InlineData("07:00-08:00", "Mon-Sun 07:00-08:00")]
    [InlineData("Sun,Wed,Mon,Tue 00:00-24:00", "Mon-Wed,Sun 00:00-24:00")]
    [InlineData("Sat-Mon 12:00-13:00", "Mon,Sat-Sun 12:00-13:00")]
    [InlineData("Fri 20:00-00:00", "Fri 20:00-24:00")]
    [InlineData("Fri 20:00-06:00 utilization=30", "Fri 20:00-24:00 utilization=30; Sat 00:00-06:00 utilization=30")]
    [InlineData("Sun 23:59-00:01", "Sun 23:59-24:00; Mon 00:00-00:01")]
    [InlineData("Mon-Sun 20:00-06:00", "Mon-Sun 20:00-24:00; Mon-Sun 00:00-06:00")]
    public void A_text_becomes_windows_of_one_day_each(string text, string expected)
    {
        var schedule = NodeSchedule.Parse([text]);
        Assert.Equal(expected, schedule.ToString());
        Assert.Equal(schedule, NodeSchedule.Parse(schedule.Select(w => w.ToString())));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("Mon", 4)]
    [InlineData("Mon-Fri,Xyz 20:00-21:00", 9)]
    [InlineData("Mon-Tue-Wed 20:00-21:00", 1)]
    [InlineData("Mon-Fry 20:00-21:00", 5)]
    [InlineData("Mon 20:00", 5)]
    [InlineData("Mon 20.00-21:00", 5)]
    [InlineData("Mon 20:00-25:00", 11)]
    [InlineData("Mon 20:00-21:60", 11)]
    [InlineData("Mon 20:00-24:01", 11)]
    [InlineData("Mon 24:00-01:00", 5)]
    [InlineData("Mon 20:00-20:00", 5)]
    [InlineData("Mon +1:00-20:00", 5)]
    [InlineData("Mon 20:00-21:00 associations=0", 30)]
    [InlineData("Mon 20:00-21:00 associations=65", 30)]
    [InlineData("Mon 20:00-21:00 utilization=101", 29)]
    [InlineData("Mon 20:00-21:00 utilization", 17)]
    [InlineData("Mon 20:00-21:00 associations=1 associations=2", 32)]
    [InlineData("Mon 20:00-21:00 speed=1", 17)]
    public void A_mistake_is_named_with_its_place(string text, int position)
    {
        var error = Assert.Throws<NodeException>(() => NodeWindow.Parse(text));
        Assert.Equal(NodeException.NodeSettingInvalid, error.ErrorId);
        Assert.EndsWith($"at character {position}.", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.RecommendedAction);
    }

    [Theory]
    [InlineData("Mon-Fri 08:00-12:00", "Wed 11:59-13:00")]
    [InlineData("Mon 20:00-06:00", "Tue 05:00-07:00")]
    [InlineData("Sun 20:00-06:00", "Mon 00:00-00:01")]
    public void Windows_that_overlap_are_refused(string one, string other) =>
        Assert.Contains("overlap", Assert.Throws<NodeException>(() => NodeSchedule.Parse([one, other])).Message, StringComparison.Ordinal);

    [Fact]
    public void Windows_that_touch_are_taken_and_a_moment_is_in_one_of_them()
    {
        var schedule = NodeSchedule.Parse(["Mon-Fri 20:00-06:00 associations=2", "Sat 06:00-24:00", "Sun 00:00-24:00 utilization=50"]);
        Assert.Equal(2, schedule.Find(new DateTime(2026, 11, 27, 23, 59, 59))!.MaxAssociations);
        Assert.Equal(2, schedule.Find(new DateTime(2026, 11, 28, 5, 59, 59))!.MaxAssociations);
        Assert.Null(schedule.Find(new DateTime(2026, 11, 28, 6, 0, 0))!.MaxAssociations);
        Assert.Equal(50, schedule.Find(new DateTime(2026, 11, 29, 23, 59, 59))!.UtilizationPercent);
        Assert.False(schedule.IsOpen(new DateTime(2026, 11, 30, 0, 0, 0)));
        Assert.False(schedule.IsOpen(new DateTime(2026, 11, 30, 19, 59, 59)));
        Assert.True(NodeSchedule.Always.IsOpen(new DateTime(2026, 11, 30, 19, 59, 59)));
        Assert.Throws<NodeException>(() => new NodeSchedule([new NodeWindow { Start = TimeSpan.FromHours(2), End = TimeSpan.FromHours(1) }]));
        Assert.Throws<NodeException>(() => new NodeSchedule([new NodeWindow { Days = NodeDays.None }]));
        Assert.Throws<NodeException>(() => new NodeSchedule([new NodeWindow { UtilizationPercent = 0 }]));
    }

    /// <summary>Whatever a window says, each minute of the week is in it exactly when a reading of the text by hand says so.</summary>
    [Property(MaxTest = 100, Replay = "1,3")]
    public void Each_minute_of_the_week_is_in_or_out(DoNotSize<uint> daysSeed, DoNotSize<uint> startSeed, DoNotSize<uint> endSeed)
    {
        var days = (NodeDays)(1 + (daysSeed.Item % 127));
        var (start, end) = ((int)(startSeed.Item % 1440), (int)(endSeed.Item % 1441));
        if (start == end)
        {
            return;
        }

        var text = $"{string.Join(',', Enumerable.Range(0, 7).Select(NodeWindow.Day).Where(d => days.HasFlag(d)))} {start / 60:00}:{start % 60:00}-{end / 60:00}:{end % 60:00}";
        var schedule = NodeSchedule.Parse([text]);
        var monday = new DateTime(2026, 11, 30);
        for (var minute = 0; minute < 7 * 1440; minute++)
        {
            var (day, time) = (minute / 1440, minute % 1440);
            var isToday = days.HasFlag(NodeWindow.Day(day)) && time >= start && (time < end || end <= start);
            var isFromYesterday = end < start && days.HasFlag(NodeWindow.Day(day + 6)) && time < end;
            Assert.Equal(isToday || isFromYesterday, schedule.IsOpen(monday.AddMinutes(minute)));
        }
    }
}
