using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Checks;

/// <summary>Reviews that end the pilot of projects (workflow section 15, D1), in the name of the store's caller.</summary>
/// <param name="store">The store.</param>
public sealed class ApprovalBook(DeidStore store)
{
    /// <summary>
    /// Records that somebody reviewed what a project's sessions are like under the policies in force. What goes through the same versions is archived without a limit from then on.
    /// </summary>
    /// <param name="project">The project by id or alias.</param>
    /// <param name="by">Who looked; a name, not an account that is checked.</param>
    /// <param name="reason">What the review says; recorded.</param>
    /// <exception cref="StoreException">
    /// StoreItemNotFound, AccessDenied, StoreValueInvalid; StateConflict when nothing is archived under the versions in force, when a check of it failed, or when the versions cannot be told.
    /// </exception>
    public ProjectApproval Approve(string project, string by, string reason)
    {
        var reviewer = StoreCaller.Normalise(by);
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new StoreException(StoreException.StoreValueInvalid, "A review needs a reason.", "Give -Reason: what was looked at.");
        }

        // Reads the policies' files before a transaction that is not to wait for them.
        _ = new ProjectBook(store).Find(project);
        return store.Write(tx =>
        {
            var id = ProjectBook.Find(tx, project) ?? throw ProjectBook.Missing(project);
            store.Demand(tx, new AccessRequest { Action = StoreAction.ApproveData, Project = id });
            var target = new ProjectBook(store).Load(tx, id)!;
            ProjectBook.RequireActive(target);
            var (own, site) = (LabelOf(target.Policy), LabelOf(DeidStore.ReadSettings(tx).Policy));
            var sessions = Reviewed(tx, id, own, site);
            var row = new
            {
                Id = Guid.CreateVersion7().ToString("N"), Project = id, Policies = string.Join(',', sessions.SelectMany(s => s.Labels).Prepend(own).Distinct(StringComparer.Ordinal)), Approved = store.Now, By = store.Caller.Identity,
                Reviewer = reviewer, Reason = reason,
            };
            tx.Execute("insert into approval (id, project, policies, approved, approvedby, reviewer, reason) values (@Id, @Project, @Policies, @Approved, @By, @Reviewer, @Reason)", row);
            store.Record(
                tx,
                new AuditEvent { Action = "ApproveProject", Project = id, Reason = reason }.With("by", reviewer).With("policies", row.Policies.Replace(',', ' ')).With("sessions", sessions.Count)
                    .With("passed", sessions.Count(s => s.CheckState == nameof(CheckState.Passed))));
            return ApprovalRow.Of(tx, id)[0].ToApproval() with { Sessions = sessions.Count };
        });
    }

    private string LabelOf(string policy) => store.Versions?.LabelOf(policy) ?? throw new StoreException(
        StoreException.StateConflict, "It cannot be told which versions of the policies are in force: one of them cannot be read here.", "Name policies that every machine can read: Set-DeidProject -Policy, Set-DeidStore -Policy.");

    /// <summary>The sessions that the review is of: all that went through the project's policy as it is, of which some went through the site's policy as it is.</summary>
    private static IReadOnlyList<Reviewable> Reviewed(CatalogTransaction tx, string project, string own, string site)
    {
        IReadOnlyList<Reviewable> sessions = [.. tx.Query<Reviewable>("select label, policies, checkstate from session where project = @project", new { project }).Where(s => s.Labels.Contains(own, StringComparer.Ordinal))];
        if (!sessions.Any(s => s.Labels.Contains(site, StringComparer.Ordinal)))
        {
            throw new StoreException(StoreException.StateConflict, $"No session of project '{project}' has gone through the policies in force: there is nothing to review.", "Archive a few studies first, and look at them with Test-DeidSample.");
        }

        return sessions.FirstOrDefault(s => s.CheckState is nameof(CheckState.Failed) or nameof(CheckState.NeedsCleaning)) is { } open
            ? throw new StoreException(StoreException.StateConflict, $"The check of session '{open.Label}' of project '{project}' says {open.CheckState}.", ReviewBook.Remedy)
            : sessions;
    }

    private sealed class Reviewable
    {
        public string Label { get; init; } = string.Empty;

        public string Policies { get; init; } = string.Empty;

        public string CheckState { get; init; } = string.Empty;

        public string[] Labels => Policies.Split(',', StringSplitOptions.RemoveEmptyEntries);
    }
}
