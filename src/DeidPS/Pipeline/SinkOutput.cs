namespace DeidPS;

/// <summary>Work in front: what it says goes to the pipeline.</summary>
/// <param name="sink">The pipeline's.</param>
internal sealed class SinkOutput(PipelineSink sink) : IJobOutput
{
    /// <inheritdoc/>
    public ValueTask WriteAsync(object value) => sink.WriteAsync(value);

    /// <inheritdoc/>
    public ValueTask ErrorAsync(Exception error, object? target) => sink.ErrorAsync(error, target);

    /// <inheritdoc/>
    public ValueTask VerboseAsync(string text) => sink.VerboseAsync(text);

    /// <inheritdoc/>
    public void Warn(string text) => sink.TrySay(PipelineMessage.Warning(text));

    /// <inheritdoc/>
    public void Progress(long done, long total) => sink.Progress(done, total);
}
