using DeidPS.Net;
using DeidPS.Store.Requests;
using DeidPS.Store.Tests.Harness;
using FsCheck;
using FsCheck.Xunit;

namespace DeidPS.Store.Tests.Requests;

/// <summary>What holds of a gate whatever is done with it, for days, by one or by many.</summary>
public sealed class NodeGatePropertyTests
{
    [Property(MaxTest = 200, Replay = "1,3")]
    public void No_start_breaks_a_limit(DoNotSize<uint> seed, DoNotSize<uint>[] steps)
    {
        var shape = seed.Item;
        var schedule = (shape % 3) switch
        {
            0 => NodeSchedule.Always,
            1 => NodeSchedule.Parse(["Mon-Fri 20:00-06:00 associations=3 utilization=50"]),
            _ => NodeSchedule.Parse(["00:00-12:00", "12:00-13:00 associations=2 utilization=10", "18:00-24:00"]),
        };
        var limits = new NodeLimits
        {
            MaxAssociations = 1 + (int)(shape / 3 % 5), UtilizationPercent = 1 + (int)(shape / 15 % 100), MinIntervalSec = (int)(shape / 1500 % 3) * 30, BreakerThreshold = 1 + (int)(shape / 4500 % 3), Windows = schedule,
        };
        var clock = new ManualClock(new DateTimeOffset(2026, 3, 27, 18, 0, 0, TimeSpan.Zero), TimeZoneInfo.FindSystemTimeZoneById("Europe/London"));
        var gate = new NodeGate(limits, clock, () => 0.5);
        var run = new Run(gate, clock, limits);

        // The steps FsCheck gives, and many more that follow from them.
        var state = steps.Aggregate(17u, (sum, step) => (sum * 31) + step.Item);
        for (var i = 0; i < 400; i++)
        {
            state = (state * 1664525) + 1013904223;
            run.Step(i < steps.Length ? steps[i].Item : state >> 8);
        }
    }

    [Fact]
    public async Task Many_threads_never_run_more_than_allowed()
    {
        var gate = new NodeGate(new NodeLimits { MaxAssociations = 3, AdaptiveRate = false }, TimeProvider.System);
        var (running, most, started) = (0, 0, 0);
        var gates = new Lock();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++)
            {
                if (!gate.TryStart().IsOpen)
                {
                    Thread.Yield();
                    continue;
                }

                lock (gates)
                {
                    (running, started) = (running + 1, started + 1);
                    most = Math.Max(most, running);
                }

                Thread.SpinWait(50);
                lock (gates)
                {
                    running--;
                }

                gate.Ended(TimeSpan.Zero, GateOutcome.Success);
            }
        })));
        Assert.InRange(most, 1, 3);
        Assert.True(started > 100);
        Assert.Equal(0, gate.Running);
    }

    /// <summary>A gate in use, and the rules it is held to, reckoned apart from it.</summary>
    private sealed class Run(NodeGate gate, ManualClock clock, NodeLimits limits)
    {
        private readonly Queue<DateTimeOffset> _started = new();
        private DateTimeOffset? _last;
        private DateTimeOffset? _notBefore;
        private TimeSpan _lastOpen;
        private int _failures;
        private bool _isTrial;
        private bool _isOpen;
        private bool _mayTry;

        public void Step(uint step)
        {
            switch (step % 4)
            {
                case 0:
                case 1:
                    Start();
                    break;
                case 2 when _started.TryDequeue(out var begun):
                    End(clock.Now - begun, (step / 4 % 10) switch { < 4 => GateOutcome.Success, < 8 => GateOutcome.TransportFailure, 8 => GateOutcome.OutOfResources, _ => GateOutcome.OtherFailure });
                    break;
                default:
                    clock.Advance(step / 4 % 5 == 0 ? step / 20 % 20000 : step / 20 % 40);
                    break;
            }

            Look();
        }

        private void Look()
        {
            var window = Window();
            var limit = window?.MaxAssociations ?? limits.MaxAssociations;
            Assert.InRange(gate.Concurrency, IsInside() ? 1 : 0, IsInside() ? limit : 0);
            Assert.Equal(_started.Count, gate.Running);
            Assert.Equal(_isOpen, gate.IsBreakerOpen);
            Assert.Equal(IsInside(), gate.NextOpening is null);
            var state = gate.Ask();
            Assert.True(state.Until is null || state.Until > clock.Now);
            Assert.Equal(!IsInside(), state.Reason == GateReason.Window);
        }

        private void Start()
        {
            var state = gate.TryStart();
            if (state.Reason == GateReason.Probe)
            {
                Assert.True(clock.Now >= _notBefore);
                Assert.True(_isOpen && !_mayTry);
                var isUp = clock.Now.Second % 2 == 0;
                gate.Probed(isUp);
                if (isUp)
                {
                    _mayTry = true;
                }
                else
                {
                    Opened();
                }

                return;
            }

            if (!state.IsOpen)
            {
                return;
            }

            Assert.True(IsInside());
            Assert.True(_started.Count < (Window()?.MaxAssociations ?? limits.MaxAssociations));
            Assert.True(_last is null || clock.Now - _last >= TimeSpan.FromSeconds(limits.MinIntervalSec));
            Assert.True(!_isOpen || (_mayTry && _started.Count == 0));
            _isTrial = _isOpen;
            _started.Enqueue(clock.Now);
            _last = clock.Now;
        }

        private void End(TimeSpan duration, GateOutcome outcome)
        {
            gate.Ended(duration, outcome);
            if (!_isOpen)
            {
                _failures = outcome == GateOutcome.TransportFailure ? _failures + 1 : 0;
                if (_failures == limits.BreakerThreshold)
                {
                    _lastOpen = TimeSpan.Zero;
                    _isOpen = true;
                    Opened();
                }
            }
            else if (_isTrial && outcome == GateOutcome.TransportFailure)
            {
                Opened();
            }
            else if (_isTrial)
            {
                (_isOpen, _isTrial, _mayTry, _failures) = (false, false, false, 0);
            }
        }

        /// <summary>Each time in a row it stays open twice as long, half an hour at most, and never shorter.</summary>
        private void Opened()
        {
            (_mayTry, _isTrial) = (false, false);
            _lastOpen = _lastOpen == TimeSpan.Zero ? TimeSpan.FromSeconds(limits.BackoffSec) : TimeSpan.FromSeconds(Math.Min(1800, _lastOpen.TotalSeconds * 2));
            _notBefore = clock.Now + _lastOpen;
            if (IsInside())
            {
                Assert.Equal(new GateState(GateReason.Breaker, _notBefore), gate.Ask());
            }
        }

        private NodeWindow? Window() => limits.Windows.Find(TimeZoneInfo.ConvertTime(clock.Now, clock.LocalTimeZone).DateTime);

        private bool IsInside() => limits.Windows.Count == 0 || Window() is not null;
    }
}
