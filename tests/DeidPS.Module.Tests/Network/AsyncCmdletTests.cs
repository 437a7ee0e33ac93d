using System.Management.Automation;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net;

namespace DeidPS.Module.Tests.Network;

/// <summary>Work on the pool, words on the pipeline thread.</summary>
public sealed class AsyncCmdletTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly ModuleSession _session = new(import: false, typeof(InvokeProbeWorkCommand));

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Everything_is_written_in_order_however_much_it_is()
    {
        const int Count = 5_000;
        var result = Run(
            "Invoke-ProbeWork $args[0] -Verbose",
            async (sink, _) =>
            {
                for (var i = 0; i < Count; i++)
                {
                    await sink.WriteAsync(i);
                }

                await sink.WarningAsync("warned");
                await sink.VerboseAsync("told");
                await sink.ErrorAsync(new NetworkException(NetworkException.NetworkTimeout, "late"), "node");
                await sink.WriteAsync("last");
            });
        Assert.Equal([.. Enumerable.Range(0, Count).Cast<object>(), "last", true], result.Output.Select(o => o.BaseObject));
        Assert.Equal("warned", Assert.Single(result.Warnings));
        Assert.Contains("told", result.Verbose);
        var error = Assert.Single(result.Errors);
        Assert.Equal("NetworkTimeout,DeidPS.Module.Tests.Network.InvokeProbeWorkCommand", error.FullyQualifiedErrorId);
        Assert.Equal((ErrorCategory.OperationTimeout, "node"), (error.CategoryInfo.Category, error.TargetObject));
    }

    [Fact]
    public void Several_tasks_may_speak_at_once()
    {
        var result = Run("Invoke-ProbeWork $args[0]", (sink, _) => Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await sink.WriteAsync((n * 200) + i);
            }
        }))));
        Assert.Empty(result.Errors);
        Assert.Equal(Enumerable.Range(0, 1600), result.Output.Select(o => o.BaseObject).OfType<int>().Order());
    }

    [Fact]
    public void Work_that_says_more_than_is_taken_has_to_wait()
    {
        var written = 0;
        var ahead = 0;
        var taken = 0;
        var take = () =>
        {
            // The first is held until the work cannot go on.
            Assert.True(taken > 0 || SpinWait.SpinUntil(() => Volatile.Read(ref written) >= 256, s_limit));
            ahead = Math.Max(ahead, Volatile.Read(ref written) - ++taken);
        };
        var result = Run(
            "$take = $args[1]; Invoke-ProbeWork $args[0] | ForEach-Object { $take.Invoke() }",
            async (sink, _) =>
            {
                for (var i = 0; i < 3_000; i++)
                {
                    await sink.WriteAsync(i);
                    Interlocked.Increment(ref written);
                }
            },
            take);
        Assert.Empty(result.Errors);
        Assert.Equal(3_001, taken);
        Assert.InRange(ahead, 200, 257);
    }

    [Fact]
    public void An_error_is_about_one_item_unless_the_cmdlet_says_otherwise()
    {
        static Task Fail(PipelineSink sink, CancellationToken stop) => throw new NetworkException(NetworkException.NodeUnreachable, "gone", "wait");

        var item = Run("1, 2 | Invoke-ProbeWork $args[0]", Fail);
        Assert.Equal(2, item.Errors.Count);
        Assert.All(item.Errors, e => Assert.Equal((ErrorCategory.ConnectionError, "target", "wait"), (e.CategoryInfo.Category, e.TargetObject, e.ErrorDetails.RecommendedAction)));
        Assert.Equal(["False", "False"], item.Output.Select(o => o.ToString()));

        var all = Run("1, 2 | Invoke-ProbeWork $args[0] -IsFatal", Fail);
        Assert.Equal("NodeUnreachable,DeidPS.Module.Tests.Network.InvokeProbeWorkCommand", Assert.Single(all.Errors).FullyQualifiedErrorId);
        Assert.Empty(all.Output);
    }

    [Fact]
    public void An_error_nobody_foresaw_is_reported_without_its_text()
    {
        var result = Run("Invoke-ProbeWork $args[0] -IsFatal", async (_, _) =>
        {
            await Task.Yield();
            throw new InvalidOperationException("ZZNAME");
        });
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("Unexpected,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain("ZZ", error.ToString() + error.Exception, StringComparison.Ordinal);

        // Its own cancellation, such as a time limit it did not translate, is no stop of the pipeline.
        Assert.StartsWith("Unexpected,", Assert.Single(Run("Invoke-ProbeWork $args[0]", (_, _) => Task.FromCanceled(new CancellationToken(canceled: true))).Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_takes_less_than_a_second_when_the_work_hangs_in_every_way()
    {
        using var never = new ManualResetEventSlim();
        try
        {
            Func<PipelineSink, CancellationToken, Task>[] hangs =
            [
                (_, stop) => Task.Delay(Timeout.Infinite, stop),
                (_, _) => new TaskCompletionSource().Task,
                (_, _) =>
                {
                    never.Wait(CancellationToken.None);
                    return Task.CompletedTask;
                },
                (_, stop) =>
                {
                    stop.Register(() => never.Wait(CancellationToken.None));
                    return new TaskCompletionSource().Task;
                },
                async (sink, _) =>
                {
                    while (true)
                    {
                        await sink.WarningAsync("again");
                    }
                },
            ];
            Assert.All(hangs, work => Assert.InRange(TimeToStop(work), TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        }
        finally
        {
            never.Set();
        }
    }

    [Fact]
    public void Work_that_is_stopped_closes_what_it_opened_before_the_cmdlet_ends()
    {
        var isClosed = false;
        TimeToStop(async (_, stop) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, stop);
            }
            finally
            {
                await Task.Yield();
                isClosed = true;
            }
        });
        Assert.True(isClosed);
    }

    [Fact]
    public void A_pipeline_that_ends_downstream_stops_the_work()
    {
        using var stopped = new ManualResetEventSlim();
        var result = Run("Invoke-ProbeWork $args[0] | ForEach-Object { throw 'enough' }", async (sink, stop) =>
        {
            stop.Register(stopped.Set);
            await sink.WriteAsync(1);
            await Task.Delay(Timeout.Infinite, stop);
        });
        Assert.True(result.IsTerminated);
        Assert.True(stopped.Wait(s_limit));
    }

    [Fact]
    public void Progress_is_shown_while_the_work_says_nothing_else()
    {
        using var shown = new ManualResetEventSlim();
        Func<PipelineSink, CancellationToken, Task> work = async (sink, stop) =>
        {
            for (var i = 0; !shown.IsSet; i = Math.Min(i + 1, 9))
            {
                sink.Progress(i, 10);
                await Task.Delay(10, stop);
            }
        };
        using var shell = _session.Shell("Invoke-ProbeWork $args[0]", work);
        shell.Streams.Progress.DataAdded += (_, _) => shown.Set();
        shell.Invoke();
        Assert.True(shown.IsSet);
        Assert.Contains("of 10", shell.Streams.Progress[0].StatusDescription, StringComparison.Ordinal);
        Assert.Equal(ProgressRecordType.Completed, shell.Streams.Progress[^1].RecordType);
    }

    private RunResult Run(string script, Func<PipelineSink, CancellationToken, Task> work, params object[] more) => _session.Run(script, [work, .. more]);

    private TimeSpan TimeToStop(Func<PipelineSink, CancellationToken, Task> work)
    {
        using var started = new ManualResetEventSlim();
        Func<PipelineSink, CancellationToken, Task> observed = (sink, stop) =>
        {
            started.Set();
            return work(sink, stop);
        };
        using var shell = _session.Shell("Invoke-ProbeWork $args[0]", observed);
        var run = shell.BeginInvoke();
        Assert.True(started.Wait(s_limit));
        Assert.False(run.IsCompleted);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        shell.Stop();
        return clock.Elapsed;
    }
}
