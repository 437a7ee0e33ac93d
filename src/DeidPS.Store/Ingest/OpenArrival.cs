using DeidPS.Deid.Policies;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Ingest;

/// <summary>A study that is coming in from one origin: into which entry, and what was counted since that was last written down.</summary>
internal sealed class OpenArrival
{
    private readonly SortedSet<string> _modalities = new(StringComparer.Ordinal);
    private long _instances;
    private long _bytes;
    private long _duplicates;
    private long _lost;
    private long _uses;
    private long _lastUse;

    public required string Id { get; init; }

    public required string Entry { get; init; }

    public required string Folder { get; init; }

    public required IngestOrigin Origin { get; init; }

    public string? Project { get; init; }

    public required string Subject { get; init; }

    public required string Session { get; init; }

    public required string PatientKey { get; init; }

    public required RoutingDecision Decision { get; init; }

    public required PolicyRunner Runner { get; init; }

    /// <summary>Filters of the origin, the project and the site.</summary>
    public IReadOnlyList<SeriesFilter> Filters { get; init; } = [];

    /// <summary>Row that keeps the entry from being built meanwhile.</summary>
    public required string Writer { get; init; }

    /// <summary>Flags that objects raised; written down with the counts.</summary>
    public int Flags;

    /// <summary>Modalities of what came, ascending, as one text.</summary>
    public string Modalities
    {
        get
        {
            lock (_modalities)
            {
                return string.Join(',', _modalities);
            }
        }
    }

    /// <summary>Something of a modality came.</summary>
    public void Saw(string? modality)
    {
        if (StandardModality.Of(modality) is { } term)
        {
            lock (_modalities)
            {
                _modalities.Add(term);
            }
        }
    }

    /// <summary>Instances written.</summary>
    public void Written(long bytes)
    {
        Interlocked.Increment(ref _instances);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>An instance that could not be kept.</summary>
    public void Lost() => Interlocked.Increment(ref _lost);

    /// <summary>Instances that could not be kept, since the arrival began.</summary>
    public long Losses => Interlocked.Read(ref _lost);

    /// <summary>An instance that was there already.</summary>
    public void Duplicate() => Interlocked.Increment(ref _duplicates);

    /// <summary>Raises a flag of the entry.</summary>
    public void Raise(Prearchive.EntryFlags flag) => Interlocked.Or(ref Flags, (int)flag);

    /// <summary>Somebody begins to write into the folder.</summary>
    public void Enter()
    {
        Interlocked.Increment(ref _uses);
        Volatile.Write(ref _lastUse, Environment.TickCount64);
    }

    /// <summary>He has ended.</summary>
    public void Leave()
    {
        Volatile.Write(ref _lastUse, Environment.TickCount64);
        Interlocked.Decrement(ref _uses);
    }

    /// <summary>True when nobody writes, and nobody did for a while.</summary>
    public bool IsIdle(TimeSpan time) => Interlocked.Read(ref _uses) == 0 && Environment.TickCount64 - Volatile.Read(ref _lastUse) >= time.TotalMilliseconds;

    /// <summary>The counts since the last call.</summary>
    public (long Instances, long Bytes, long Duplicates, int Flags) Take() =>
        (Interlocked.Exchange(ref _instances, 0), Interlocked.Exchange(ref _bytes, 0), Interlocked.Exchange(ref _duplicates, 0), Interlocked.Exchange(ref Flags, 0));
}
