using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>
/// Takes what a retrieval brings: instances of the study that is being retrieved go to the keeper, everything else is refused, so that
/// the node knows it was not kept.
/// </summary>
/// <param name="keep">Keeps an instance, whose file it owns from then on, and says what is answered.</param>
public sealed class InstanceCollector(Func<ReceivedInstance, DicomFile, CancellationToken, ValueTask<StoreOutcome>> keep) : IInstanceSink
{
    private static readonly StoreOutcome s_notAskedFor = new(DimseStatus.NotAuthorized, "not asked for");

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string?> _received = new(StringComparer.Ordinal);
    private string? _study;
    private long _lastArrival = Environment.TickCount64;
    private int _busy;

    /// <summary>Different instances kept since <see cref="Begin"/>.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _received.Count;
            }
        }
    }

    /// <summary>The SOP Instance UIDs of those, each with the Series Instance UID it names; a copy.</summary>
    public IReadOnlyDictionary<string, string?> Received
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, string?>(_received, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Time since the last instance; zero while one is being kept.</summary>
    public TimeSpan Quiet => Volatile.Read(ref _busy) > 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _lastArrival));

    /// <summary>Starts a retrieval.</summary>
    /// <param name="studyInstanceUid">The study whose instances are kept.</param>
    public void Begin(string studyInstanceUid)
    {
        lock (_lock)
        {
            _received.Clear();
            _study = studyInstanceUid;
        }

        Volatile.Write(ref _lastArrival, Environment.TickCount64);
    }

    /// <summary>Ends it: what comes now is refused.</summary>
    public void End()
    {
        lock (_lock)
        {
            _study = null;
        }
    }

    /// <summary>True between <see cref="Begin"/> and <see cref="End"/>.</summary>
    internal bool IsCollecting
    {
        get
        {
            lock (_lock)
            {
                return _study is not null;
            }
        }
    }

    /// <summary>True when an instance was kept.</summary>
    public bool Has(string sopInstanceUid)
    {
        lock (_lock)
        {
            return _received.ContainsKey(sopInstanceUid);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(instance);
        string? study;
        lock (_lock)
        {
            study = _study;
        }

        if (study is null)
        {
            instance.Dispose();
            return s_notAskedFor;
        }

        Interlocked.Increment(ref _busy);
        try
        {
            return await KeepAsync(instance, study, stop).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _lastArrival, Environment.TickCount64);
            Interlocked.Decrement(ref _busy);
        }
    }

    private async ValueTask<StoreOutcome> KeepAsync(ReceivedInstance instance, string study, CancellationToken stop)
    {
        DicomFile file;
        try
        {
            file = instance.OpenFile();
        }
        catch (DimseException)
        {
            return new StoreOutcome(DimseStatus.DatasetMismatch, "another SOP class or instance than announced");
        }
        catch (DicomParseException)
        {
            return new StoreOutcome(DimseStatus.CannotUnderstand, "the data set cannot be read to its end");
        }

        if (file.Dataset.GetText(DicomTags.StudyInstanceUID) != study)
        {
            file.Dispose();
            return s_notAskedFor;
        }

        if (Has(instance.SopInstanceUid))
        {
            // A top-up may bring what came late from the round before.
            file.Dispose();
            return StoreOutcome.Success;
        }

        var series = file.Dataset.GetText(RetrieveIdentifier.Series);
        var outcome = await keep(instance, file, stop).ConfigureAwait(false);
        if (DimseStatus.Describe(outcome.Status, DimseService.Store).Class is StatusClass.Success or StatusClass.Warning)
        {
            lock (_lock)
            {
                _received[instance.SopInstanceUid] = series;
            }
        }

        return outcome;
    }
}
