using System.Diagnostics;

namespace DeidPS.Net.Tests.Hostile;

/// <summary>Runs many hostile cases, some at a time, and reports all that went wrong.</summary>
internal static class Batch
{
    /// <summary>Longest any case may take, time-outs of a second and a busy machine included: a hang is longer.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    public static async Task RunAsync<T>(IEnumerable<T> cases, Func<T, CancellationToken, Task<string?>> run, int atOnce = 12)
    {
        var wrong = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (one, _) =>
        {
            using var limit = new CancellationTokenSource(s_limit);
            var clock = Stopwatch.StartNew();
            try
            {
                if (await run(one, limit.Token).WaitAsync(s_limit, CancellationToken.None) is { } finding)
                {
                    wrong.Enqueue($"{one}: {finding}");
                }
            }
            catch (Exception error)
            {
                wrong.Enqueue($"{one}: {error.GetType().Name} after {clock.Elapsed}: {error.Message}");
            }
        });
        Assert.True(wrong.IsEmpty, string.Join(Environment.NewLine, wrong));
    }
}
