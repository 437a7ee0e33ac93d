using System.Diagnostics;
using System.Globalization;
using DeidPS.Deid.Policies;
using DeidPS.Dicom.Tests.Dictionary;
using DeidPS.Store.Access;
using DeidPS.Store.Tests.Harness;

namespace DeidPS.Store.Tests.Kills;

/// <summary>The process that gets killed: it does one thing with a store and kills itself at a step, or after some milliseconds.</summary>
internal static class Program
{
    /// <summary>The first argument when this program is started as the process that gets killed.</summary>
    public const string Child = "child";

    /// <summary>Arguments: child, root, scenario, study, step or "-", which time, milliseconds or -1; or those of <see cref="Worker"/> or <see cref="QueueWorker"/>.</summary>
    private static int Main(string[] args)
    {
        if (args is [Worker.Ingest or Worker.Archive, var store, var first, var studies])
        {
            return Worker.Run(args[0], store, Number(first), Number(studies));
        }

        return args is [QueueWorker.Mode, var root, var pacs, var receiver, var limit] ? QueueWorker.RunAsync(root, Number(pacs), Number(receiver), Number(limit)).GetAwaiter().GetResult() : RunChild(args);
    }

    private static int RunChild(string[] args)
    {
        if (args is not [Child, var root, var name, var study, var step, var time, var milliseconds])
        {
            return 2;
        }

        using var store = DeidStore.Open(root, new StoreCaller("admin"));
        var scenario = KillScenario.All.Single(s => s.Name == name);
        var (wanted, count) = (Number(time), 0);
        store.OnStep = reached =>
        {
            if (reached == step && Interlocked.Increment(ref count) == wanted)
            {
                Die();
            }
        };
        store.Library = TestIngest.Library;
        var policies = new StorePolicies(TestIngest.Library, TestIngest.Key);
        Report("ready");
        var watch = Stopwatch.StartNew();
        if (Number(milliseconds) is >= 0 and var delay)
        {
            new Thread(() =>
            {
                Thread.Sleep(delay);
                Die();
            }) { IsBackground = true }.Start();
        }

        scenario.Run(store, policies, Number(study), Report);
        Report(string.Create(CultureInfo.InvariantCulture, $"done {watch.ElapsedMilliseconds}"));
        return 0;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>What was written to the pipe is there after a kill, too.</summary>
    private static void Report(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }

    private static void Die()
    {
        using var process = Process.GetCurrentProcess();
        process.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
