using System.Globalization;
using DeidPS.Net;
using DeidPS.Net.Tests.Pacs;
using DeidPS.Store.Ingest;
using DeidPS.Store.Requests;
using DeidPS.Store.Tests.Harness;
using DeidPS.Store.Tests.Requests;

namespace DeidPS.Store.Tests.Kills;

/// <summary>A process that works through the queue of a store, until it is empty or the process is killed.</summary>
internal static class QueueWorker
{
    /// <summary>The first argument.</summary>
    public const string Mode = "queue";

    /// <summary>Runs it.</summary>
    /// <param name="root">The store.</param>
    /// <param name="pacsPort">Port of the fake PACS.</param>
    /// <param name="receiverPort">Our port for C-MOVE.</param>
    /// <param name="limit">Retrievals at once.</param>
    public static async Task<int> RunAsync(string root, int pacsPort, int receiverPort, int limit)
    {
        var node = NodeOf(pacsPort, receiverPort, limit);
        var options = new QueueOptions { FindNode = _ => node, QuietTime = TimeSpan.FromMilliseconds(500), OnMessage = Console.Error.WriteLine };
        var runner = QueueRunner.Open(root, _ => new StorePolicies(TestIngest.Library, TestIngest.Key), new IngestOptions { RecoverySeconds = 5 }, options);
        await using (runner)
        {
            await runner.RunAsync(CancellationToken.None);
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"peak {Environment.WorkingSet / 1024 / 1024}"));
        return 0;
    }

    /// <summary>The fake PACS as a node whose faults do not make the test wait.</summary>
    public static DicomNode NodeOf(int pacsPort, int receiverPort, int limit) => new()
    {
        Name = Cohort.NodeName, HostName = "127.0.0.1", Port = pacsPort, CalledAE = FaultyPacs.AETitle, ReceiverPort = receiverPort, RetrieveLevel = QueryLevel.Study,
        Limits = new NodeLimits { MaxAssociations = limit, BackoffSec = 1, AdaptiveRate = false, MaxAttempts = 50 },
    };
}
