using System.Buffers;

namespace DeidPS.Net;

/// <summary>
/// The read buffers of one connection. They go round in it as they are; when it ends they are cleared before they go back to the shared pool:
/// patient data must not wait there for the next renter.
/// </summary>
internal sealed class TransportMemoryPool : MemoryPool<byte>
{
    private readonly Lock _lock = new();
    private readonly Stack<byte[]> _idle = new();
    private bool _isEnded;

    public override int MaxBufferSize => int.MaxValue;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        var size = minBufferSize < 0 ? 64 * 1024 : minBufferSize;
        lock (_lock)
        {
            if (_idle.TryPeek(out var array) && array.Length >= size)
            {
                return new Owner(this, _idle.Pop());
            }
        }

        return new Owner(this, ArrayPool<byte>.Shared.Rent(size));
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            _isEnded = true;
            while (_idle.TryPop(out var array))
            {
                ArrayPool<byte>.Shared.Return(array, clearArray: true);
            }
        }
    }

    private void Return(byte[] array)
    {
        lock (_lock)
        {
            if (!_isEnded)
            {
                _idle.Push(array);
                return;
            }
        }

        ArrayPool<byte>.Shared.Return(array, clearArray: true);
    }

    private sealed class Owner(TransportMemoryPool pool, byte[] array) : IMemoryOwner<byte>
    {
        private byte[]? _array = array;

        public Memory<byte> Memory => _array;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _array, null) is { } returned)
            {
                pool.Return(returned);
            }
        }
    }
}
