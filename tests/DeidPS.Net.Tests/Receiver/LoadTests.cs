using System.Collections.Concurrent;
using System.Net;

namespace DeidPS.Net.Tests.Receiver;

/// <summary>What receiving and sending costs in memory, and that many associations at once cost no more than the limit says.</summary>
[Collection(AloneCollection.Name)]
public sealed class LoadTests
{
    private const int Associations = 20;

    /// <summary>
    /// Buffers of both ends of an association, which are both in this process: some pieces of 128 KiB to read into, 512 KiB to send from, blocks for the
    /// encryption of what goes to a temporary file, and what the array pool keeps of all that.
    /// </summary>
    private const long BuffersPerAssociation = 2560 * 1024;

    [Fact]
    public async Task An_instance_costs_its_header_to_send_and_to_receive_and_not_its_pixels()
    {
        const int Count = 200;
        await using var receiver = Listener(256L << 20, static instance => instance.OpenFile().Dispose());
        await using var association = await Association.RequestAsync(Node(receiver), [Slices.Context], null, default);
        using var file = Slices.Create(1, new byte[Slices.PixelLength]);
        for (var i = 0; i < 20; i++)
        {
            await SendAsync(association, file);
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < Count; i++)
        {
            await SendAsync(association, file);
        }

        var each = (GC.GetTotalAllocatedBytes(precise: true) - before) / Count;

        // 32 KiB of it hold the header of what comes in: an array of its own, never another patient's (DatasetBuffer).
        Assert.True(each < 96 * 1024, $"{each} bytes to send and to receive a slice of {Slices.PixelLength}");
        await association.ReleaseAsync(default);
    }

    [Fact]
    public async Task Twenty_associations_with_little_memory_lose_nothing_and_stay_within_it()
    {
        const int Each = 24;
        const long Limit = 4L << 20;
        var received = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var live = new List<long>();
        int count = 0, spilled = 0, arrived = 0;

        // The first slices of all are there at once, so the limit is reached however the machine deals out its time.
        using var together = new Barrier(Associations);
        await using var receiver = Listener(Limit, instance =>
        {
            Assert.True(Interlocked.Increment(ref arrived) > Associations || together.SignalAndWait(TimeSpan.FromSeconds(60)));
            Interlocked.Add(ref spilled, instance.Dataset.IsSpilled ? 1 : 0);
            using var file = instance.OpenFile();
            Assert.True(received.TryAdd(instance.SopInstanceUid, Slices.Digest(file)));
            if (Interlocked.Increment(ref count) % Associations == 0)
            {
                lock (live)
                {
                    live.Add(GC.GetTotalMemory(forceFullCollection: true));
                }
            }
        });
        var pixels = Enumerable.Range(0, Associations).Select(_ => new byte[Slices.PixelLength]).ToList();
        var sent = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Task.WhenAll(Enumerable.Range(0, Associations).Select(a => Task.Run(async () =>
        {
            await using var association = await Association.RequestAsync(Node(receiver), [Slices.Context], null, default);
            for (var i = 0; i < Each; i++)
            {
                using var file = Slices.Create((a * Each) + i, pixels[a]);
                sent[Slices.Uid((a * Each) + i)] = Slices.Digest(file);
                await SendAsync(association, file);
            }

            await association.ReleaseAsync(default);
        })));
        Assert.Equal(Associations * Each, sent.Count);
        Assert.Equal(sent.OrderBy(s => s.Key, StringComparer.Ordinal), received.OrderBy(r => r.Key, StringComparer.Ordinal));
        Assert.Equal((Associations * Each, 0, 0), (receiver.Counters.Instances, receiver.Counters.Refused, receiver.Counters.Failed));
        Assert.True(spilled > 0, "nothing went to a temporary file, so the limit was not reached");
        var most = live.Max() - before;
        Assert.True(most < Limit + (Associations * BuffersPerAssociation), $"{most} bytes were held of {(long)Associations * Each * Slices.PixelLength} received");

        // The second half of the instances holds no more than the first.
        var (early, late) = (live.Take(live.Count / 2).Max(), live.Skip(live.Count / 2).Max());
        Assert.True(late - early < 4 << 20, $"{early} bytes were held at first, {late} later");
    }

    [Fact]
    public async Task Sinks_that_wait_do_not_keep_each_other_waiting()
    {
        // All are in the sink at once or none ever comes out of it; and none of them holds a thread of the pool, which others need.
        using var together = new Barrier(Associations);
        var pool = 0;
        await using var receiver = Listener(256L << 20, _ =>
        {
            Interlocked.Add(ref pool, Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);
            Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(60)));
        });
        await Task.WhenAll(Enumerable.Range(0, Associations).Select(async _ =>
        {
            using var own = Slices.Create(1, new byte[Slices.PixelLength]);
            await using var association = await Association.RequestAsync(Node(receiver), [Slices.Context], null, default);
            await SendAsync(association, own);
            await SendAsync(association, own);
            await association.ReleaseAsync(default);
        }));
        Assert.Equal((2 * Associations, 0), (receiver.Counters.Instances, pool));
    }

    private static async Task SendAsync(Association association, Dicom.DicomFile file) => Assert.Equal(StatusClass.Success, (await StoreScu.StoreAsync(association, file, default)).Status.Class);

    private static DicomListener Listener(long memoryLimit, Action<ReceivedInstance> take)
    {
        var listener = new DicomListener(new ListenerSettings { BindAddress = IPAddress.Loopback, Port = 0, MemoryLimit = memoryLimit }, new DelegateSink(take));
        listener.Start();
        return listener;
    }

    private static DicomNode Node(DicomListener receiver) => new() { HostName = "127.0.0.1", Port = receiver.Port, CalledAE = DicomNode.DefaultCallingAE, CallingAE = "TESTER" };
}
