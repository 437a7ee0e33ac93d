using System.Diagnostics;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Requests;

/// <summary>Fetches requests that this process has taken from the queue, and writes down what became of each. What goes wrong with one concerns that one only. Thread safe.</summary>
internal sealed class RequestFetcher : IAsyncDisposable
{
    private readonly DeidStore _store;
    private readonly StoreIngest _ingest;
    private readonly StorePolicies _policies;
    private readonly QueueOptions _options;
    private readonly QueueListeners _listeners;
    private readonly MemoryBudget _budget;
    private volatile NetworkException? _fatal;
    private long _done;

    /// <summary>Creates a fetcher.</summary>
    /// <param name="store">The store, in the name of the service.</param>
    /// <param name="ingest">Takes the objects.</param>
    /// <param name="policies">Policies and key.</param>
    /// <param name="options">How the queue is worked through.</param>
    public RequestFetcher(DeidStore store, StoreIngest ingest, StorePolicies policies, QueueOptions options)
    {
        (_store, _ingest, _policies, _options) = (store, ingest, policies, options);
        _listeners = new QueueListeners(new LateArrivals(store, policies.Key, ingest), options);
        _budget = new MemoryBudget(options.MemoryLimit);
    }

    /// <summary>What keeps this process from fetching anything: our receiver cannot listen. Null for nothing.</summary>
    public NetworkException? Fatal => _fatal;

    /// <summary>Requests that have ended.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _listeners.DisposeAsync();

    /// <summary>Fetches a request.</summary>
    /// <param name="row">The request, leased by this process.</param>
    /// <param name="line">Its archive; its gate is told how it ended.</param>
    /// <param name="isTrial">True when it is the trial of an archive that was away and answers again: the attempt counts whatever comes of it.</param>
    /// <param name="stop">Cancels at the archive; the request waits for its turn again.</param>
    public async Task FetchAsync(RequestRecord row, NodeLine line, bool isTrial, CancellationToken stop)
    {
        var time = Stopwatch.StartNew();
        RequestAttempt? attempt = null;
        var isEnded = false;
        void End(GateOutcome outcome, int instances)
        {
            if (!isEnded)
            {
                isEnded = true;
                line.Gate.Ended(time.Elapsed, outcome, instances);
            }
        }

        try
        {
            var originals = RequestBook.OriginalsOf(_store, row, _policies.Key) ?? throw new StoreException(StoreException.StateConflict, "What the request asks for was erased.", "Plan it anew with Import-DeidRequest.");
            var (filters, ofRequest) = Filters(row);
            if (row.Entry is not null && !IsThere(row))
            {
                // Somebody deleted or moved what came before: all of it is fetched again.
                row = row with { Entry = null, Known = null };
            }

            attempt = new RequestAttempt(row, originals, KnownInstances.Parse(_policies.Key, row.Known), filters, ofRequest, _ingest, line.Node)
            {
                OnEntry = entry => WriteEntry(row.Id, entry), OnKept = known => WriteKnown(row.Id, known),
            };
            var (result, error) = await RetrieveAsync(attempt, line, stop).ConfigureAwait(false);
            var failure = result is not null ? RetrieveFailure.Of(result, line.Node.RetrieveMethod) : RetrieveFailure.Of(error!, line.Node.RetrieveMethod);
            End(
                failure switch
                {
                    _ when result is { IsComplete: true } => GateOutcome.Success,
                    { SlowsDown: true } => GateOutcome.OutOfResources,
                    { Kind: RetrieveFailureKind.Transport } => GateOutcome.TransportFailure,
                    _ => GateOutcome.OtherFailure,
                },
                result?.Received ?? 0);
            var limits = line.Node.Limits;
            var facts = new VerdictFacts(_store.Clock.GetUtcNow(), limits.MaxAttempts, line.Gate.Backoff, line.Gate.IsBreakerOpen && !isTrial, attempt.IsYoung(DateOnly.FromDateTime(_store.Clock.GetLocalNow().DateTime)), _options.GrowthCheck);
            WriteVerifying(row.Id);
            var verdict = RequestVerdict.Of(row, result, failure, error ?? result?.Error, facts);
            if (row.Entry is not null && verdict.State == RequestState.Complete && !IsThere(row))
            {
                verdict = new RequestVerdict(RequestState.Incomplete, RequestReason.MissingInstances) { NextTry = facts.Now + facts.Backoff(1), ForgetsKnown = true };
            }

            await FinishAsync(row, attempt, verdict, result, error ?? result?.Error, time.Elapsed).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            End(GateOutcome.Success, 0);
            await GiveBackAsync(row, attempt).ConfigureAwait(false);
        }
        catch (NetworkException error) when (error.ErrorId == NetworkException.PortInUse)
        {
            // Somebody else listens here, perhaps another worker: the archive is not to blame, nor is the request.
            End(GateOutcome.OtherFailure, 0);
            _fatal = error;
            await GiveBackAsync(row, attempt).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Our own doing, such as a catalogue that is away; about this request only.
            End(GateOutcome.OtherFailure, 0);
            await PostponeAsync(row, attempt, line, (error as DeidException)?.Message ?? $"It ended with an error of our own ({error.GetType().Name}).").ConfigureAwait(false);
        }
    }

    /// <summary>It is tried again later, or has failed when that was the last attempt; a plan whose identifiers are gone has no later.</summary>
    private async Task PostponeAsync(RequestRecord row, RequestAttempt? attempt, NodeLine line, string message)
    {
        var isLast = row.Sealed is null || row.Attempts >= line.Node.Limits.MaxAttempts;
        await LetGoAsync(
            row.Id,
            tx =>
            {
                if (QueueLease.IsOver(tx, row.Id, _store.Now))
                {
                    return;
                }

                tx.Execute(
                    "update request set state = @State, reason = 'StoreFailed', error = @message, nexttry = @Next, finished = @Finished, process = null, known = coalesce(@Known, known) where id = @Id",
                    new
                    {
                        row.Id, message, State = isLast ? nameof(RequestState.Failed) : nameof(RequestState.Waiting), Finished = isLast ? _store.Now : (long?)null,
                        Next = isLast ? (long?)null : _store.Now + (long)line.Gate.Backoff((int)Math.Max(1, row.Attempts)).TotalMilliseconds, Known = attempt?.Known.ToText(),
                    });
                _store.Record(tx, new AuditEvent { Action = "RetrieveRequest", Project = row.Project, Item = row.Id, Result = "Failed" }.With("node", row.Node).With("reason", RequestReason.StoreFailed).With("attempt", row.Attempts));
            }).ConfigureAwait(false);
        if (isLast)
        {
            Interlocked.Increment(ref _done);
        }
    }

    private (IReadOnlyList<SeriesFilter> All, SeriesFilter? OfRequest) Filters(RequestRecord row) => _store.Catalog.Read(tx =>
    {
        var ofRequest = RequestBook.FilterOf(tx, row);
        return (ProjectBook.Filters(tx, row.Project, ofRequest), ofRequest);
    });

    private async Task<(RetrieveResult? Result, DeidException? Error)> RetrieveAsync(RequestAttempt attempt, NodeLine line, CancellationToken stop)
    {
        var node = line.Node;
        try
        {
            var desk = _listeners.For(node, line.Secrets);
            try
            {
                return (await attempt.RunAsync(node, line.Secrets, desk, _budget, _options.QuietTime, stop).ConfigureAwait(false), null);
            }
            catch (DeidException error) when (RetrieveFailure.Of(error, node.RetrieveMethod).MayMove)
            {
                node = node with { RetrieveMethod = RetrieveMethod.Move };
                return (await attempt.RunAsync(node, line.Secrets, _listeners.For(node, line.Secrets), _budget, _options.QuietTime, stop).ConfigureAwait(false), null);
            }
        }
        catch (DeidException error) when ((error as NetworkException)?.ErrorId != NetworkException.PortInUse)
        {
            return (null, error);
        }
        finally
        {
            // What an archive still sends goes to the rest of its study; that may be built from now on.
            _listeners.Late.Remember(attempt.StudyInstanceUid, attempt.Late(null));
            _ingest.End(attempt.Origin.Id);
        }
    }

    private async Task FinishAsync(RequestRecord row, RequestAttempt attempt, RequestVerdict verdict, RetrieveResult? result, DeidException? error, TimeSpan duration)
    {
        _store.Reached("queue.fetched");
        _listeners.Late.Remember(attempt.StudyInstanceUid, attempt.Late(result));
        var ending = new RequestEnding(_store, row, attempt, verdict, result, error, duration);
        if (!ending.Write())
        {
            // Others took this process for dead and have the request; what arrived is there.
            return;
        }

        _store.Reached("queue.written");
        if (verdict.HaltsNode)
        {
            Halt(row.Node, error?.Message);
        }

        if (attempt.Entry is { } entry)
        {
            new EntryBuilder(_store).Build(entry, CancellationToken.None);
        }

        _store.Reached("queue.built");
        if (verdict.IsFinal)
        {
            Interlocked.Increment(ref _done);
        }

        await TellAsync(row.Id).ConfigureAwait(false);
    }

    private async Task TellAsync(string id)
    {
        if (_options.OnRequest is not { } tell || _store.Catalog.Read(tx => tx.Find<RequestRecord>($"select {RequestRecord.Columns} from request where id = @id", new { id })) is not { } now)
        {
            return;
        }

        try
        {
            await tell(now.ToRequest()).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or InvalidOperationException)
        {
            // Nobody listens any more; what happened is written down.
        }
    }

    /// <summary>It waits for its turn again, or is over when somebody took it back; the attempt does not count.</summary>
    private Task GiveBackAsync(RequestRecord row, RequestAttempt? attempt) => LetGoAsync(row.Id, tx => QueueLease.GiveBack(tx, row.Id, _store.Now, attempt?.Known.ToText()));

    /// <summary>Writes down what becomes of a request that is not fetched any more, if it is still ours, and tells of it.</summary>
    private async Task LetGoAsync(string id, Action<CatalogTransaction> change)
    {
        try
        {
            _store.Catalog.Write(tx =>
            {
                if (tx.Number("select count(*) from request where id = @id and process = @Process", new { id, Process = _store.Process.Id }) > 0)
                {
                    change(tx);
                }
            });
            await TellAsync(id).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // The catalogue is gone: whoever finds this process dead gives it back.
        }
    }

    /// <summary>The request knows its entry as soon as there is one, so that the rest of the study joins it whenever that comes.</summary>
    private void WriteEntry(string id, string entry) => Write("entry = @entry", new { id, entry, Process = _store.Process.Id });

    private void WriteKnown(string id, KnownInstances known) => Write("known = @Known", new { id, Known = known.ToText(), Process = _store.Process.Id });

    private void WriteVerifying(string id) => Write("state = 'Verifying'", new { id, Process = _store.Process.Id });

    private void Write(string change, object row) => _store.Catalog.Write(tx => tx.Execute($"update request set {change} where id = @id and process = @Process", row));

    /// <summary>True while what came before is where it was put: in its entry, or archived in the project.</summary>
    private bool IsThere(RequestRecord row) => _store.Catalog.Read(tx => tx.Number(
        "select (select count(*) from entry where id = @Entry and project = @Project) + (select count(*) from session where project = @Project and studykey = @StudyKey)", row)) > 0;

    /// <summary>Nobody can be served before the archive is set up.</summary>
    private void Halt(string node, string? message)
    {
        _store.Write(tx => QueueBook.Leave(tx, _store, node, message));
        _options.OnMessage?.Invoke($"{node} is left alone until Resume-DeidQueue: {message}");
    }
}
