using DeidPS.Net;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Tests.Requests;

public sealed class QueueEstimateTests
{
    /// <summary>A Monday, noon, UTC.</summary>
    private static readonly DateTimeOffset s_noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 100, 100, "2026-03-02T13:40:00")]
    [InlineData(2, 100, 100, "2026-03-02T12:50:00")]
    [InlineData(1, 50, 100, "2026-03-02T15:20:00")]
    [InlineData(1, 100, 0, null)]
    public void Work_is_divided_by_what_may_be_asked(int associations, int utilisation, int queued, string? expected) =>
        Assert.Equal(Time(expected), QueueEstimate.Of(Status(queued, 60), new NodeLimits { MaxAssociations = associations, UtilizationPercent = utilisation }, s_noon, TimeZoneInfo.Utc));

    [Theory]
    [InlineData("Mon-Fri 19:00-07:00", 100, "2026-03-02T20:40:00")]
    [InlineData("Mon-Fri 19:00-07:00 associations=4", 2880, "2026-03-03T07:00:00")]
    [InlineData("Mon 19:00-20:00", 100, "2026-03-09T19:40:00")]
    [InlineData("Tue 00:00-24:00 utilization=50", 100, "2026-03-03T03:20:00")]
    public void Work_waits_for_the_windows(string window, int queued, string expected) =>
        Assert.Equal(Time(expected), QueueEstimate.Of(Status(queued, 60), new NodeLimits { Windows = NodeSchedule.Parse([window]) }, s_noon, TimeZoneInfo.Utc));

    [Fact]
    public void Nothing_is_said_where_nothing_is_known()
    {
        Assert.Null(QueueEstimate.Of(Status(10, null), new NodeLimits(), s_noon, TimeZoneInfo.Utc));
        Assert.Null(QueueEstimate.Of(Status(10, 60) with { State = QueueState.Suspended }, new NodeLimits(), s_noon, TimeZoneInfo.Utc));
        Assert.Null(QueueEstimate.Of(Status(1_000_000, 600), new NodeLimits(), s_noon, TimeZoneInfo.Utc));
    }

    private static QueueStatus Status(int queued, double? seconds) => new() { Node = "pacs", State = QueueState.Running, Queued = queued, SecondsPerStudy = seconds };

    private static DateTimeOffset? Time(string? text) => text is null ? null : DateTimeOffset.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture);
}
