using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace DeidPS;

/// <summary>One progress activity per invocation, shown at most five times a second. For the pipeline thread only.</summary>
/// <param name="cmdlet">The cmdlet whose progress this is.</param>
/// <param name="activity">What is done; never a patient value.</param>
public sealed class ProgressMeter(Cmdlet cmdlet, string activity)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);
    private static int s_lastId;

    private readonly int _id = Interlocked.Increment(ref s_lastId);
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _shown;
    private bool _isShown;

    /// <summary>Shows how far the work is.</summary>
    /// <param name="done">Items that are finished.</param>
    /// <param name="total">Items there are; null while that is not known: no percentage then.</param>
    public void Report(long done, long? total = null)
    {
        if (Stopwatch.GetElapsedTime(_isShown ? _shown : _started) < s_interval)
        {
            return;
        }

        _shown = Stopwatch.GetTimestamp();
        _isShown = true;
        cmdlet.WriteProgress(Describe(done, total));
    }

    /// <summary>Ends the activity; a stopped pipeline's progress is removed by the shell.</summary>
    public void Complete()
    {
        if (_isShown)
        {
            _isShown = false;
            cmdlet.WriteProgress(new ProgressRecord(_id, activity, "done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private ProgressRecord Describe(long done, long? total)
    {
        if (total is not > 0)
        {
            return new ProgressRecord(_id, activity, string.Create(CultureInfo.InvariantCulture, $"{done} done"));
        }

        var elapsed = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        return new ProgressRecord(_id, activity, string.Create(CultureInfo.InvariantCulture, $"{done} of {total}"))
        {
            PercentComplete = (int)Math.Min(100, done * 100 / total.Value),
            SecondsRemaining = done > 0 ? (int)Math.Min(int.MaxValue, elapsed / done * (total.Value - done)) : -1,
        };
    }
}
