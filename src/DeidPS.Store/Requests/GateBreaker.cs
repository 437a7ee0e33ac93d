namespace DeidPS.Store.Requests;

/// <summary>Leaves a node alone whose line fails: closed, then open for a while, then half open for one trial when a probe found the node (workflow 17). Not thread safe.</summary>
/// <param name="threshold">Failures in a row that open it.</param>
/// <param name="backoff">How long it stays open, by how often it has opened in a row.</param>
internal sealed class GateBreaker(int threshold, Func<int, TimeSpan> backoff)
{
    /// <summary>A probe that nobody tells the end of is given out again.</summary>
    private static readonly TimeSpan s_probeLimit = TimeSpan.FromMinutes(2);

    private int _failures;
    private int _openings;
    private DateTimeOffset _until;
    private DateTimeOffset? _probedUntil;
    private bool _isHalfOpen;
    private bool _isTrial;

    /// <summary>True until a trial has shown that the line works again.</summary>
    public bool IsOpen => _openings > 0;

    /// <summary>What holds a start back; Open for nothing.</summary>
    public GateState State(DateTimeOffset now, int running) =>
        !IsOpen ? new(GateReason.Open, null)
        : _isHalfOpen ? new(running > 0 ? GateReason.Busy : GateReason.Open, null)
        : now < _until ? new(GateReason.Breaker, _until)
        : now < _probedUntil ? new(GateReason.Breaker, _probedUntil)
        : new(GateReason.Probe, null);

    /// <summary>A probe was given out: it is not given to a second one meanwhile.</summary>
    public void ProbeBegun(DateTimeOffset now) => _probedUntil = now + s_probeLimit;

    /// <summary>The end of a probe; without meaning when none was due.</summary>
    public void Probed(bool isUp, DateTimeOffset now)
    {
        if (!IsOpen || _isHalfOpen || now < _until)
        {
            return;
        }

        if (isUp)
        {
            _isHalfOpen = true;
        }
        else
        {
            Open(now);
        }
    }

    public void Started() => _isTrial = _isHalfOpen;

    public void Withdrawn() => _isTrial = false;

    /// <summary>The end of a retrieval. What was running when it opened says nothing new.</summary>
    public void Ended(GateOutcome outcome, DateTimeOffset now)
    {
        var isFailure = outcome == GateOutcome.TransportFailure;
        if (!IsOpen)
        {
            _failures = isFailure ? _failures + 1 : 0;
            if (_failures >= threshold)
            {
                Open(now);
            }
        }
        else if (_isTrial && isFailure)
        {
            Open(now);
        }
        else if (_isTrial)
        {
            (_failures, _openings, _isHalfOpen, _isTrial) = (0, 0, false, false);
        }
    }

    private void Open(DateTimeOffset now)
    {
        _openings++;
        (_until, _probedUntil, _isHalfOpen, _isTrial) = (now + backoff(_openings), null, false, false);
    }
}
