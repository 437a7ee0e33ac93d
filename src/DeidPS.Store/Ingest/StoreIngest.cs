using System.Collections.Concurrent;
using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Ingest;

/// <summary>
/// Takes objects into a store: routing by what they say, the site's policy in memory, then into the folder of their entry. A sender hears
/// of success only when the object is durable there, held encrypted, or recorded as filtered. Nothing identified is written.
/// </summary>
public sealed class StoreIngest : IInstanceSink, IDisposable
{
    private readonly DeidStore _store;
    private readonly StorePolicies _policies;
    private readonly Router _router;
    private readonly IngestOptions _options;
    private readonly ArrivalDesk _desk;
    private readonly QuarantineFolder _hold;
    private readonly SemaphoreSlim _turns;
    private readonly ConcurrentDictionary<(string Origin, string Study), Lazy<OpenArrival>> _open = new();
    private readonly ITimer _timer;
    private int _ordinal;

    /// <summary>Creates an ingest.</summary>
    /// <param name="store">The store.</param>
    /// <param name="policies">Policies and key.</param>
    /// <param name="router">Where objects go.</param>
    /// <param name="options">How they are taken.</param>
    public StoreIngest(DeidStore store, StorePolicies policies, Router router, IngestOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(options);
        (_store, _policies, _router, _options) = (store, policies, router, options);
        _desk = new ArrivalDesk(store, policies);
        _hold = new QuarantineFolder(store.Layout.Hold, policies.Key);
        _turns = new SemaphoreSlim(options.Workers);

        // A policy that cannot run is told now, not at the first object.
        _ = policies.Runner(store.Settings().Policy, null, null, null);
        store.BindKey(policies.Key);
        store.Seal(policies.Key);
        var interval = TimeSpan.FromSeconds(Math.Max(1, options.ReleaseSeconds / 2));
        _timer = store.Clock.CreateTimer(_ => Release(TimeSpan.FromSeconds(options.ReleaseSeconds)), null, interval, interval);
    }

    /// <summary>Told about each object before the sender is answered; null for nobody.</summary>
    public Action<IngestReceipt>? OnReceipt { get; set; }

    /// <inheritdoc/>
    public async ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop) => (await TakeAsync(instance, stop).ConfigureAwait(false)).Answer;

    /// <summary>Takes what an association brought, and disposes it.</summary>
    /// <param name="instance">The object as received.</param>
    /// <param name="stop">Stops it; the sender is not answered then.</param>
    public async ValueTask<IngestReceipt> TakeAsync(ReceivedInstance instance, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(instance);
        await _turns.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            var receipt = Take(OriginOf(instance.Association), instance.ToString(), () => instance.OpenFile(DicomReadOptions.Inspect), stop);
            OnReceipt?.Invoke(receipt);
            return receipt;
        }
        finally
        {
            _turns.Release();
            instance.Dispose();
        }
    }

    /// <summary>Takes one object.</summary>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="name">What messages call it; no value of the object.</param>
    /// <param name="open">Opens it; called once.</param>
    /// <param name="stop">Stops it; the sender is not answered then.</param>
    public IngestReceipt Take(IngestOrigin origin, string name, Func<DicomFile> open, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(open);
        var failed = new AnonymiseResult { Source = name, Status = AnonymiseStatus.Failed, Reason = AnonymiseReason.WriteFailed, Policies = [] };
        if (FreeBytes() < _options.MinimumFree)
        {
            return new IngestReceipt(null, null, failed with { ErrorId = "WriteFailed", Message = "The disk of the store is nearly full.", RecommendedAction = "Free space." }, new StoreOutcome(DimseStatus.OutOfResources, "no disk space for the moment"));
        }

        DicomFile file;
        try
        {
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

        return Take(origin, name, file, failed, stop);
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

    private static IngestOrigin OriginOf(AssociationInfo association) => new()
    {
        Id = OriginId(association), Association = association.Number, CallingAE = association.CallingAE, CalledAE = association.CalledAE, Peer = association.Peer?.Address.ToString(),
    };

    private static IngestReceipt Unread(AnonymiseResult failed, DeidException error, StoreOutcome answer) =>
        new(null, null, failed with { Reason = AnonymiseReason.Damaged, ErrorId = error.ErrorId, Message = error.Message, RecommendedAction = error.RecommendedAction }, answer);

    private IngestReceipt Take(IngestOrigin origin, string name, DicomFile file, AnonymiseResult failed, CancellationToken stop)
    {
        IngestKeys keys;
        OpenArrival arrival;
        try
        {
            keys = IngestKeys.Of(_policies.Key, file.Dataset);
            arrival = Enter(origin, keys, _router.Decide(file.Dataset, new CatalogProjects(_store, origin.CallingAE), origin.Plan));
        }
        catch (DeidException error)
        {
            file.Dispose();
            return new IngestReceipt(null, null, failed with { ErrorId = error.ErrorId, Message = error.Message, RecommendedAction = error.RecommendedAction }, new StoreOutcome(DimseStatus.OutOfResources, "the store cannot be written"));
        }

        try
        {
            _store.Reached("ingest.opened");
            if (keys.Patient != arrival.PatientKey)
            {
                arrival.Raise(EntryFlags.SeveralPatients);
            }

            // An anonymiser of its own for each object: what came before is of no interest, and a sender may send the same again.
            var options = new AnonymiseOptions { Destination = arrival.Folder, Layout = OutputLayout.Uid, Quarantine = _hold, Durable = true };
            var result = new FileAnonymiser(arrival.Runner, options).Process(new MemoryInput(name, () => file, isAcknowledged: true), Interlocked.Increment(ref _ordinal) & int.MaxValue, WriteMode.Write, stop);
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

    private OpenArrival Enter(IngestOrigin origin, IngestKeys keys, RoutingDecision decision)
    {
        while (true)
        {
            var key = (origin.Id, keys.Study);
            var lazy = _open.GetOrAdd(key, _ => new Lazy<OpenArrival>(() => _desk.Open(origin, keys, decision)));
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

            answer = new StoreOutcome(DimseStatus.OutOfResources, "the store was not reachable for too long");
        }

        return new IngestReceipt(arrival.Id, arrival.Entry, result, answer);
    }

    private StoreOutcome Judge(OpenArrival arrival, IngestKeys keys, AnonymiseResult result)
    {
        Discard Discarded(DiscardKind kind, EntryFlags flags = EntryFlags.None) => new(kind, result.Reason.ToString(), result.SOPClassUID, keys.Instance, result.QuarantinePath is { } path ? Path.GetFileName(path) : null, flags);
        switch (result)
        {
            case { Status: AnonymiseStatus.Written }:
                arrival.Written(result.BytesWritten);
                return StoreOutcome.Success;
            case { Status: AnonymiseStatus.Skipped, Reason: AnonymiseReason.AlreadyExists }:
                arrival.Duplicate();
                return StoreOutcome.Success;
            case { Status: AnonymiseStatus.Skipped, Reason: AnonymiseReason.Rejected }:
                _desk.WriteDown(arrival, Discarded(_options.RefuseFiltered ? DiscardKind.Refused : DiscardKind.Filtered));
                return _options.RefuseFiltered ? new StoreOutcome(DimseStatus.CannotUnderstand, "rejected by a policy") : StoreOutcome.Success;
            case { Status: AnonymiseStatus.Quarantined, QuarantinePath: not null }:
                _desk.WriteDown(arrival, Discarded(DiscardKind.Held, FlagsOf(result)));

                // The same original may just have gone with another entry; from the row on nobody deletes it.
                return File.Exists(result.QuarantinePath) ? StoreOutcome.Success : new StoreOutcome(DimseStatus.OutOfResources, "it was deleted meanwhile");
            case { Status: AnonymiseStatus.Failed, Reason: AnonymiseReason.WriteFailed }:
                return new StoreOutcome(DimseStatus.OutOfResources, "it could not be written");
            case { Status: AnonymiseStatus.Skipped }:
                return new StoreOutcome(DimseStatus.CannotUnderstand, "not an object that can be stored");
            default:
                return new StoreOutcome(DimseStatus.ProcessingFailure, "it was not kept");
        }
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
