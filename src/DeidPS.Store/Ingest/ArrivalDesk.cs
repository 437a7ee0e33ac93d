using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Lookup;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Ingest;

/// <summary>Finds or makes the entry that a study goes to, and writes down what came (workflow section 4, P5 and P6).</summary>
/// <param name="store">The store.</param>
/// <param name="policies">Policies and key.</param>
internal sealed class ArrivalDesk(DeidStore store, StorePolicies policies)
{
    /// <summary>Opens an arrival: joins the entry of the same study that came a short time ago, or makes one.</summary>
    public OpenArrival Open(IngestOrigin origin, IngestKeys keys, StudyOriginals originals, RoutingDecision decision) => store.Write(tx =>
    {
        store.Process.Register(tx);
        var settings = DeidStore.ReadSettings(tx);
        if (!IsActive(tx, decision.Project))
        {
            // Its deletion began after the object was routed.
            decision = decision with { Project = null };
        }

        if (origin.Source != IngestSource.Association)
        {
            AccessControl.Demand(tx, origin.Importer(store), new AccessRequest { Action = StoreAction.Import, Project = decision.Project });
        }

        var now = store.Clock.GetUtcNow();
        var id = ArrivalId.Create(now);
        // What a request fetches belongs to the rest of its study, however long ago that came; a person who names a project means that one, also when the study came for another just now.
        var ofRequest = origin.Requester is null ? string.Empty : " or project = @Project";
        var recent = tx.Query<EntryRow>(
            $"select {EntryRow.Columns} from entry where studykey = @Study and (lastinstance >= @Since or id = @Entry{ofRequest}) and (@AnyProject = 1 or coalesce(project, '') = coalesce(@Project, '')) order by case when id = @Entry then 0 else 1 end, lastinstance desc limit 1",
            new { keys.Study, origin.Entry, decision.Project, AnyProject = origin.Source == IngestSource.Association ? 1 : 0, Since = now.ToUnixTimeMilliseconds() - (settings.JoinMinutes * 60_000L) }) is [var found] ? found : null;
        var isLocked = recent is { StateValue: EntryState.Archiving or EntryState.Moving or EntryState.Deleting } || (recent is not null && !IsActive(tx, recent.Project));
        var joins = recent is not null && !isLocked;
        var entry = !joins ? Create(tx, id, origin, keys, decision, isLocked ? recent!.Id : null) : Join(tx, recent!, origin, keys, decision);
        if (!joins)
        {
            LookupBook.Write(tx, store, policies.Key, entry.Id, entry.Project, keys, originals);
        }

        var writer = Guid.CreateVersion7().ToString("N");
        tx.Execute("insert into writer (id, entry, process, since) values (@writer, @Id, @Process, @Now)", new { writer, entry.Id, Process = store.Process.Id, store.Now });
        WriteArrival(tx, id, origin, keys, entry.Id, now);
        store.Record(
            tx,
            new AuditEvent { Action = joins ? "ArrivalJoined" : "Arrival", Project = entry.Project, Item = entry.Id }.With("arrival", id).With("source", origin.Source).With("callingAE", origin.CallingAE).With("calledAE", origin.CalledAE).With("peer", origin.Peer)
                .With("association", origin.Association).With("study", keys.Study).With("routing", decision.ProjectReason).With("lateFor", isLocked ? recent!.Id : null));
        return new OpenArrival
        {
            Id = id, Entry = entry.Id, Folder = store.Layout.Full(entry.Folder), Origin = origin, Project = entry.Project, Subject = entry.Subject, Session = entry.Session, PatientKey = entry.PatientKey, Decision = decision, Writer = writer,
            Filters = ProjectBook.Filters(tx, entry.Project, origin.Filter),
            Runner = policies.Runner(settings.Policy, entry.Project, entry.Subject, entry.Session, isArrival: true, relabels: origin.Plan?.Relabels),
        };
    });

    /// <summary>Writes counts down, and lets the entry go.</summary>
    /// <param name="arrival">The arrival.</param>
    /// <param name="isOver">True to let the entry go: nothing is written into it any more.</param>
    public void WriteDown(OpenArrival arrival, bool isOver)
    {
        var (instances, bytes, duplicates, flags) = arrival.Take();
        store.Catalog.Write(tx =>
        {
            var counts = new { arrival.Id, arrival.Entry, arrival.Writer, Instances = instances, Bytes = bytes, Duplicates = duplicates, Flags = (long)flags, arrival.Modalities, store.Now };
            tx.Execute("update entry set instances = instances + @Instances, bytes = bytes + @Bytes, duplicates = duplicates + @Duplicates, flags = flags | @Flags, lastinstance = @Now where id = @Entry", counts);
            tx.Execute("update arrival set instances = instances + @Instances, duplicates = duplicates + @Duplicates, modalities = @Modalities where id = @Id", counts);
            if (isOver)
            {
                tx.Execute("delete from writer where id = @Writer", counts);
                WriteEvidence(tx, arrival);
            }
        });
    }

    /// <summary>Writes an object down that is not kept in the entry, before the sender hears of it. One that is written down already counts as come twice.</summary>
    /// <param name="arrival">The arrival.</param>
    /// <param name="discard">What became of it.</param>
    /// <exception cref="StoreException">StoreBusy: this process was taken for dead, and an encrypted file of it may have been cleared away.</exception>
    public void WriteDown(OpenArrival arrival, Discard discard) => store.Catalog.Write(tx =>
    {
        if (!IsHeld(tx, arrival))
        {
            throw new StoreException(StoreException.StoreBusy, "The arrival was taken over: this process stood still for so long that others took it for dead.", "The sender is told to send again.");
        }

        var row = new { Id = Guid.CreateVersion7().ToString("N"), arrival.Entry, Arrival = arrival.Id, store.Now, Kind = discard.Kind.ToString(), discard.Reason, discard.SopClass, discard.Instance, discard.Path };
        if (tx.Number("select count(*) from discard where entry = @Entry and kind = @Kind and instancekey = @Instance and coalesce(path, '') = coalesce(@Path, '')", row) > 0)
        {
            // Its sender was not answered in time, and sent it again.
            arrival.Duplicate();
            return;
        }

        tx.Execute("insert into discard (id, entry, arrival, time, kind, reason, sopclass, instancekey, path) values (@Id, @Entry, @Arrival, @Now, @Kind, @Reason, @SopClass, @Instance, @Path)", row);
        var column = discard.Kind == DiscardKind.Filtered ? "filtered" : "held";
        if (discard.Kind != DiscardKind.Refused)
        {
            tx.Execute($"update entry set {column} = {column} + 1, flags = flags | @Flags, lastinstance = @Now where id = @Entry", new { arrival.Entry, Flags = (long)discard.Flags, store.Now });
            tx.Execute($"update arrival set {column} = {column} + 1 where id = @Id", arrival);
        }
    });

    /// <summary>A retrieval knows whether everything came, unless something of it could not be kept.</summary>
    private static void WriteEvidence(CatalogTransaction tx, OpenArrival arrival)
    {
        // Whoever works through the queue says so himself, when it has been compared.
        if (arrival.Origin is { Source: IngestSource.Retrieval, Requester: null })
        {
            var missing = arrival.Origin.Missing + arrival.Losses;
            var evidence = missing == 0 ? arrival.Origin.Evidence : ArrivalEvidence.IdleOnly;
            tx.Execute("update entry set missing = @Missing, evidence = @Evidence where id = @Entry", new { arrival.Entry, Missing = missing, Evidence = evidence.ToString() });
        }
    }

    /// <summary>True while others have not taken this process for dead: what it writes is then still looked for.</summary>
    public bool IsHeld(OpenArrival arrival) => store.Catalog.Read(tx => IsHeld(tx, arrival));

    private static bool IsHeld(CatalogTransaction tx, OpenArrival arrival) => tx.Number("select count(*) from writer where id = @Writer", new { arrival.Writer }) > 0;

    private static bool IsActive(CatalogTransaction tx, string? project) => project is null || tx.Number("select count(*) from project where id = @project and state = 'Active'", new { project }) > 0;

    private EntryRow Create(CatalogTransaction tx, string id, IngestOrigin origin, IngestKeys keys, RoutingDecision decision, string? lateFor)
    {
        var subject = decision.Subject?.Text ?? "P" + keys.Patient[..12];
        var session = decision.Session?.Text ?? "S" + keys.Study[..12];
        var flags = (lateFor is null ? EntryFlags.None : EntryFlags.Late) | (decision.NeedsReview ? EntryFlags.AmbiguousRouting : EntryFlags.None);
        var row = new EntryRow
        {
            Id = id, Project = decision.Project, Subject = subject, Session = session, StudyKey = keys.Study, PatientKey = keys.Patient, State = nameof(EntryState.Receiving), Flags = (long)flags, Received = store.Now, LastInstance = store.Now,
            Evidence = nameof(ArrivalEvidence.IdleOnly), CallingAE = origin.CallingAE, Policies = policies.Runner(DeidStore.ReadSettings(tx).Policy, decision.Project, subject, session).Policies[0].Label,
            Folder = StoreLayout.EntryFolder(decision.Project, id, session), LateFor = lateFor, Missing = origin.Missing, AutoArchive = Said(origin, decision), CreatedBy = origin.Requester ?? store.Caller.Identity,
        };
        tx.Execute(
            $"insert into entry ({EntryRow.Columns}) values (@Id, @Project, @Subject, @Session, @StudyKey, @PatientKey, @State, @Flags, @Message, @Conflicts, @Received, @LastInstance, @Series, @Instances, @Bytes, @Held, @Filtered, @Duplicates, @Modalities, @Evidence, @CallingAE, @Policies, @Folder, @LateFor, @Operation, @CreatedBy, @Reviewed, @Missing, @AutoArchive, @Automatic, @CheckState)",
            row);
        return row;
    }

    /// <summary>What AA: says, from a sender who may say so.</summary>
    private static long? Said(IngestOrigin origin, RoutingDecision decision) => origin.IsAllowListed && decision.AutoArchive is { } said ? (said ? 1 : 0) : null;

    /// <summary>The entry receives again; a build that is under way is given up.</summary>
    private static EntryRow Join(CatalogTransaction tx, EntryRow entry, IngestOrigin origin, IngestKeys keys, RoutingDecision decision)
    {
        var flags = entry.FlagsValue;
        if (Said(origin, decision) is { } said && said != entry.AutoArchive)
        {
            flags |= EntryFlags.AmbiguousRouting;
        }

        if (decision.NeedsReview || decision.Project != entry.Project || (decision.Subject is not null && decision.Subject.Text != entry.Subject) || (decision.Session is not null && decision.Session.Text != entry.Session))
        {
            flags |= EntryFlags.AmbiguousRouting;
        }

        if (keys.Patient != entry.PatientKey)
        {
            flags |= EntryFlags.SeveralPatients;
        }

        tx.Execute("delete from operation where entry = @Id and kind = 'Build'", entry);
        tx.Execute(
            "update entry set state = 'Receiving', operation = null, automatic = null, flags = @Flags, missing = case when missing < @Missing then @Missing else missing end where id = @Id", new { entry.Id, Flags = (long)flags, Missing = (long)origin.Missing });
        return entry;
    }

    private void WriteArrival(CatalogTransaction tx, string id, IngestOrigin origin, IngestKeys keys, string entry, DateTimeOffset now) => tx.Execute(
        "insert into arrival (id, received, zonetime, callingae, calledae, peer, association, studykey, entry, instances, held, filtered, duplicates, modalities, source) values (@id, @Received, @Zone, @CallingAE, @CalledAE, @Peer, @Association, @Study, @entry, 0, 0, 0, 0, '', @Source)",
        new
        {
            id, Received = now.ToUnixTimeMilliseconds(), Zone = TimeZoneInfo.ConvertTime(now, store.Clock.LocalTimeZone).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", System.Globalization.CultureInfo.InvariantCulture),
            CallingAE = origin.CallingAE ?? string.Empty, origin.CalledAE, origin.Peer, origin.Association, keys.Study, entry, Source = origin.Source.ToString(),
        });
}
