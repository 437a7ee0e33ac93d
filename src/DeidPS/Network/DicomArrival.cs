using DeidPS.Deid.Files;

namespace DeidPS;

/// <summary>What one association brought of one study. Counts are those of the moment they are read. Names no original identifier.</summary>
public sealed class DicomArrival
{
    private readonly Lock _lock = new();
    private readonly SortedSet<string> _modalities = new(StringComparer.Ordinal);
    private readonly long[] _counts = new long[4];
    private DateTimeOffset _last;

    internal DicomArrival(string id, DateTimeOffset time)
    {
        ArrivalId = id;
        Time = time;
        _last = time;
    }

    /// <summary>Its name: the time of its first instance in UTC and four digits, such as <c>20240131T093012.123Z-3fa9</c>.</summary>
    public string ArrivalId { get; }

    /// <summary>When its first instance was complete, UTC.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The same in the time zone of this computer.</summary>
    public DateTimeOffset LocalTime => Time.ToLocalTime();

    /// <summary>When its last instance so far was complete, UTC.</summary>
    public DateTimeOffset LastTime
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    /// <summary>AE title of the sender.</summary>
    public required string CallingAE { get; init; }

    /// <summary>AE title the sender asked for.</summary>
    public required string CalledAE { get; init; }

    /// <summary>Address of the sender; null when the transport has none.</summary>
    public string? Peer { get; init; }

    /// <summary>Number of the association, from 1 since the receiver was started.</summary>
    public required long Association { get; init; }

    /// <summary>Pseudonym of the Study Instance UID under the site's key; null without a key, and when the study could not be read.</summary>
    public string? StudyInstanceUID { get; init; }

    /// <summary>Modalities of its instances, ascending; only those the standard defines.</summary>
    public IReadOnlyList<string> Modalities
    {
        get
        {
            lock (_lock)
            {
                return [.. _modalities];
            }
        }
    }

    /// <summary>Instances that came.</summary>
    public long Instances => Written + Quarantined + Skipped + Failed;

    /// <summary>Instances written.</summary>
    public long Written => this[AnonymiseStatus.Written];

    /// <summary>Instances held back.</summary>
    public long Quarantined => this[AnonymiseStatus.Quarantined];

    /// <summary>Instances left out on purpose.</summary>
    public long Skipped => this[AnonymiseStatus.Skipped];

    /// <summary>Instances that could not be kept.</summary>
    public long Failed => this[AnonymiseStatus.Failed];

    private long this[AnonymiseStatus status]
    {
        get
        {
            lock (_lock)
            {
                return _counts[(int)status];
            }
        }
    }

    internal void Add(string? modality, DateTimeOffset time)
    {
        lock (_lock)
        {
            _last = time > _last ? time : _last;
            if (modality is not null)
            {
                _modalities.Add(modality);
            }
        }
    }

    internal void Count(AnonymiseStatus status)
    {
        lock (_lock)
        {
            _counts[(int)status]++;
        }
    }
}
