using DeidPS.Net;

namespace DeidPS.Store.Requests;

/// <summary>
/// Windows of a node by the clock on the wall: open is what that clock says, also on the days it is put forward or back. An hour that is left out opens nothing, one that comes
/// twice is open twice.
/// </summary>
/// <param name="schedule">The windows.</param>
/// <param name="zone">Where the clock hangs.</param>
internal sealed class WindowClock(NodeSchedule schedule, TimeZoneInfo zone)
{
    /// <summary>A window of one day of the week may fall into the hour that is left out; it is open a week later.</summary>
    private const int DaysAhead = 15;

    private const long SampleSeconds = 6 * 3600;

    /// <summary>True when the node may be used.</summary>
    public bool IsOpen(DateTimeOffset moment) => schedule.IsOpen(OnTheWall(moment));

    /// <summary>The window that is open; null for none.</summary>
    public NodeWindow? Find(DateTimeOffset moment) => schedule.Find(OnTheWall(moment));

    /// <summary>The first moment from now on at which the node may be used; null when that is now.</summary>
    public DateTimeOffset? NextOpening(DateTimeOffset now) =>
        IsOpen(now) ? null : Openings(now).Concat(Changes(now)).Where(m => m > now && IsOpen(m)).Order().Select(m => (DateTimeOffset?)m).FirstOrDefault();

    private DateTime OnTheWall(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, zone).DateTime;

    /// <summary>Starts of windows. One that the clock leaves out has no moment: where it is open behind the gap, the change itself opens it.</summary>
    private IEnumerable<DateTimeOffset> Openings(DateTimeOffset now)
    {
        var today = OnTheWall(now).Date;
        return from day in Enumerable.Range(0, DaysAhead)
               from window in schedule
               let start = today.AddDays(day) + window.Start
               where window.Contains(start) && !zone.IsInvalidTime(start)
               from offset in zone.IsAmbiguousTime(start) ? zone.GetAmbiguousTimeOffsets(start) : [zone.GetUtcOffset(start)]
               select new DateTimeOffset(start, offset).ToUniversalTime();
    }

    /// <summary>Moments at which the clock is put forward or back.</summary>
    private IEnumerable<DateTimeOffset> Changes(DateTimeOffset now)
    {
        var first = now.ToUnixTimeSeconds();
        for (var low = first; low < first + (DaysAhead * 24 * 3600); low += SampleSeconds)
        {
            if (Offset(low) == Offset(low + SampleSeconds))
            {
                continue;
            }

            var (before, behind) = (low, low + SampleSeconds);
            while (behind - before > 1)
            {
                var middle = (before + behind) / 2;
                (before, behind) = Offset(middle) == Offset(low) ? (middle, behind) : (before, middle);
            }

            yield return DateTimeOffset.FromUnixTimeSeconds(behind);
        }
    }

    private TimeSpan Offset(long seconds) => zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(seconds));
}
