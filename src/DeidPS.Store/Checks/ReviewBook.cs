using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Checks;

/// <summary>Where the checks of a project's entries and sessions stand (workflow section 15), in the name of the store's caller.</summary>
/// <param name="store">The store.</param>
public sealed class ReviewBook(DeidStore store)
{
    /// <summary>What to do about a check that failed.</summary>
    internal const string Remedy = "Correct the policy and replace the session with Move-ToProject -Overwrite, then check it again with Test-DeidSample; or remove it. Where nothing is wrong with it, a person who looked says so with Set-DeidReview.";

    /// <summary>Entries that wait for a project, then its own sessions, each the oldest first; read as they come.</summary>
    /// <param name="project">The project by id or alias.</param>
    /// <param name="states">States that are shown; null for all.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied.</exception>
    public IEnumerable<DeidReview> List(string project, IReadOnlyCollection<CheckState>? states = null)
    {
        var (id, policy) = store.Read(tx =>
        {
            var found = Allowed(tx, project, StoreAction.CheckData);
            return (found, new ProjectBook(store).Load(tx, found)!.Policy);
        });
        var label = store.Versions?.LabelOf(policy);
        return ReviewRow.Of(store.Catalog, id).Where(r => states is null || states.Contains(Enum.Parse<CheckState>(r.CheckState))).Select(r => store.Catalog.Read(tx => Show(tx, r, label)));
    }

    /// <summary>Records what a person saw in an entry or a session.</summary>
    /// <param name="project">The project by id or alias.</param>
    /// <param name="session">Label of a session of it; null for an entry.</param>
    /// <param name="entry">Id of an entry that waits for it; null for a session.</param>
    /// <param name="state">What was seen.</param>
    /// <param name="reason">Why; recorded.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied, StoreValueInvalid; StoreBusy while it receives or somebody works on it.</exception>
    public DeidReview Set(string project, string? session, string? entry, CheckState state, string reason)
    {
        if (string.IsNullOrWhiteSpace(reason) || state == CheckState.Unchecked)
        {
            throw new StoreException(StoreException.StoreValueInvalid, "A review says Passed, Failed or NeedsCleaning, and why.", "Give -State and -Reason.");
        }

        return store.Write(tx =>
        {
            var id = Allowed(tx, project, StoreAction.ApproveData);
            var item = entry is not null ? new SampleItem(EntryOf(tx, id, entry), true) : new SampleItem(SessionBook.Find(tx, store, new AccessRequest { Action = StoreAction.ApproveData, Project = id }, session ?? string.Empty).Id, false);
            _ = item.FilesOf(tx);
            tx.Execute(
                $"update {item.Table} set checkstate = @State, checked = @Now, checkedby = @Identity, checkreason = @reason where id = @Id",
                new { State = state.ToString(), store.Now, store.Caller.Identity, reason, item.Id });
            store.Record(tx, new AuditEvent { Action = entry is null ? "ReviewSession" : "ReviewEntry", Project = id, Item = item.Id, Reason = reason }.With("state", state));
            return Show(tx, ReviewRow.Of(tx, item)!, store.Versions?.LabelOf(new ProjectBook(store).Load(tx, id)!.Policy));
        });
    }

    /// <summary>The id of a project in which the caller may do something.</summary>
    internal string Allowed(CatalogTransaction tx, string project, StoreAction action)
    {
        var id = ProjectBook.Find(tx, project) ?? throw ProjectBook.Missing(project);
        store.Demand(tx, new AccessRequest { Action = action, Project = id });
        return id;
    }

    /// <summary>The id of an entry, which has to wait for the project.</summary>
    internal static string EntryOf(CatalogTransaction tx, string project, string entry) =>
        tx.Find<string>("select id from entry where id = @entry and project = @project", new { entry, project })
        ?? throw new StoreException(StoreException.StoreItemNotFound, $"There is no entry {entry} that waits for project '{project}'.", "Get-DeidPrearchive lists those there are.");

    private static DeidReview Show(CatalogTransaction tx, ReviewRow row, string? policy)
    {
        var groups = row.IsEntry == 1 ? MachineGroup.OfEntry(tx, row.Id) : MachineGroup.OfSession(tx, row.Id);
        return row.ToReview(PilotRule.Of(tx, row.Project, policy).Places(row.Policies.Split(',', StringSplitOptions.RemoveEmptyEntries), groups));
    }
}
