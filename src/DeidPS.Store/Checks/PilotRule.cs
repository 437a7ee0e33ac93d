using DeidPS.Store.Catalog;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Checks;

/// <summary>
/// The pilot of a project (workflow section 15, D1): until somebody has reviewed what its policies make, only a few sessions of each modality and manufacturer are archived. For one
/// transaction.
/// </summary>
/// <remarks>
/// A review is of versions of policies. What has gone through the same versions is free; when the project's policy or the site's changes, what goes through the new one has a pilot of its own.
/// </remarks>
internal sealed class PilotRule
{
    private readonly CatalogTransaction _tx;
    private readonly string _project;
    private readonly string? _policy;
    private readonly IReadOnlyList<ApprovalRow> _approvals;

    private PilotRule(CatalogTransaction tx, string project, string? policy)
    {
        (_tx, _project, _policy) = (tx, project, policy);
        Limit = DeidStore.ReadSettings(tx).PilotPerModality;
        _approvals = ApprovalRow.Of(tx, project);
    }

    /// <summary>Sessions of one modality and manufacturer that a pilot has; 0 when the store has no pilots.</summary>
    public int Limit { get; }

    /// <summary>The rule for a project.</summary>
    /// <param name="tx">The catalogue.</param>
    /// <param name="project">Its id.</param>
    /// <param name="policy">Its policy as <c>name@hash</c>; null when it cannot be told, and then nothing is free.</param>
    public static PilotRule Of(CatalogTransaction tx, string project, string? policy) => new(tx, project, policy);

    /// <summary>The last review of exactly the versions in force; null when there is none, so that the project is in pilot.</summary>
    /// <param name="site">The site's policy as <c>name@hash</c>; null when it cannot be told.</param>
    public ApprovalRow? InForce(string? site) => site is null ? null : Reviewed([site]);

    /// <summary>How many places there are for groups of images.</summary>
    /// <param name="policies">The policies they have gone through, as <c>name@hash</c>.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="except">Id of a session that is not counted, since it is added to or replaced; empty for none.</param>
    /// <returns>Nothing where there is no pilot.</returns>
    public IReadOnlyList<PilotPlaces> Places(IEnumerable<string> policies, IEnumerable<MachineGroup> groups, string except = "")
    {
        IReadOnlyList<string> all = [.. policies];
        IReadOnlyList<string> site = [.. all.Where(p => p != _policy)];
        return Limit == 0 || Reviewed(all) is not null ? [] : [.. groups.Distinct().Select(group => Places(site, group, except))];
    }

    /// <summary>Refuses an entry, or a copy of a session, for which the pilot has no place.</summary>
    /// <exception cref="StoreException">StateConflict.</exception>
    public void Require(ArchivePlan plan, IEnumerable<MachineGroup> groups)
    {
        if (Places(plan.Entry.Policies.Split(',', StringSplitOptions.RemoveEmptyEntries), groups, plan.Existing?.Id ?? string.Empty).Any(p => p.Left == 0))
        {
            throw new StoreException(StoreException.StateConflict, $"{Message(plan.Project.Id, Limit)} {(plan.From is null ? "Entry" : "Session")} {plan.Entry.Id} stays where it is.", Remedy);
        }
    }

    /// <summary>What a full pilot means.</summary>
    public static string Message(string project, int limit) =>
        FormattableString.Invariant($"Project '{project}' is in pilot, and {limit} session(s) of this modality and manufacturer are archived already.");

    /// <summary>What to do about it.</summary>
    public const string Remedy = "Look at what is archived with Test-DeidSample, then record the review with Approve-DeidProject; or correct the policy.";

    private ApprovalRow? Reviewed(IReadOnlyList<string> policies) => _policy is null || policies.Count == 0
        ? null
        : _approvals.FirstOrDefault(a => a.Labels.Contains(_policy, StringComparer.Ordinal) && policies.All(p => a.Labels.Contains(p, StringComparer.Ordinal)));

    private PilotPlaces Places(IReadOnlyList<string> site, MachineGroup group, string except)
    {
        var conditions = new Conditions().And("s.project =", _project).And("x.modality =", group.Modality).And("x.manufacturer =", group.Manufacturer).And("s.id <>", except);
        if (_policy is not null)
        {
            conditions.And(Has(conditions, _policy));
        }

        if (site.Count > 0)
        {
            conditions.And($"({string.Join(" or ", site.Select(s => Has(conditions, s)))})");
        }

        var used = (int)_tx.Number(
            $"select count(*) from (select distinct s.id from session s join sessionseries x on x.session = s.id where 1 = 1{conditions.Sql} limit {conditions.Parameter(Limit)}) used", conditions.Parameters);
        return new PilotPlaces(group.Modality, group.Manufacturer, used, Math.Max(0, Limit - used));
    }

    /// <summary>That a session has gone through a policy.</summary>
    private static string Has(Conditions conditions, string label) => $"replace(',' || s.policies || ',', {conditions.Parameter("," + label + ",")}, '') <> ',' || s.policies || ','";
}
