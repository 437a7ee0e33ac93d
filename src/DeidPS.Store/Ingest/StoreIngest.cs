using System.Collections.Concurrent;
using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Lookup;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Ingest;

/// <summary>
/// Takes objects into a store: routing by what they say, the site's policy in memory, then into the folder of their entry. A sender hears
/// of success only when the object is durable there, held encrypted, or recorded as filtered. Nothing identified is written.
/// </summary>
public sealed class StoreIngest : IInstanceSink, IDisposable
{
    private const long Gigabyte = 1L << 30;

    private readonly DeidStore _store;
    private readonly StorePolicies _policies;
    private readonly StoreRouting _routing;
    private readonly IngestOptions _options;
    private readonly ArrivalDesk _desk;
    private readonly QuarantineFolder _hold;
    private readonly WorkTurns _turns;
    private readonly ConcurrentDictionary<(string Origin, string Study), Lazy<OpenArrival>> _open = new();
    private readonly ITimer _timer;
    private int _ordinal;

    /// <summary>Creates an ingest.</summary>
    /// <param name="store">The store.</param>
    /// <param name="policies">Policies and key.</param>
    /// <param name="options">How objects are taken.</param>
    public StoreIngest(DeidStore store, StorePolicies policies, IngestOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(options);
        (_store, _policies, _options) = (store, policies, options);
        _routing = new StoreRouting(store, policies.Key);
        _desk = new ArrivalDesk(store, policies);
        _hold = new QuarantineFolder(store.Layout.Hold, policies.Key);
        _turns = new WorkTurns(options.Workers);

        // A policy or a rule that cannot run is told now, not at the first object.
        _ = policies.Runner(_routing.Now.Settings.Policy, null, null, null);
        store.BindKey(policies.Key, options.IsTrial);
        if (!options.IsTrial)
        {
            store.Seal(policies.Key);
        }

        var interval = TimeSpan.FromSeconds(Math.Max(1, options.ReleaseSeconds / 2));
        _timer = store.Clock.CreateTimer(_ => Release(TimeSpan.FromSeconds(options.ReleaseSeconds)), null, interval, interval);
    }

    /// <summary>False while the disk is so full that senders are told to come back later.</summary>
    public bool HasSpace => FreeBytes() >= _routing.Now.Settings.MinimumFreeGB * Gigabyte;

    /// <inheritdoc/>
    public ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop) => ValueTask.FromResult(Take(instance, null, stop).Answer);

    /// <summary>Takes what an association brought, and disposes it.</summary>
    /// <param name="instance">The object as received.</param>
    /// <param name="onRead">Gets the header as received; null for nobody.</param>
    /// <param name="stop">Stops it; the sender is not answered then.</param>
    public IngestReceipt Take(ReceivedInstance instance, Action<DicomDataset>? onRead, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(instance);
        using (instance)
        {
            return TakeInTurn(
                OriginOf(instance.Association),
                instance.ToString(),
                () =>
                {
                    var file = instance.OpenFile(DicomReadOptions.Inspect);
                    onRead?.Invoke(file.Dataset);
                    return file;
                },
                stop);
        }
    }

    /// <summary>Takes one object when its turn has come; while it waits for the disk, the next has its turn.</summary>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="name">What messages call it; no value of the object.</param>
    /// <param name="open">Opens it; called once.</param>
    /// <param name="stop">Stops it; the sender is not answered then.</param>
    public IngestReceipt TakeInTurn(IngestOrigin origin, string name, Func<DicomFile> open, CancellationToken stop)
    {
        using var turn = _turns.Take(stop);
        return Take(origin, name, open, turn.End, stop);
    }

    /// <summary>Takes one object that is open already, when its turn has come. Where it is not asked for, as on a full disk, nobody else closes it.</summary>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="name">What messages call it; no value of the object.</param>
    /// <param name="file">The object; closed.</param>
    /// <param name="stop">Stops it; the sender is not answered then.</param>
    public IngestReceipt TakeOpened(IngestOrigin origin, string name, DicomFile file, CancellationToken stop)
    {
        var isTaken = false;
        try
        {
            return TakeInTurn(
                origin,
                name,
                () =>
                {
                    isTaken = true;
                    return file;
                },
                stop);
        }
        finally
        {
            if (!isTaken)
            {
                file.Dispose();
            }
        }
    }

    /// <summary>Takes one object at once.</summary>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="name">What messages call it; no value of the object.</param>
    /// <param name="open">Opens it; called once.</param>
    /// <param name="beforeWaiting">Called when only the disk is waited for; null for nobody.</param>
    /// <param name="stop">Stops it; the sender is not answered then.</param>
    public IngestReceipt Take(IngestOrigin origin, string name, Func<DicomFile> open, Action? beforeWaiting, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(open);
        var failed = new AnonymiseResult { Source = name, Status = AnonymiseStatus.Failed, Reason = AnonymiseReason.WriteFailed, Policies = [] };
        DicomFile file;
        try
        {
            if (!HasSpace)
            {
                return new IngestReceipt(null, null, failed with { ErrorId = "WriteFailed", Message = "The disk of the store is nearly full.", RecommendedAction = "Free space." }, new StoreOutcome(DimseStatus.OutOfResources, "no disk space for the moment"));
            }

            file = open();
        }
        catch (DimseException error)
        {
            return Unread(failed, error, new StoreOutcome(DimseStatus.DatasetMismatch, "another SOP class or instance than announced"));
        }
        catch (DicomParseException error)
        {
            return Unread(failed, error, new StoreOutcome(DimseStatus.CannotUnderstand, "no element can be read"));
        }
        catch (StoreException error)
        {
            return Unwritten(failed, error);
        }

        return Take(origin, name, file, failed, beforeWaiting, stop);
    }

    /// <summary>An origin has ended: its entries may be built.</summary>
    public void End(string origin)
    {
        foreach (var key in _open.Keys.Where(k => k.Origin == origin))
        {
            Close(key, TimeSpan.Zero);
        }
    }

    /// <summary>The name of an association's origin, for <see cref="End"/>.</summary>
    public static string OriginId(AssociationInfo association)
    {
        ArgumentNullException.ThrowIfNull(association);
        return FormattableString.Invariant($"association {association.Number}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        Release(TimeSpan.Zero);
        _turns.Dispose();
    }

    private IngestOrigin OriginOf(AssociationInfo association) => new()
    {
        Id = OriginId(association), Association = association.Number, CallingAE = association.CallingAE, CalledAE = association.CalledAE, Peer = association.Peer?.Address.ToString(),
        IsAllowListed = association.Peer is { } peer && _options.AllowedPeers.Any(r => r.AETitle is not null && r.Allows(association.CallingAE, peer.Address)),
    };

    private static IngestReceipt Unread(AnonymiseResult failed, DeidException error, StoreOutcome answer) =>
        new(null, null, failed with { Reason = AnonymiseReason.Damaged, ErrorId = error.ErrorId, Message = error.Message, RecommendedAction = error.RecommendedAction }, answer);

    private static IngestReceipt Unwritten(AnonymiseResult failed, DeidException error) =>
        new(null, null, failed with { ErrorId = error.ErrorId, Message = error.Message, RecommendedAction = error.RecommendedAction }, new StoreOutcome(DimseStatus.OutOfResources, "the store cannot be written"));

    private IngestReceipt Take(IngestOrigin origin, string name, DicomFile file, AnonymiseResult failed, Action? beforeWaiting, CancellationToken stop)
    {
        IngestKeys keys;
        OpenArrival arrival;
        try
        {
            keys = IngestKeys.Of(_policies.Key, file.Dataset);
            arrival = Enter(origin, keys, StudyOriginals.Of(file.Dataset), _routing.Now.Router.Decide(file.Dataset, new CatalogProjects(_store, origin), origin.Plan));
        }
        catch (DeidException error)
        {
            file.Dispose();
            return Unwritten(failed, error);
        }

        try
        {
            _store.Reached("ingest.opened");
            if (keys.Patient != arrival.PatientKey)
            {
                arrival.Raise(EntryFlags.SeveralPatients);
            }

            var result = LeftOut.Of(arrival.Filters, name, file);
            if (result is null)
            {
                result = Keep(arrival, name, file, beforeWaiting, stop);
            }
            else
            {
                file.Dispose();
            }

            _store.Reached("ingest.written");
            stop.ThrowIfCancellationRequested();
            var receipt = Answer(arrival, keys, result);
            _store.Reached("ingest.recorded");
            return receipt;
        }
        finally
        {
            arrival.Leave();
        }
    }

    private AnonymiseResult Keep(OpenArrival arrival, string name, DicomFile file, Action? beforeWaiting, CancellationToken stop)
    {
        arrival.Saw(file.Dataset.GetText(DicomTags.Modality));

        // An anonymiser of its own for each object: what came before is of no interest, and a sender may send the same again.
        var options = new AnonymiseOptions { Destination = arrival.Folder, Layout = OutputLayout.Uid, Quarantine = _hold, Durable = true, BeforeWaiting = beforeWaiting };
        return new FileAnonymiser(arrival.Runner, options).Process(new MemoryInput(name, () => file, isAcknowledged: true), Interlocked.Increment(ref _ordinal) & int.MaxValue, WriteMode.Write, stop);
    }

    private OpenArrival Enter(IngestOrigin origin, IngestKeys keys, StudyOriginals originals, RoutingDecision decision)
    {
        while (true)
        {
            var key = (origin.Id, keys.Study);
            var lazy = _open.GetOrAdd(key, _ => new Lazy<OpenArrival>(() => _desk.Open(origin, keys, originals, decision)));
            try
            {
                var arrival = lazy.Value;
                lock (arrival)
                {
                    if (_open.TryGetValue(key, out var current) && ReferenceEquals(current, lazy))
                    {
                        arrival.Enter();
                        if (!ReferenceEquals(arrival.Decision, decision) && !arrival.Decision.Agrees(decision))
                        {
                            arrival.Raise(EntryFlags.AmbiguousRouting);
                        }

                        return arrival;
                    }
                }
            }
            catch
            {
                _open.TryRemove(KeyValuePair.Create(key, lazy));
                throw;
            }
        }
    }

    private IngestReceipt Answer(OpenArrival arrival, IngestKeys keys, AnonymiseResult result)
    {
        StoreOutcome answer;
        try
        {
            answer = Judge(arrival, keys, result);
        }
        catch (StoreException error)
        {
            // It is not on record: its sender keeps it, and what is held of it is cleared away or found again when it comes again.
            result = result with { Status = AnonymiseStatus.Failed, Reason = AnonymiseReason.WriteFailed, ErrorId = error.ErrorId, Message = error.Message, RecommendedAction = error.RecommendedAction };
            return new IngestReceipt(arrival.Id, arrival.Entry, result, new StoreOutcome(DimseStatus.OutOfResources, "the store cannot be written"));
        }

        if (answer.Status == DimseStatus.Success && !_store.Process.IsFresh && !_desk.IsHeld(arrival))
        {
            // Others took this process for dead and the entry may be on its way: what was written there is not safe.
            if (result is { Status: AnonymiseStatus.Written, Destination: not null })
            {
                File.Delete(result.Destination);
            }

            arrival.Lost();
            answer = new StoreOutcome(DimseStatus.OutOfResources, "the store was not reachable for too long");
        }

        return new IngestReceipt(arrival.Id, arrival.Entry, result, answer) { Project = arrival.Project, Subject = arrival.Subject, Session = arrival.Session };
    }

    /// <summary>Puts the result on record and says what the sender is answered.</summary>
    private StoreOutcome Judge(OpenArrival arrival, IngestKeys keys, AnonymiseResult result)
    {
        void Discard(DiscardKind kind, EntryFlags flags = EntryFlags.None) =>
            _desk.WriteDown(arrival, new Discard(kind, result.Reason.ToString(), result.SOPClassUID, keys.Instance, result.QuarantinePath is { } path ? Path.GetFileName(path) : null, flags));
        switch (result)
        {
            case { Status: AnonymiseStatus.Written }:
                arrival.Written(result.BytesWritten);
                break;
            case { Status: AnonymiseStatus.Skipped, Reason: AnonymiseReason.AlreadyExists }:
                arrival.Duplicate();
                break;
            case { Status: AnonymiseStatus.Skipped, Reason: AnonymiseReason.Rejected or AnonymiseReason.SeriesFilter }:
                Discard(_options.RefuseFiltered ? DiscardKind.Refused : DiscardKind.Filtered);
                break;
            case { Status: AnonymiseStatus.Quarantined, QuarantinePath: not null }:
                Discard(DiscardKind.Held, FlagsOf(result));

                // The same original may just have gone with another entry; from the row on nobody deletes it.
                if (!File.Exists(result.QuarantinePath))
                {
                    return new StoreOutcome(DimseStatus.OutOfResources, "it was deleted meanwhile");
                }

                break;
            default:
                arrival.Lost();
                break;
        }

        return SenderAnswer.Of(result, _options.RefuseFiltered);
    }

    private static EntryFlags FlagsOf(AnonymiseResult result) => result.Reason switch
    {
        AnonymiseReason.Held => EntryFlags.PixelReview,
        AnonymiseReason.Residual or AnonymiseReason.Review => EntryFlags.ResidualIdentifier,
        _ => EntryFlags.HeldBack,
    };

    private void Release(TimeSpan idle)
    {
        foreach (var key in _open.Keys)
        {
            Close(key, idle);
        }
    }

    private void Close((string Origin, string Study) key, TimeSpan idle)
    {
        if (!_open.TryGetValue(key, out var lazy) || !lazy.IsValueCreated)
        {
            return;
        }

        var arrival = lazy.Value;
        lock (arrival)
        {
            if (!arrival.IsIdle(idle) || !_open.TryRemove(KeyValuePair.Create(key, lazy)))
            {
                return;
            }
        }

        try
        {
            _desk.WriteDown(arrival, isOver: true);
            _store.Reached("ingest.closed");
        }
        catch (StoreException)
        {
            // The catalogue is busy or gone: tried again at the next turn. Counts are lost, which a build mends.
            _open.TryAdd(key, lazy);
        }
    }

    private long FreeBytes()
    {
        try
        {
            return new DriveInfo(_store.Layout.Root).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // A share that does not tell: writing will show.
            return long.MaxValue;
        }
    }
}
