using System.Buffers;

namespace DeidPS.Dicom;

/// <summary>
/// The bytes of one data set as they come off the network: in memory while the <see cref="MemoryBudget"/> lasts, else all of them
/// in an encrypted temporary file whose key nobody but this object has. Written once, then read through <see cref="DicomFile.OpenDataset"/>.
/// </summary>
/// <remarks>One thread writes, then one reads. Disposing gives the memory back and ends the temporary file.</remarks>
public sealed class DatasetBuffer : IBufferWriter<byte>, IDisposable
{
    /// <summary>
    /// The first bytes, where the header is, lie in an array of their own that no other buffer ever gets: elements are slices of it, and a
    /// slice somebody kept too long must not show another patient's bytes.
    /// </summary>
    internal const int HeadSize = DicomReader.ReadAhead;

    /// <summary>What the head begins with: identifiers of queries and other small data sets need no more.</summary>
    private const int SmallHeadSize = 4 * 1024;

    private readonly MemoryBudget _budget;
    private readonly string? _spillFolder;
    private readonly List<byte[]> _blocks = [];
    private byte[] _head = [];

    /// <summary>The block that is being filled: the head, the last of the blocks, or one that passes bytes to the temporary file.</summary>
    private byte[] _current = [];
    private int _filled;

    /// <summary>Handed out where more was asked for than the current block has room for.</summary>
    private byte[]? _detour;
    private EncryptedBlocks? _spill;
    private bool _isBroken;
    private bool _isComplete;
    private int _isDisposed;

    /// <summary>Creates an empty buffer; it takes memory when bytes come.</summary>
    /// <param name="budget">The memory it shares with others.</param>
    /// <param name="spillFolder">Folder for the temporary file; null for the system's.</param>
    public DatasetBuffer(MemoryBudget budget, string? spillFolder = null)
    {
        ArgumentNullException.ThrowIfNull(budget);
        _budget = budget;
        _spillFolder = spillFolder;
    }

    /// <summary>Bytes there are.</summary>
    public long Length { get; private set; }

    /// <summary>True when the bytes are in a temporary file.</summary>
    public bool IsSpilled => _spill is not null;

    /// <summary>The head's bytes; empty when spilled.</summary>
    internal ReadOnlyMemory<byte> Head => _head.AsMemory(0, (int)Math.Min(Length, _head.Length));

    /// <summary>Room for bytes: at least as many as the hint says, and at least one.</summary>
    /// <exception cref="IOException">The temporary file cannot be written, for example because the disk is full; the buffer can then only be disposed.</exception>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc cref="GetSpan"/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        ThrowUnlessWritable();
        if (_filled == _current.Length)
        {
            MakeRoom();
        }

        if (sizeHint <= _current.Length - _filled)
        {
            return _current.AsMemory(_filled);
        }

        return _detour = new byte[sizeHint];
    }

    /// <summary>Takes over bytes that were put where <see cref="GetSpan"/> pointed.</summary>
    /// <exception cref="IOException">As <see cref="GetSpan"/>.</exception>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ThrowUnlessWritable();
        if (_detour is { } detour)
        {
            _detour = null;
            Append(detour.AsSpan(0, count));
            Array.Clear(detour);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _current.Length - _filled);
        _filled += count;
        Length += count;
    }

    /// <summary>Adds bytes behind those that are there.</summary>
    /// <exception cref="IOException">As <see cref="GetSpan"/>.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ThrowUnlessWritable();
        _detour = null;
        while (!bytes.IsEmpty)
        {
            if (_filled == _current.Length)
            {
                MakeRoom();
            }

            var take = Math.Min(bytes.Length, _current.Length - _filled);
            bytes[..take].CopyTo(_current.AsSpan(_filled));
            _filled += take;
            Length += take;
            bytes = bytes[take..];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Twice would put a block into the pool twice, and two patients' bytes into one block.
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        ReleaseMemory(reuse: _isComplete);
        if (_detour is not null)
        {
            Array.Clear(_detour);
        }

        _spill?.Dispose();
    }

    /// <summary>Ends the writing; from here on the bytes can be read.</summary>
    /// <exception cref="InvalidOperationException">That was done before.</exception>
    /// <exception cref="IOException">As <see cref="GetSpan"/>.</exception>
    internal void Complete()
    {
        ThrowUnlessWritable();
        if (_spill is not null)
        {
            Flush(_spill);
            _isBroken = true;
            _spill.Complete();
            _isBroken = false;
            _budget.Return(_current);
            _current = [];
        }

        _isComplete = true;
    }

    /// <summary>Reads up to the buffer's size; fewer bytes only at the end.</summary>
    internal int ReadAt(long offset, Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        if (_spill is not null)
        {
            return _spill.ReadAt(offset, buffer);
        }

        var total = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        for (var done = 0; done < total;)
        {
            var part = InMemory(offset + done).Span;
            var take = Math.Min(part.Length, total - done);
            part[..take].CopyTo(buffer[done..]);
            done += take;
        }

        return total;
    }

    /// <summary>The bytes from an offset to the end of the piece of memory they lie in; empty when spilled or behind the end. Not to be kept: blocks go to other data sets.</summary>
    internal ReadOnlyMemory<byte> InMemory(long offset)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        if (_spill is not null || offset >= Length)
        {
            return default;
        }

        var left = (int)Math.Min(int.MaxValue, Length - offset);
        if (offset < _head.Length)
        {
            return _head.AsMemory((int)offset, Math.Min(left, _head.Length - (int)offset));
        }

        var (block, within) = Math.DivRem(offset - _head.Length, MemoryBudget.BlockSize);
        return _blocks[(int)block].AsMemory((int)within, Math.Min(left, MemoryBudget.BlockSize - (int)within));
    }

    private void ThrowUnlessWritable()
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        if (_isComplete || _isBroken)
        {
            throw new InvalidOperationException(_isComplete ? "The data set is complete." : "The data set could not be written.");
        }
    }

    private void MakeRoom()
    {
        if (_spill is not null)
        {
            Flush(_spill);
        }
        else if (_head.Length < HeadSize)
        {
            GrowHead();
        }
        else if (_budget.TryTake(MemoryBudget.BlockSize))
        {
            _current = _budget.Rent();
            _blocks.Add(_current);
            _filled = 0;
        }
        else
        {
            Spill();
        }
    }

    private void GrowHead()
    {
        var size = _head.Length == 0 ? SmallHeadSize : HeadSize;
        if (!_budget.TryTake(size - _head.Length))
        {
            Spill();
            return;
        }

        Array.Resize(ref _head, size);
        _current = _head;
    }

    /// <summary>Everything goes to the file, what came before too: the memory is better used by the small data sets that come beside a large one.</summary>
    private void Spill()
    {
        _isBroken = true;
        var spill = SpillFile.Create(_spillFolder);
        try
        {
            spill.Append(Head.Span);
            foreach (var block in _blocks)
            {
                spill.Append(block);
            }
        }
        catch
        {
            spill.Dispose();
            throw;
        }

        ReleaseMemory(reuse: true);
        _spill = spill;
        _current = _budget.Rent();
        _filled = 0;
        _isBroken = false;
    }

    private void Flush(EncryptedBlocks spill)
    {
        _isBroken = true;
        spill.Append(_current.AsSpan(0, _filled));
        _filled = 0;
        _isBroken = false;
    }

    /// <summary>Gives the memory back.</summary>
    /// <param name="reuse">False where a writer was interrupted and may still hold a span: then no other data set gets the blocks.</param>
    private void ReleaseMemory(bool reuse)
    {
        _budget.GiveBack(_head.Length + (_blocks.Count * (long)MemoryBudget.BlockSize));
        foreach (var block in _blocks)
        {
            if (reuse)
            {
                _budget.Return(block);
            }
            else
            {
                Array.Clear(block);
            }
        }

        if (!reuse)
        {
            Array.Clear(_current);
        }

        _blocks.Clear();
        _head = [];
        _current = [];
        _filled = 0;
    }
}
