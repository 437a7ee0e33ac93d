using DeidPS.Net;
using DeidPS.Store.Requests;
using DeidPS.Store.Tests.Harness;

namespace DeidPS.Store.Tests.Requests;

/// <summary>A node is asked for no more than its limits say.</summary>
public sealed class NodeGateTests
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void One_after_the_other_by_default_and_without_a_rest()
    {
        var gate = Gate(new NodeLimits());
        Assert.Equal(new GateState(GateReason.Open, null), gate.Ask());
        Assert.True(gate.TryStart().IsOpen);
        Assert.Equal(new GateState(GateReason.Busy, null), gate.TryStart());
        Assert.Equal((1, 1), (gate.Running, gate.Concurrency));
        gate.Ended(TimeSpan.FromMinutes(5), GateOutcome.Success);
        Assert.True(gate.Ask().IsOpen);
        Assert.Null(gate.NextOpening);
        Assert.Throws<InvalidOperationException>(() => gate.Ended(TimeSpan.Zero, GateOutcome.Success));
        Assert.Throws<InvalidOperationException>(gate.Withdraw);
    }

    [Theory]
    [InlineData(50, 60, 60)]
    [InlineData(25, 60, 180)]
    [InlineData(100, 60, 0)]
    [InlineData(1, 60, 1800)]
    public void After_a_retrieval_it_rests_by_its_utilisation(int percent, int duration, int rest)
    {
        var gate = Gate(new NodeLimits { UtilizationPercent = percent });
        gate.TryStart();
        _clock.Advance(duration);
        gate.Ended(TimeSpan.FromSeconds(duration), GateOutcome.OtherFailure);
        if (rest > 0)
        {
            Assert.Equal(new GateState(GateReason.Rest, _clock.Now.AddSeconds(rest)), gate.Ask());
            _clock.Advance(rest - 0.001);
            Assert.False(gate.Ask().IsOpen);
            _clock.Advance(0.001);
        }

        Assert.True(gate.Ask().IsOpen);
    }

    [Fact]
    public void A_retrieval_that_rests_keeps_its_place()
    {
        var gate = Gate(new NodeLimits { MaxAssociations = 2, UtilizationPercent = 50 });
        gate.TryStart();
        gate.TryStart();
        gate.Ended(TimeSpan.FromSeconds(10), GateOutcome.Success);
        Assert.Equal(new GateState(GateReason.Rest, _clock.Now.AddSeconds(10)), gate.TryStart());
        _clock.Advance(5);
        gate.Ended(TimeSpan.FromSeconds(15), GateOutcome.Success);
        Assert.Equal(_clock.Now.AddSeconds(5), gate.Ask().Until);
        _clock.Advance(5);
        Assert.True(gate.TryStart().IsOpen);
        Assert.Equal(new GateState(GateReason.Rest, _clock.Now.AddSeconds(10)), gate.TryStart());
    }

    [Fact]
    public void Where_fewer_are_allowed_than_rest_the_next_waits_for_more_than_one()
    {
        var gate = Gate(new NodeLimits { MaxAssociations = 2, UtilizationPercent = 50 });
        gate.TryStart();
        gate.TryStart();
        gate.Ended(TimeSpan.FromSeconds(10), GateOutcome.Success);
        gate.Ended(TimeSpan.FromSeconds(20), GateOutcome.OutOfResources);
        Assert.Equal((1, new GateState(GateReason.Rest, _clock.Now.AddSeconds(20))), (gate.Concurrency, gate.Ask()));
    }

    [Fact]
    public void Starts_keep_their_distance_and_one_that_was_withdrawn_was_none()
    {
        var gate = Gate(new NodeLimits { MinIntervalSec = 60, UtilizationPercent = 50 });
        gate.TryStart();
        gate.Withdraw();
        Assert.True(gate.TryStart().IsOpen);
        _clock.Advance(20);
        gate.Ended(TimeSpan.FromSeconds(20), GateOutcome.Success);
        Assert.Equal(new GateState(GateReason.Interval, _clock.Now.AddSeconds(40)), gate.Ask());
    }

    [Fact]
    public void Outside_its_windows_nothing_starts_and_a_window_has_limits_of_its_own()
    {
        // Monday noon.
        var gate = Gate(new NodeLimits { MaxAssociations = 1, Windows = NodeSchedule.Parse(["Mon-Fri 20:00-06:00 associations=3 utilization=50", "Sat 06:00-24:00"]) });
        Assert.Equal((0, new GateState(GateReason.Window, _clock.Now.AddHours(8))), (gate.Concurrency, gate.TryStart()));
        Assert.Equal(_clock.Now.AddHours(8), gate.NextOpening);
        _clock.Advance(8 * 3600);
        Assert.Equal(3, gate.Concurrency);
        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(gate.TryStart().IsOpen));
        Assert.Equal(GateReason.Busy, gate.TryStart().Reason);
        gate.Ended(TimeSpan.FromSeconds(60), GateOutcome.Success);
        Assert.Equal(new GateState(GateReason.Rest, _clock.Now.AddSeconds(60)), gate.TryStart());
        _clock.Advance(10 * 3600);
        Assert.Equal((0, GateReason.Window), (gate.Concurrency, gate.Ask().Reason));
        Assert.Equal(2, gate.Running);
    }

    [Fact]
    public void The_breaker_opens_probes_and_tries_one()
    {
        var gate = Gate(new NodeLimits { MaxAssociations = 4, BackoffSec = 30, BreakerThreshold = 3 });
        Fail(gate);
        Fail(gate);
        gate.TryStart();
        gate.Ended(TimeSpan.FromSeconds(1), GateOutcome.OtherFailure);
        Fail(gate);
        Fail(gate);
        Assert.False(gate.IsBreakerOpen);
        Fail(gate);
        Assert.True(gate.IsBreakerOpen);
        Assert.Equal(new GateState(GateReason.Breaker, _clock.Now.AddSeconds(30)), gate.TryStart());
        gate.Probed(true);
        Assert.Equal(GateReason.Breaker, gate.TryStart().Reason);

        // One asks the node, the others wait; it is not there, and is left alone twice as long.
        _clock.Advance(30);
        Assert.Equal((GateReason.Probe, GateReason.Probe), (gate.Ask().Reason, gate.TryStart().Reason));
        Assert.Equal(GateReason.Breaker, gate.TryStart().Reason);
        gate.Probed(false);
        Assert.Equal(new GateState(GateReason.Breaker, _clock.Now.AddSeconds(60)), gate.TryStart());

        // It is there, but the one that is tried fails.
        _clock.Advance(60);
        gate.TryStart();
        gate.Probed(true);
        Assert.True(gate.TryStart().IsOpen);
        Assert.Equal(GateReason.Busy, gate.TryStart().Reason);
        Assert.True(gate.IsBreakerOpen);
        gate.Ended(TimeSpan.FromSeconds(1), GateOutcome.TransportFailure);
        Assert.Equal(new GateState(GateReason.Breaker, _clock.Now.AddSeconds(120)), gate.TryStart());

        // At last one succeeds, and failures are counted from the start.
        _clock.Advance(120);
        gate.TryStart();
        gate.Probed(true);
        gate.TryStart();
        gate.Ended(TimeSpan.FromSeconds(1), GateOutcome.Success);
        Assert.False(gate.IsBreakerOpen);
        Fail(gate);
        Fail(gate);
        Assert.False(gate.IsBreakerOpen);
        Fail(gate);
        Assert.Equal(_clock.Now.AddSeconds(30), gate.Ask().Until);
    }

    [Fact]
    public void What_was_running_when_the_breaker_opened_neither_opens_nor_closes_it()
    {
        var gate = Gate(new NodeLimits { MaxAssociations = 3, BreakerThreshold = 1 });
        Assert.All(Enumerable.Range(0, 3), _ => gate.TryStart());
        gate.Ended(TimeSpan.FromSeconds(1), GateOutcome.TransportFailure);
        var until = gate.Ask().Until;
        gate.Ended(TimeSpan.FromSeconds(1), GateOutcome.Success);
        Assert.Equal((true, until), (gate.IsBreakerOpen, gate.Ask().Until));
        _clock.Advance(30);
        gate.TryStart();
        gate.Probed(true);
        Assert.Equal(GateReason.Busy, gate.TryStart().Reason);
        gate.Ended(TimeSpan.FromSeconds(31), GateOutcome.TransportFailure);
        Assert.True(gate.TryStart().IsOpen);

        // Nothing was to be retrieved after all: the next one is the trial.
        gate.Withdraw();
        Assert.True(gate.IsBreakerOpen);
        Assert.True(gate.TryStart().IsOpen);
        gate.Ended(TimeSpan.FromSeconds(1), GateOutcome.OutOfResources);
        Assert.False(gate.IsBreakerOpen);
    }

    [Fact]
    public void A_probe_that_nobody_ends_is_given_out_again()
    {
        var gate = Gate(new NodeLimits { BreakerThreshold = 1 });
        Fail(gate);
        _clock.Advance(30);
        Assert.Equal(GateReason.Probe, gate.TryStart().Reason);
        var again = gate.TryStart();
        Assert.Equal(GateReason.Breaker, again.Reason);
        _clock.Now = again.Until!.Value;
        Assert.Equal(GateReason.Probe, gate.TryStart().Reason);
    }

    [Fact]
    public void Out_of_resources_halves_and_ten_successes_add_one()
    {
        var gate = Gate(new NodeLimits { MaxAssociations = 8 });
        int[] halves = [4, 2, 1, 1];
        Assert.All(halves, expected =>
        {
            RunOne(gate, GateOutcome.OutOfResources);
            Assert.Equal(expected, gate.Concurrency);
        });

        // At one a rest comes, and doubles.
        Assert.Equal(_clock.Now.AddSeconds(1), gate.Ask().Until);
        foreach (var rest in (int[])[2, 4, 8, 16, 32, 60, 60])
        {
            RunOne(gate, GateOutcome.OutOfResources);
            Assert.Equal(new GateState(GateReason.Rest, _clock.Now.AddSeconds(rest)), gate.Ask());
        }

        for (var i = 0; i < 10; i++)
        {
            RunOne(gate, GateOutcome.Success);
        }

        Assert.Equal(_clock.Now.AddSeconds(30), gate.Ask().Until);
        for (var i = 0; i < 50 + 70; i++)
        {
            RunOne(gate, GateOutcome.Success);
        }

        Assert.Equal((8, true), (gate.Concurrency, gate.Ask().IsOpen));
    }

    [Fact]
    public void Only_ten_successes_since_the_last_slowing_add_one()
    {
        var gate = Gate(new NodeLimits { MaxAssociations = 8 });
        RunOne(gate, GateOutcome.OutOfResources);
        Assert.All(Enumerable.Range(0, 9), _ => RunOne(gate, GateOutcome.Success));
        RunOne(gate, GateOutcome.OutOfResources);
        Assert.All(Enumerable.Range(0, 9), _ => RunOne(gate, GateOutcome.Success));
        Assert.Equal(2, gate.Concurrency);
        RunOne(gate, GateOutcome.Success);
        Assert.Equal(3, gate.Concurrency);
    }

    [Fact]
    public void What_began_before_a_slowing_does_not_slow_again()
    {
        var gate = Gate(new NodeLimits { MaxAssociations = 8 });
        Assert.All(Enumerable.Range(0, 4), _ => Assert.True(gate.TryStart().IsOpen));
        _clock.Advance(2);
        Assert.All(Enumerable.Range(0, 4), _ => gate.Ended(TimeSpan.FromSeconds(2), GateOutcome.OutOfResources));
        Assert.Equal(4, gate.Concurrency);
    }

    [Theory]
    [InlineData(31, 1, true, 4)]
    [InlineData(29, 1, true, 8)]
    [InlineData(31, 2, true, 8)]
    [InlineData(31, 1, false, 8)]
    public void Slow_is_more_than_three_times_the_median_for_each_instance(int seconds, int instances, bool isAdaptive, int expected)
    {
        var gate = Gate(new NodeLimits { MaxAssociations = 8, AdaptiveRate = isAdaptive });
        Assert.All(Enumerable.Range(0, 9), _ => RunOne(gate, GateOutcome.Success, 10));
        RunOne(gate, GateOutcome.Success, seconds, instances);
        Assert.Equal(expected, gate.Concurrency);
    }

    [Fact]
    public void The_median_is_that_of_the_last_twenty_and_a_moment_is_not_slow()
    {
        var gate = Gate(new NodeLimits { MaxAssociations = 8 });
        Assert.All(Enumerable.Range(0, 20), _ => RunOne(gate, GateOutcome.Success, 0.01));
        RunOne(gate, GateOutcome.Success, 0.9);
        Assert.Equal(8, gate.Concurrency);
        RunOne(gate, GateOutcome.Success, 100);
        Assert.Equal(4, gate.Concurrency);
        Assert.All(Enumerable.Range(0, 20), _ => RunOne(gate, GateOutcome.OtherFailure, 100));
        Assert.Equal(4, gate.Concurrency);
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 60)]
    [InlineData(5, 480)]
    [InlineData(7, 1800)]
    [InlineData(1000, 1800)]
    [InlineData(0, 30)]
    public void The_back_off_doubles_up_to_half_an_hour(int attempts, int seconds)
    {
        Assert.Equal(seconds, Gate(new NodeLimits()).Backoff(attempts).TotalSeconds, 0.001);
        var random = new NodeGate(new NodeLimits(), _clock);
        var waits = Enumerable.Range(0, 200).Select(_ => random.Backoff(attempts).TotalSeconds).ToList();
        Assert.All(waits, w => Assert.InRange(w, seconds * 0.8, Math.Min(seconds * 1.2, 1800)));
        Assert.True(waits.Distinct().Count() > 50);
    }

    private NodeGate Gate(NodeLimits limits) => new(limits, _clock, () => 0.5);

    /// <summary>Waits until one may start, runs it, and tells its end.</summary>
    private void RunOne(NodeGate gate, GateOutcome outcome, double seconds = 1, int instances = 1)
    {
        if (gate.Ask() is { Reason: GateReason.Rest, Until: { } until })
        {
            _clock.Now = until;
        }

        Assert.True(gate.TryStart().IsOpen);
        _clock.Advance(seconds);
        gate.Ended(TimeSpan.FromSeconds(seconds), outcome, instances);
    }

    private static void Fail(NodeGate gate)
    {
        Assert.True(gate.TryStart().IsOpen);
        gate.Ended(TimeSpan.FromSeconds(1), GateOutcome.TransportFailure);
    }
}
