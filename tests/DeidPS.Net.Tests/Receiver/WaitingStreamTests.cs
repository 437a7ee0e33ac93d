using System.Net;
using System.Net.Sockets;

namespace DeidPS.Net.Tests.Receiver;

/// <summary>The connection that is waited for in the kernel: whole, in order, stoppable, and without a thread while it is quiet.</summary>
public sealed class WaitingStreamTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly Socket _peer;
    private readonly WaitingStream _stream;

    public WaitingStreamTests()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        _peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _peer.Connect(listener.LocalEndPoint!);
        _stream = new WaitingStream(listener.Accept(), ownsSocket: true, new BlockingThreads());
    }

    public void Dispose()
    {
        _stream.Dispose();
        _peer.Dispose();
    }

    [Fact]
    public async Task More_than_the_system_takes_at_once_arrives_whole_and_in_order()
    {
        var sent = new byte[32 * 1024 * 1024];
        new Random(4).NextBytes(sent);
        var writing = Task.Run(async () => await _stream.WriteAsync(sent));
        await Task.Delay(300);
        Assert.False(writing.IsCompleted);

        var received = new byte[sent.Length];
        for (var done = 0; done < received.Length;)
        {
            var count = await _peer.ReceiveAsync(received.AsMemory(done), SocketFlags.None);
            Assert.NotEqual(0, count);
            done += count;
        }

        await writing.WaitAsync(s_limit);
        Assert.True(received.AsSpan().SequenceEqual(sent));
    }

    [Fact]
    public async Task Whoever_reads_waits_on_a_thread_of_its_own_until_bytes_come()
    {
        var buffer = new byte[10];
        var reading = Task.Run(async () =>
        {
            var count = await _stream.ReadAsync(buffer);
            return (count, Thread.CurrentThread.IsThreadPoolThread);
        });
        await Task.Delay(200);
        _peer.Send([1, 2, 3]);
        var (count, isOnPool) = await reading.WaitAsync(s_limit);
        Assert.Equal(3, count);
        Assert.False(isOnPool);
        Assert.Equal([1, 2, 3], buffer[..3]);
    }

    [Fact]
    public async Task A_quiet_connection_is_read_all_the_same()
    {
        var buffer = new byte[10];
        var reading = Task.Run(async () =>
        {
            var count = await _stream.ReadAsync(buffer);
            return (count, Thread.CurrentThread.IsThreadPoolThread);
        });
        await Task.Delay(WaitingStream.QuietAfter + TimeSpan.FromSeconds(1));
        _peer.Send([1, 2, 3]);
        var (count, isOnPool) = await reading.WaitAsync(s_limit);
        Assert.Equal(3, count);
        Assert.True(isOnPool);
        _peer.Send([4]);
        Assert.Equal(1, await _stream.ReadAsync(buffer).AsTask().WaitAsync(s_limit));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stop_ends_the_wait_within_a_second(bool isWriting)
    {
        using var stop = new CancellationTokenSource();
        var waiting = Task.Run(async () =>
        {
            while (isWriting)
            {
                await _stream.WriteAsync(new byte[1024 * 1024], stop.Token);
            }

            return await _stream.ReadAsync(new byte[1], stop.Token);
        });
        await Task.Delay(300);
        Assert.False(waiting.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task The_end_and_a_break_are_told_apart()
    {
        _peer.Send([1]);
        _peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(1, await _stream.ReadAsync(new byte[4]).AsTask().WaitAsync(s_limit));
        Assert.Equal(0, await _stream.ReadAsync(new byte[4]).AsTask().WaitAsync(s_limit));

        _peer.LingerState = new LingerOption(true, 0);
        _peer.Close();
        var error = await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await _stream.WriteAsync(new byte[1024]);
                await Task.Delay(20);
            }
        });
        Assert.IsType<SocketException>(error.InnerException);
    }
}
