namespace DeidPS.Module.Tests.Network;

/// <summary>Bytes of which the second half comes when a gate is opened.</summary>
internal sealed class GatedStream : MemoryStream
{
    private readonly byte[] _bytes;
    private readonly TaskCompletionSource _half = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _gate = new();

    public GatedStream(byte[] bytes)
        : base(bytes, writable: false) => _bytes = bytes;

    /// <summary>Ends when the first half was read.</summary>
    public Task HalfRead => _half.Task;

    public void Open() => _gate.Set();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var half = Length / 2;
        if (Position >= half)
        {
            _half.TrySetResult();
            _gate.Wait(TimeSpan.FromMinutes(2));
        }

        var count = (int)Math.Min(buffer.Length, Position < half ? half - Position : Length - Position);
        _bytes.AsSpan((int)Position, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    protected override void Dispose(bool disposing)
    {
        _gate.Set();
        _gate.Dispose();
        base.Dispose(disposing);
    }
}
