using System.Security.Cryptography;
using DeidPS.Net;

namespace DeidPS.Store.Requests;

/// <summary>
/// Keeps a node's limits in one process (workflow 17): says when a retrieval may start, and learns from how they end. It runs nothing and waits for nothing itself; all
/// members may be called from many threads. Windows are those of the clock's local time.
/// </summary>
public sealed class NodeGate
{
    /// <summary>Part of a back-off by which chance makes it longer or shorter, so that many do not come back at once.</summary>
    private const double Jitter = 0.2;

    private readonly Lock _lock = new();
    private readonly NodeLimits _limits;
    private readonly TimeProvider _clock;
    private readonly Func<double> _chance;
    private readonly WindowClock _windows;
    private readonly GateBreaker _breaker;
    private readonly GateRate _rate;
    private readonly List<DateTimeOffset> _rests = [];
    private DateTimeOffset? _lastStart;
    private DateTimeOffset? _startBefore;
    private int _running;

    /// <summary>A gate, open as far as the windows are.</summary>
    /// <param name="limits">The node's limits.</param>
    /// <param name="clock">The time, and the time zone of the windows.</param>
    /// <param name="chance">A number from 0 up to 1, for the back-off; null for the system's randomness.</param>
    public NodeGate(NodeLimits limits, TimeProvider clock, Func<double>? chance = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(clock);
        (_limits, _clock, _chance) = (limits, clock, chance ?? Random);
        _windows = new WindowClock(limits.Windows, clock.LocalTimeZone);
        _breaker = new GateBreaker(limits.BreakerThreshold, Backoff);
        _rate = new GateRate(limits.AdaptiveRate);
    }

    /// <summary>Retrievals that have started and not ended.</summary>
    public int Running => Locked(_ => _running);

    /// <summary>Retrievals allowed at once at the moment, by window and adaptive rate: 0 outside the windows, else 1 at least.</summary>
    public int Concurrency => Locked(now => _windows.IsOpen(now) ? _rate.Of(Limit(now)) : 0);

    /// <summary>True while the line is taken to be down: a transport failure is then none of the study, and no attempt of it.</summary>
    public bool IsBreakerOpen => Locked(_ => _breaker.IsOpen);

    /// <summary>When the next window opens; null when one is open, or the node may always be used.</summary>
    public DateTimeOffset? NextOpening => Locked(_windows.NextOpening);

    /// <summary>Looks whether a retrieval may start, and starts none.</summary>
    public GateState Ask() => Locked(State);

    /// <summary>
    /// Starts a retrieval where that is allowed. When the answer is open, it counts as running until <see cref="Ended"/> or <see cref="Withdraw"/> is called, once.
    /// When it is <see cref="GateReason.Probe"/>, it is this caller who asks the node and calls <see cref="Probed"/>; others are told to wait meanwhile.
    /// </summary>
    public GateState TryStart() => Locked(now =>
    {
        var state = State(now);
        if (state.IsOpen)
        {
            _running++;
            (_startBefore, _lastStart) = (_lastStart, now);
            _breaker.Started();
        }
        else if (state.Reason == GateReason.Probe)
        {
            _breaker.ProbeBegun(now);
        }

        return state;
    });

    /// <summary>Takes a start back for which there was nothing to retrieve: no rest follows.</summary>
    /// <exception cref="InvalidOperationException">Nothing is running.</exception>
    public void Withdraw() => Locked(_ =>
    {
        Leave();
        _lastStart = _startBefore;
        _breaker.Withdrawn();
        return 0;
    });

    /// <summary>Tells how a retrieval ended.</summary>
    /// <param name="duration">How long the node was busy with it.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="instances">Instances it brought, 1 at least: whether the node is slow is judged by the time for each.</param>
    /// <exception cref="InvalidOperationException">Nothing is running.</exception>
    public void Ended(TimeSpan duration, GateOutcome outcome, int instances = 1) => Locked(now =>
    {
        Leave();
        duration = duration > TimeSpan.Zero ? duration : TimeSpan.Zero;
        _breaker.Ended(outcome, now);
        _rate.Ended(outcome, duration, Math.Max(1, instances), Limit(now), now);
        var rest = RestAfter(duration, now);
        rest = rest > _rate.Rest ? rest : _rate.Rest;
        _rests.RemoveAll(r => r <= now);
        if (rest > TimeSpan.Zero)
        {
            _rests.Add(now + rest);
        }

        return 0;
    });

    /// <summary>Tells whether the node answered a C-ECHO: if so one retrieval is tried, else the node is left alone again, for longer. Without meaning when no probe is due.</summary>
    public void Probed(bool isUp) => Locked(now =>
    {
        _breaker.Probed(isUp, now);
        return 0;
    });

    /// <summary>How long to wait before a study is tried again.</summary>
    /// <param name="attempts">Tries that failed, 1 at least.</param>
    /// <returns>The back-off of the limits, doubled for each further try; chance makes it up to 20 % longer or shorter, never longer than half an hour.</returns>
    public TimeSpan Backoff(int attempts)
    {
        var seconds = Math.Min(_limits.BackoffSec * Math.Pow(2, Math.Clamp(attempts - 1, 0, 30)), NodeLimits.MaximumBackoffSec);
        return TimeSpan.FromSeconds(Math.Min(seconds * (1 - Jitter + (2 * Jitter * _chance())), NodeLimits.MaximumBackoffSec));
    }

    private static double Random() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    /// <summary>The first thing that is in the way. The window comes first: outside it the node is not even probed.</summary>
    private GateState State(DateTimeOffset now)
    {
        if (!_windows.IsOpen(now))
        {
            return new GateState(GateReason.Window, _windows.NextOpening(now));
        }

        var breaker = _breaker.State(now, _running);
        if (!breaker.IsOpen)
        {
            return breaker;
        }

        var most = _rate.Of(Limit(now));
        if (_running >= most)
        {
            return new GateState(GateReason.Busy, null);
        }

        var interval = _lastStart + TimeSpan.FromSeconds(_limits.MinIntervalSec);
        var rest = RestUntil(most, now);
        return rest > now && !(interval > rest) ? new GateState(GateReason.Rest, rest)
            : interval > now ? new GateState(GateReason.Interval, interval)
            : new GateState(GateReason.Open, null);
    }

    /// <summary>A retrieval that has ended keeps its place while it rests: when enough of them have rested; null when that is so.</summary>
    private DateTimeOffset? RestUntil(int most, DateTimeOffset now)
    {
        List<DateTimeOffset> resting = [.. _rests.Where(r => r > now).Order()];
        var tooMany = _running + resting.Count - most;
        return tooMany < 0 ? null : resting[tooMany];
    }

    private TimeSpan RestAfter(TimeSpan duration, DateTimeOffset now)
    {
        var percent = _windows.Find(now)?.UtilizationPercent ?? _limits.UtilizationPercent;
        return TimeSpan.FromSeconds(Math.Min(duration.TotalSeconds * ((100.0 / percent) - 1), _limits.MaxRestSec));
    }

    private int Limit(DateTimeOffset now) => _windows.Find(now)?.MaxAssociations ?? _limits.MaxAssociations;

    private void Leave() => _running = _running > 0 ? _running - 1 : throw new InvalidOperationException("No retrieval of this node is running.");

    private T Locked<T>(Func<DateTimeOffset, T> read)
    {
        lock (_lock)
        {
            return read(_clock.GetUtcNow());
        }
    }
}
