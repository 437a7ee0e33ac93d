using System.Management.Automation;
using System.Threading.Channels;

namespace DeidPS;

/// <summary>
/// One piece of asynchronous work: it runs on the thread pool while the pipeline thread writes what it says. No thread waits for a task:
/// the pipeline thread sleeps until there is something to write, the work has ended or the pipeline is stopped.
/// </summary>
internal sealed class AsyncRun : IDisposable
{
    /// <summary>Messages on the way before the work has to wait.</summary>
    private const int Capacity = 256;

    /// <summary>What is said within this time is written together: waking the pipeline thread costs the work more than most of what it says.</summary>
    private static readonly TimeSpan s_gathering = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(200);

    /// <summary>How long stopped work may take to close what it opened.</summary>
    private static readonly TimeSpan s_stopLimit = TimeSpan.FromMilliseconds(700);

    private readonly Channel<PipelineMessage> _messages = Channel.CreateBounded<PipelineMessage>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly ManualResetEventSlim _signal = new(initialState: false, spinCount: 0);
    private readonly ManualResetEventSlim _ended = new(initialState: false, spinCount: 0);
    private readonly ManualResetEventSlim _hurry = new(initialState: false, spinCount: 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _pipelineStop;
    private readonly CancellationTokenRegistration _link;
    private readonly PipelineSink _sink;
    private Exception? _failure;
    private volatile bool _isDone;

    /// <summary>Starts the work.</summary>
    /// <param name="work">What to do; its token is cancelled when the pipeline is stopped.</param>
    /// <param name="pipelineStop">Cancelled when the pipeline is stopped.</param>
    public AsyncRun(Func<PipelineSink, CancellationToken, Task> work, CancellationToken pipelineStop)
    {
        _pipelineStop = pipelineStop;
        _sink = new PipelineSink(_messages.Writer, Signal, _stop.Token);
        _ = Task.Run(() => RunAsync(work), CancellationToken.None);

        // On the pool: what the work registered with its token must not hold up whoever stops the pipeline.
        _link = pipelineStop.UnsafeRegister(static state => _ = ((CancellationTokenSource)state!).CancelAsync(), _stop);
    }

    /// <summary>Writes what the work says until it has ended.</summary>
    /// <param name="cmdlet">The cmdlet, whose pipeline thread this is.</param>
    /// <param name="meter">Shows the progress.</param>
    /// <returns>What the work threw; null when it ended well.</returns>
    /// <exception cref="OperationCanceledException">The pipeline was stopped.</exception>
    public Exception? Drain(Cmdlet cmdlet, ProgressMeter meter)
    {
        while (true)
        {
            _signal.Reset();
            _hurry.Reset();

            // Asked before the messages are read: what the work said before it ended is then among them.
            var isDone = _isDone;
            while (_messages.Reader.TryRead(out var message))
            {
                _pipelineStop.ThrowIfCancellationRequested();
                message.WriteTo(cmdlet);
                Show(meter);
            }

            Show(meter);
            if (isDone)
            {
                _pipelineStop.ThrowIfCancellationRequested();
                return _failure;
            }

            if (_signal.Wait(s_tick, _pipelineStop))
            {
                _hurry.Wait(s_gathering, _pipelineStop);
            }
        }
    }

    /// <summary>Stops the work and gives it a moment to close what it opened.</summary>
    public void Dispose()
    {
        _link.Dispose();
        var cancelling = _stop.CancelAsync();
        if (_ended.Wait(s_stopLimit) && cancelling.IsCompleted)
        {
            // Work that hangs keeps these; the collector frees them after it.
            _ended.Dispose();
            _signal.Dispose();
            _hurry.Dispose();
            _stop.Dispose();
        }
    }

    /// <summary>Tells the pipeline thread that there is something to write.</summary>
    private void Signal(bool isUrgent)
    {
        _signal.Set();
        if (isUrgent || _messages.Reader.Count > Capacity / 2)
        {
            _hurry.Set();
        }
    }

    private void Show(ProgressMeter meter)
    {
        if (_sink.LastProgress is { } progress)
        {
            meter.Report(progress.Done, progress.Total);
        }
    }

    private async Task RunAsync(Func<PipelineSink, CancellationToken, Task> work)
    {
        try
        {
            await work(_sink, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _failure = exception;
        }

        _isDone = true;
        Signal(isUrgent: true);
        _ended.Set();
    }
}
