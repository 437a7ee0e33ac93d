using System.Globalization;
using DeidPS.Deid.Proof;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Lookup;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Requests;

/// <summary>
/// Plans what is to be fetched (workflow sections 6.1 to 6.3 and 6.6): asks the archive for every row, gives labels where there are none, and finds conflicts, duplicates and
/// what may not be used, before anything is transferred. A plan is whole or not there: what a killed process planned halfway is removed.
/// </summary>
/// <param name="store">The store, in the name of its caller, who has to be allowed to import.</param>
/// <param name="key">The site's key.</param>
/// <param name="options">How.</param>
public sealed class RequestPlanner(DeidStore store, DeidKey key, PlanOptions options)
{
    /// <summary>Rows of one transaction.</summary>
    private const int ChunkSize = 100;

    /// <summary>Tries of the first row: whoever waits at a console is told soon that the archive does not answer.</summary>
    private const int FirstTries = 2;

    /// <summary>Rows in a row that could not be asked for; one more, and the archive counts as away.</summary>
    private const int MostAway = 3;

    private static readonly DicomTag s_studyId = new(0x00200010);

    private readonly List<PlannedStudy> _chunk = [];
    private readonly List<UnlabelledStudy> _unlabelled = [];
    private readonly string _batch = Guid.CreateVersion7().ToString("N");
    private string _project = string.Empty;
    private bool _hasAnswered;
    private int _away;
    private long _asked;
    private long _rows;

    /// <summary>Asks for all items and plans them.</summary>
    /// <param name="items">What to ask for; read once.</param>
    /// <param name="stop">Stops; nothing is planned then.</param>
    /// <returns>The id of the plan.</returns>
    /// <exception cref="DeidException">StoreItemNotFound, AccessDenied, StateConflict, KeyMismatch; or the archive does not let us ask at all.</exception>
    public async Task<string> PlanAsync(IAsyncEnumerable<PlanItem> items, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(items);
        store.BindKey(key, options.IsTrial);
        store.Write(Begin);
        try
        {
            await AskAsync(items, stop).ConfigureAwait(false);
            store.Reached("plan.asked");
            new PlanLabels(store, _project, _batch).Assign(_unlabelled, stop);
            new PlanJudge(store, _project).Judge(_batch, stop);
            store.Reached("plan.judged");
            store.Write(End);
            return _batch;
        }
        catch
        {
            Forget(store, _batch);
            throw;
        }
    }

    /// <summary>Takes back what this process planned and did not keep: a trial, or a plan that never was whole. Does nothing to any other.</summary>
    /// <param name="store">The store that it was planned with.</param>
    /// <param name="batch">The id of the plan.</param>
    public static void Forget(DeidStore store, string batch)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.Catalog.Write(tx =>
        {
            if (tx.Number("select count(*) from requestbatch where id = @batch and iscomplete = 0 and process = @Process", new { batch, Process = store.Process.Id }) > 0)
            {
                Remove(tx, batch);
            }
        });
    }

    /// <summary>Removes what processes that are dead planned halfway.</summary>
    internal static void RemoveUnfinished(CatalogTransaction tx)
    {
        foreach (var batch in tx.Query<string>("select id from requestbatch where iscomplete = 0 and not exists (select 1 from process where process.id = requestbatch.process)"))
        {
            Remove(tx, batch);
        }
    }

    private static void Remove(CatalogTransaction tx, string batch)
    {
        SealedText.Erase(tx, "select id from request where batch = @batch", new { batch });
        tx.Execute("delete from requestseries where request in (select id from request where batch = @batch)", new { batch });
        tx.Execute("delete from request where batch = @batch", new { batch });
        tx.Execute("delete from requestbatch where id = @batch", new { batch });
    }

    private void Begin(CatalogTransaction tx)
    {
        var id = ProjectBook.Find(tx, options.Project) ?? throw ProjectBook.Missing(options.Project);
        store.Demand(tx, new AccessRequest { Action = StoreAction.Import, Project = id });
        ProjectBook.RequireActive(new ProjectBook(store).Load(tx, id)!);
        _project = id;
        store.Process.Register(tx);
        tx.Execute(
            "insert into requestbatch (id, project, node, created, createdby, rows, iscomplete, process, filter) values (@Id, @Project, @Node, @Now, @Identity, 0, 0, @Process, @Filter)",
            new { Id = _batch, Project = id, Node = options.Node.Name, store.Now, store.Caller.Identity, Process = store.Process.Id, Filter = options.Filter?.ToJson() });
    }

    private void End(CatalogTransaction tx)
    {
        store.Demand(tx, new AccessRequest { Action = StoreAction.Import, Project = _project });
        if (tx.Number("select count(*) from requestbatch where id = @_batch", new { _batch }) == 0)
        {
            throw new StoreException(StoreException.StoreBusy, "The plan was taken away: this process stood still for so long that others took it for dead.", "Run the command again.");
        }

        if (!options.IsTrial)
        {
            tx.Execute("update requestbatch set iscomplete = 1, rows = @_rows where id = @_batch", new { _batch, _rows });
        }

        var blocked = tx.Number("select count(*) from request where batch = @_batch and state = 'Blocked'", new { _batch });
        store.Record(tx, new AuditEvent { Action = "PlanRequests", Project = _project, Item = _batch }.With("node", options.Node.Name).With("rows", _asked).With("studies", _rows - blocked).With("blocked", blocked).With("trial", options.IsTrial));
    }

    private async Task AskAsync(IAsyncEnumerable<PlanItem> items, CancellationToken stop)
    {
        var query = new NodeQuery(options.Node, options.Secrets, DateOnly.FromDateTime(store.Clock.GetLocalNow().DateTime)) { Fallback = options.Fallback };
        await using (query.ConfigureAwait(false))
        {
            await foreach (var item in items.WithCancellation(stop).ConfigureAwait(false))
            {
                stop.ThrowIfCancellationRequested();
                var (found, failure) = await FindAsync(query, item, stop).ConfigureAwait(false);
                var planned = Plan(item, found, failure);
                _chunk.AddRange(query.MayLackUndated && failure is null ? planned.Select(p => p with { Message = p.Message ?? "The archive gives only so many studies at once: some without a date may be missing." }) : planned);
                options.OnProgress?.Invoke(++_asked);
                if (_chunk.Count >= ChunkSize)
                {
                    Flush();
                }
            }
        }

        Flush();
    }

    /// <summary>Asks for one item, again when the archive is away for a moment. What keeps every row from being asked for ends the plan.</summary>
    private async Task<(List<QueryAnswer> Found, DeidException? Failure)> FindAsync(NodeQuery query, PlanItem item, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var found = new List<QueryAnswer>();
            try
            {
                await foreach (var answer in query.RunAsync(item.Filter with { ReturnTags = [s_studyId] }, QueryLevel.Study, maximum: null, stop).ConfigureAwait(false))
                {
                    found.Add(answer);
                }

                (_hasAnswered, _away) = (true, 0);
                return query.MayBeTruncated
                    ? ([], new DimseException(DimseException.QueryTruncated, "The archive may have cut its answer off: it gave as many studies as it gives at most.", "Ask for less, such as a date or a modality beside."))
                    : (found, null);
            }
            catch (DeidException error) when (IsTransient(error) && attempt < (_hasAnswered ? options.Tries : FirstTries))
            {
                await Task.Delay(options.Pause(attempt), store.Clock, stop).ConfigureAwait(false);
            }
            catch (DimseException error) when (error.ErrorId == DimseException.QueryTruncated)
            {
                // It is there, and the row asks for more than it gives.
                (_hasAnswered, _away) = (true, 0);
                return ([], error);
            }
            catch (DeidException error) when (_hasAnswered && (IsTransient(error) || error is DimseException { Status: null or { IsConfiguration: false } }) && ++_away <= MostAway)
            {
                return ([], error);
            }
        }
    }

    private static bool IsTransient(DeidException error) => error is NetworkException { IsTransient: true } or DimseException { Status.IsTransient: true };

    private IEnumerable<PlannedStudy> Plan(PlanItem item, List<QueryAnswer> found, DeidException? failure)
    {
        if (failure is not null)
        {
            return [Nothing(item, RequestReason.QueryFailed) with { Message = failure.Message, Status = (failure as DimseException)?.Status is { } status ? Hexadecimal(status) : null }];
        }

        if (found.Count == 0)
        {
            return [Nothing(item, RequestReason.NotFound)];
        }

        if (found.Count > 1 && options.OnMultiple == RequestMultiple.Error)
        {
            return [Nothing(item, RequestReason.Several) with { Message = FormattableString.Invariant($"The row finds {found.Count} studies.") }];
        }

        // What has no UID cannot be fetched.
        if (found.Exists(a => !IsUid(a.GetText(DicomTags.StudyInstanceUID))))
        {
            return [Nothing(item, RequestReason.QueryFailed) with { Message = "The archive answered with a study without a usable Study Instance UID." }];
        }

        var ordered = found.Select(answer => Study(item, answer)).OrderBy(s => s.Order, StringComparer.Ordinal).ToList();
        if (options.OnMultiple == RequestMultiple.First)
        {
            ordered = ordered[..1];
        }

        return ordered.Select((study, i) => study with
        {
            Part = i + 1,
            Session = study.Session is { } session && ordered.Count > 1 ? FormattableString.Invariant($"{session}_{i + 1}") : study.Session,
        });
    }

    private static PlannedStudy Nothing(PlanItem item, RequestReason reason) => new()
    {
        Line = item.Line, Part = 1, Subject = item.Subject, Session = item.Session, Order = string.Empty, Reason = reason,
        Originals = new RequestOriginals { PatientId = item.Filter.PatientID, Accession = item.Filter.AccessionNumber, StudyDate = item.Filter.StudyDate?.ToQueryValue(), StudyUid = item.Filter.StudyInstanceUID is [var uid] ? uid : null, NhsNumber = item.NhsNumber ?? NumberOf(item.Filter.PatientID) },
    };

    private PlannedStudy Study(PlanItem item, QueryAnswer answer)
    {
        string? Text(uint tag) => answer.GetText(new DicomTag(tag))?.Trim(' ', '\0') is { Length: > 0 } text ? text : null;
        var uid = answer.GetText(DicomTags.StudyInstanceUID) ?? string.Empty;
        var patient = IngestKeys.OfPatient(key, PatientIdentity.Of(Text(0x00100020), Text(0x00100010), Text(0x00100030), uid));
        var number = NumberOf(Text(0x00100020));
        var order = $"{Text(0x00080020)} {Text(0x00080030)} {uid}";
        if (number is not null && item.NhsNumber is not null && number != item.NhsNumber)
        {
            return Nothing(item, RequestReason.PatientMismatch) with { Order = order, Message = "The study that the row finds is of a patient with another NHS number." };
        }

        // A typing error in an accession number finds somebody else: a number counts for a patient whom the archive knows by it, or whose Patient ID the row gives beside it.
        var isNamed = item.Filter.PatientID is { } id && IngestKeys.OfPatient(key, id) == patient;
        return new PlannedStudy
        {
            Line = item.Line, Part = 1, Subject = item.Subject, Session = item.Session, StudyKey = IngestKeys.OfStudy(key, uid), PatientKey = patient,
            Message = item.NhsNumber is not null && number is null && !isNamed ? "Nothing says that the NHS number is that of the study's patient: the row has no Patient ID." : null,
            Order = order, Step = answer.Step, Reason = answer.NeedsReview ? RequestReason.NeedsReview : RequestReason.None,
            Modalities = string.Join(',', (Text(0x00080061) ?? string.Empty).Split('\\').Select(StandardModality.Of).OfType<string>().Distinct().Order(StringComparer.Ordinal)),
            Counted = long.TryParse(Text(0x00201208), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null,
            Originals = new RequestOriginals
            {
                StudyUid = uid, PatientId = Text(0x00100020), Accession = Text(0x00080050), StudyDate = Text(0x00080020), StudyId = Text(0x00200010), StudyDescription = Text(0x00081030),
                NhsNumber = number ?? (isNamed ? item.NhsNumber : null), SeriesDescription = item.SeriesDescription, Relabels = item.Relabels,
            },
        };
    }

    private void Flush()
    {
        if (_chunk.Count == 0)
        {
            return;
        }

        store.Catalog.Write(tx =>
        {
            foreach (var study in _chunk)
            {
                Insert(tx, study);
            }
        });
        _rows += _chunk.Count;
        _chunk.Clear();
    }

    private void Insert(CatalogTransaction tx, PlannedStudy study)
    {
        var id = Guid.CreateVersion7().ToString("N");
        var isBlocked = study.Reason != RequestReason.None;
        tx.Execute(
            """
            insert into request (id, batch, line, part, node, project, requester, priority, subject, subjectfolded, session, sessionfolded, studykey, patientkey, sealed, state, reason, step, conflicts, modalities, counted,
                received, excluded, held, filtered, bytes, evidence, attempts, tries, checks, status, error, created, finished, duration, iscancelled, hasnumber, refetch)
            values (@id, @Batch, @Line, @Part, @Node, @Project, @Requester, @Priority, @Subject, @SubjectFolded, @Session, @SessionFolded, @StudyKey, @PatientKey, @Sealed, @State, @Reason, @Step, '', @Modalities, @Counted,
                0, 0, 0, 0, 0, 'None', 0, 0, 0, @Status, @Error, @Now, @Finished, 0, 0, @HasNumber, @Refetch)
            """,
            new
            {
                id, Batch = _batch, study.Line, study.Part, Node = options.Node.Name, Project = _project, Requester = store.Caller.Identity, options.Priority, study.Subject, SubjectFolded = Fold(study.Subject), study.Session,
                SessionFolded = Fold(study.Session), study.StudyKey, study.PatientKey, Sealed = SealedText.Seal(tx, key, id, study.Originals.ToBytes()), State = isBlocked ? nameof(RequestState.Blocked) : nameof(RequestState.Planned),
                Reason = isBlocked ? study.Reason.ToString() : null, Step = study.Step.ToString(), study.Modalities, study.Counted,
                study.Status, Error = study.Message, store.Now,
                Finished = isBlocked ? store.Now : (long?)null, HasNumber = study.Originals.NhsNumber is null ? 0L : 1L, Refetch = options.Refetch ? 1L : 0L,
            });
        if (!isBlocked && (study.Subject is null || study.Session is null))
        {
            _unlabelled.Add(new UnlabelledStudy(id, study.PatientKey!, study.Subject, study.Session, study.Line, study.Part, study.Order));
        }
    }

    private static string? NumberOf(string? patientId) => patientId is null ? null : NhsNumber.Parse(patientId);

    private static bool IsUid(string? text) => text is { Length: > 0 and <= 64 } && text.All(static c => char.IsAsciiDigit(c) || c == '.');

    private static string Hexadecimal(DimseStatus status) => status.Code.ToString("X4", CultureInfo.InvariantCulture);

    private static string? Fold(string? label) => label is null ? null : ProjectBook.Fold(label);
}
