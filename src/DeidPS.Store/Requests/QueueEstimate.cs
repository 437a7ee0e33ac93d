using DeidPS.Net;

namespace DeidPS.Store.Requests;

/// <summary>When the queue of an archive will be empty if it goes on as so far: the work that is left, laid into the windows in which the archive may be asked (workflow section 17).</summary>
public static class QueueEstimate
{
    /// <summary>A queue that takes longer is not worth a date.</summary>
    private const int MostDays = 366;

    private static readonly TimeSpan s_step = TimeSpan.FromMinutes(15);

    /// <summary>Estimates.</summary>
    /// <param name="status">How far the queue is.</param>
    /// <param name="limits">The archive's limits.</param>
    /// <param name="now">From when on.</param>
    /// <param name="zone">Time zone of the windows.</param>
    /// <returns>When; null when nothing is left, nothing is known of how long a study takes, the queue stands still, or it takes more than a year.</returns>
    public static DateTimeOffset? Of(QueueStatus status, NodeLimits limits, DateTimeOffset now, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(status);
        ArgumentNullException.ThrowIfNull(limits);
        var left = (status.Queued + status.Waiting + status.Active) * status.SecondsPerStudy;
        if (left is not > 0 || status.State == QueueState.Suspended)
        {
            return null;
        }

        var windows = new WindowClock(limits.Windows, zone);
        for (var moment = now; moment < now.AddDays(MostDays); moment += s_step)
        {
            if (!windows.IsOpen(moment))
            {
                continue;
            }

            var window = windows.Find(moment);
            var speed = (window?.MaxAssociations ?? limits.MaxAssociations) * (window?.UtilizationPercent ?? limits.UtilizationPercent) / 100.0;
            if (left <= speed * s_step.TotalSeconds)
            {
                return moment.AddSeconds(left.Value / speed);
            }

            left -= speed * s_step.TotalSeconds;
        }

        return null;
    }
}
