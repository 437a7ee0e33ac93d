using System.Buffers;

namespace DeidPS.Net;

/// <summary>Memory of the shared pool that is cleared before it goes back: patient data must not wait there for the next renter.</summary>
internal sealed class ClearingMemoryPool : MemoryPool<byte>
{
    public static readonly ClearingMemoryPool Instance = new();

    public override int MaxBufferSize => int.MaxValue;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Owner(ArrayPool<byte>.Shared.Rent(minBufferSize < 0 ? 64 * 1024 : minBufferSize));

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Owner(byte[] array) : IMemoryOwner<byte>
    {
        private byte[]? _array = array;

        public Memory<byte> Memory => _array;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _array, null) is { } returned)
            {
                ArrayPool<byte>.Shared.Return(returned, clearArray: true);
            }
        }
    }
}
