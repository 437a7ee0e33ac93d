namespace DeidPS.Dicom;

/// <summary>
/// The memory that data sets may take while they come in, shared by all <see cref="DatasetBuffer"/>s of a receiver: however much
/// arrives at once, it takes no more than this; the rest goes to encrypted temporary files. Thread safe.
/// </summary>
/// <remarks>
/// Blocks go from one data set to the next without a new allocation, through a pool of this object's own, and are cleared in between:
/// bytes of one patient must not lie where those of another go.
/// </remarks>
public sealed class MemoryBudget
{
    /// <summary>Bytes of a block in the pool.</summary>
    internal const int BlockSize = 128 * 1024;

    /// <summary>What the pool keeps at most while nothing comes in.</summary>
    private const int MaximumIdleBlocks = 64 * 1024 * 1024 / BlockSize;

    private readonly Lock _lock = new();
    private readonly Stack<byte[]> _idle = new();
    private long _used;

    /// <summary>Creates a budget.</summary>
    /// <param name="bytes">Bytes all buffers together may hold; 0 sends everything to temporary files.</param>
    public MemoryBudget(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Limit = bytes;
    }

    /// <summary>Bytes all buffers together may hold.</summary>
    public long Limit { get; }

    /// <summary>Bytes held now; never more than <see cref="Limit"/>.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>Takes bytes out of the budget.</summary>
    /// <returns>False when there are not so many.</returns>
    internal bool TryTake(int bytes)
    {
        lock (_lock)
        {
            if (_used + bytes > Limit)
            {
                return false;
            }

            _used += bytes;
            return true;
        }
    }

    /// <summary>Puts bytes back into the budget.</summary>
    internal void GiveBack(long bytes)
    {
        lock (_lock)
        {
            _used -= bytes;
        }
    }

    /// <summary>A block of zeros, which the caller has taken from the budget or uses for a moment only.</summary>
    internal byte[] Rent()
    {
        lock (_lock)
        {
            if (_idle.TryPop(out var block))
            {
                return block;
            }
        }

        return new byte[BlockSize];
    }

    /// <summary>Clears a block for the next one. Nobody may hold a slice of it.</summary>
    internal void Return(byte[] block)
    {
        Array.Clear(block);
        lock (_lock)
        {
            if (_idle.Count < MaximumIdleBlocks)
            {
                _idle.Push(block);
            }
        }
    }
}
