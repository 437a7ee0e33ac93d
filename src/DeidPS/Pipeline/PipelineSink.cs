using System.Threading.Channels;

namespace DeidPS;

/// <summary>
/// What asynchronous work says while it runs. Messages are written by the pipeline thread in the order they came; when too many wait, the
/// work waits. Safe for several tasks at once.
/// </summary>
public sealed class PipelineSink
{
    private readonly ChannelWriter<PipelineMessage> _writer;
    private readonly Action<bool> _onMessage;
    private readonly CancellationToken _stop;
    private Tuple<long, long?>? _progress;

    internal PipelineSink(ChannelWriter<PipelineMessage> writer, Action<bool> onMessage, CancellationToken stop)
    {
        _writer = writer;
        _onMessage = onMessage;
        _stop = stop;
    }

    /// <summary>The last progress that was told: finished and total; null before the first.</summary>
    internal (long Done, long? Total)? LastProgress => Volatile.Read(ref _progress) is { } progress ? (progress.Item1, progress.Item2) : null;

    /// <summary>Writes an object to the output.</summary>
    /// <exception cref="OperationCanceledException">The pipeline was stopped.</exception>
    public ValueTask WriteAsync(object value) => SendAsync(PipelineMessage.Output(value));

    /// <summary>Reports an error about one item; the work goes on.</summary>
    /// <param name="exception">What happened.</param>
    /// <param name="target">A node, path, tag or position; never a data set or a value.</param>
    /// <exception cref="OperationCanceledException">The pipeline was stopped.</exception>
    public ValueTask ErrorAsync(Exception exception, object? target) => SendAsync(PipelineMessage.Error(exception, target));

    /// <summary>Writes a warning: something worked and deserves attention. No attribute value.</summary>
    /// <exception cref="OperationCanceledException">The pipeline was stopped.</exception>
    public ValueTask WarningAsync(string text) => SendAsync(PipelineMessage.Warning(text));

    /// <summary>Writes a verbose line. No attribute value.</summary>
    /// <exception cref="OperationCanceledException">The pipeline was stopped.</exception>
    public ValueTask VerboseAsync(string text) => SendAsync(PipelineMessage.Verbose(text));

    /// <summary>Has something done on the pipeline thread, as script blocks of users are to be; returns once it waits for its turn there.</summary>
    /// <exception cref="OperationCanceledException">The pipeline was stopped.</exception>
    internal ValueTask CallAsync(Action<System.Management.Automation.Cmdlet> action) => SendAsync(PipelineMessage.Call(action));

    /// <summary>Says something unless too much waits to be said already: what strangers cause must not hold anybody up.</summary>
    internal void TrySay(PipelineMessage message)
    {
        if (_writer.TryWrite(message))
        {
            _onMessage(false);
        }
    }

    /// <summary>Tells how far the work is. Never waits: only the last call before the display changes is shown.</summary>
    /// <param name="done">Items that are finished.</param>
    /// <param name="total">Items there are; null while that is not known.</param>
    public void Progress(long done, long? total = null) => Volatile.Write(ref _progress, Tuple.Create(done, total));

    private async ValueTask SendAsync(PipelineMessage message)
    {
        await _writer.WriteAsync(message, _stop).ConfigureAwait(false);
        _onMessage(message.IsCall);
    }
}
