using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Operations;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Prearchive;

/// <summary>Counts what lies in an entry's folder and says where the entry stands (workflow section 9, Building).</summary>
/// <param name="store">The store.</param>
internal sealed class EntryBuilder(DeidStore store)
{
    /// <summary>Ids of entries to which nothing has come for a while and nobody is writing.</summary>
    public IReadOnlyList<string> Idle()
    {
        var settings = store.Settings();
        return store.Read(tx => tx.Query<string>(
            "select id from entry where state = 'Receiving' and lastinstance <= @Before and not exists (select 1 from writer where writer.entry = entry.id) order by received",
            new { Before = store.Now - (settings.IdleMinutes * 60_000L) }));
    }

    /// <summary>Builds an entry, or leaves it alone when somebody is writing into it or has it.</summary>
    /// <returns>True when it was built.</returns>
    public bool Build(string id, CancellationToken stop)
    {
        store.Process.Register();
        var operation = store.Catalog.Write(tx => Begin(tx, id));
        if (operation is null)
        {
            return false;
        }

        store.Reached("build.begun");
        try
        {
            // Nothing came to lie in it: its folder is one all the same, to be moved and removed like others.
            Directory.CreateDirectory(store.Layout.Full(operation.Source!));
            var index = ObjectIndex.Read(store.Layout.Full(operation.Source!), stop);
            store.Reached("build.indexed");
            store.Catalog.Write(tx => Finish(tx, operation, index));
            store.Reached("build.done");
            return true;
        }
        catch (Exception)
        {
            store.Catalog.Write(tx => Abandon(tx, operation));
            throw;
        }
    }

    /// <summary>Takes a build back: the entry will be built again.</summary>
    public void Abandon(CatalogTransaction tx, OperationRow operation)
    {
        tx.Execute("update entry set state = 'Receiving', operation = null where id = @Entry and operation = @Id", operation);
        tx.Execute("delete from operation where id = @Id", operation);
    }

    /// <summary>Where an entry stands, by what is known of it.</summary>
    public static EntryState StateOf(EntryFlags open, IReadOnlyList<ConflictCode> conflicts, long instances, long missing)
    {
        if (instances == 0)
        {
            return EntryState.Review;
        }

        if (conflicts.Any(c => c != ConflictCode.C12))
        {
            return EntryState.Conflict;
        }

        return (open & ~EntryFlags.Late) != EntryFlags.None ? EntryState.Review
            : conflicts.Count > 0 ? EntryState.Conflict
            : missing > 0 ? EntryState.Incomplete
            : EntryState.Ready;
    }

    private OperationRow? Begin(CatalogTransaction tx, string id)
    {
        var entry = tx.Find<EntryRow>($"select {EntryRow.Columns} from entry where id = @id", new { id });
        if (entry is null || entry.IsLocked || tx.Number("select count(*) from writer where entry = @id", new { id }) > 0)
        {
            return null;
        }

        var operation = OperationJournal.Begin(tx, store, new OperationRow { Kind = nameof(OperationKind.Build), Entry = id, Project = entry.Project, Source = entry.Folder });
        tx.Execute("update entry set state = 'Building', operation = @Id where id = @Entry", operation);
        return operation;
    }

    private void Finish(CatalogTransaction tx, OperationRow operation, ObjectIndex index)
    {
        if (!OperationJournal.IsOurs(tx, store, operation))
        {
            // An instance came meanwhile: the entry is receiving again.
            return;
        }

        OperationJournal.End(tx, store, operation);
        var entry = tx.Find<EntryRow>($"select {EntryRow.Columns} from entry where id = @Entry", operation)!;
        WriteSeries(tx, entry.Id, index);
        var built = new
        {
            entry.Id, Series = (long)index.Series().Count, Instances = (long)index.Objects.Count, index.Bytes, Modalities = string.Join(',', index.Modalities), Unreadable = index.Unreadable,
        };
        tx.Execute("update entry set operation = null, series = @Series, instances = @Instances, bytes = @Bytes, modalities = @Modalities, message = null, checkstate = case when checkstate = 'Passed' then 'Unchecked' else checkstate end where id = @Id", built);
        Judge(tx, store, entry.Id, index.Unreadable);
        MarkAutomatic(tx, entry.Id);
        store.Record(tx, new AuditEvent { Action = "Build", Project = entry.Project, Item = entry.Id }.With("instances", built.Instances).With("series", built.Series).With("held", entry.Held).With("filtered", entry.Filtered));
    }

    /// <summary>Works out flags, conflicts and state of an entry anew: after a build, and after labels, project, a review or clearance changed.</summary>
    /// <param name="tx">The catalogue.</param>
    /// <param name="store">The store.</param>
    /// <param name="id">The entry.</param>
    /// <param name="unreadable">Files of it that cannot be read; null for what the last build said.</param>
    public static void Judge(CatalogTransaction tx, DeidStore store, string id, int? unreadable = null)
    {
        var entry = tx.Find<EntryRow>($"select {EntryRow.Columns} from entry where id = @id", new { id })!;
        var flags = entry.FlagsValue & ~EntryFlags.DefaultLabel;
        if (DeidStore.ReadSettings(tx).IsPushedLabel(entry.Subject, entry.Session))
        {
            flags |= EntryFlags.DefaultLabel;
        }

        List<ConflictCode> conflicts = entry.Project is null ? [] : [.. ConflictRules.Check(tx, store, entry, entry.Project)];
        if (unreadable > 0 || (unreadable is null && entry.Conflicts.Split(',').Contains(nameof(ConflictCode.C14))))
        {
            conflicts.Add(ConflictCode.C14);
        }

        var state = OptOutBook.IsBlocked(tx, entry.Project, entry.PatientKey, store.Now) ? EntryState.Blocked : StateOf(flags & ~(EntryFlags)entry.Reviewed, conflicts, entry.Instances, entry.Missing);
        tx.Execute(
            "update entry set flags = @Flags, conflicts = @Conflicts, state = @State where id = @id",
            new { id, Flags = (long)flags, Conflicts = ConflictText.Join(conflicts), State = state.ToString() });
    }

    /// <summary>Decides whether an entry that was just built is archived without a person: only one that nobody has to decide about.</summary>
    internal static void MarkAutomatic(CatalogTransaction tx, string id)
    {
        var entry = tx.Find<EntryRow>($"select {EntryRow.Columns} from entry where id = @id", new { id })!;
        var project = entry.Project is null ? null : tx.Find<string>("select mode from project where id = @Project and state = 'Active'", entry);
        var mode = project is null ? PrearchiveMode.Hold : AutoArchiver.ModeOf(Enum.Parse<PrearchiveMode>(project), entry.AutoArchive);
        var adds = mode is PrearchiveMode.AutoArchiveAppend or PrearchiveMode.AutoArchiveOverwrite;
        var isFree = entry.StateValue == EntryState.Ready || (adds && entry is { StateValue: EntryState.Conflict, Conflicts: nameof(ConflictCode.C02) });
        tx.Execute("update entry set automatic = @Automatic where id = @Id", new { entry.Id, Automatic = isFree && mode != PrearchiveMode.Hold ? mode.ToString() : null });
    }

    private static void WriteSeries(CatalogTransaction tx, string entry, ObjectIndex index)
    {
        tx.Execute("delete from entryseries where entry = @entry", new { entry });
        foreach (var series in index.Series())
        {
            var first = series.First();
            tx.Execute(
                "insert into entryseries (entry, seriesuid, number, modality, manufacturer, description, instances, bytes) values (@entry, @Uid, @Number, @Modality, @Manufacturer, @SeriesDescription, @Instances, @Bytes)",
                new { entry, Uid = series.Key, Number = (long?)first.SeriesNumber, first.Modality, first.Manufacturer, first.SeriesDescription, Instances = (long)series.Count(), Bytes = series.Sum(o => o.Bytes) });
        }
    }
}
