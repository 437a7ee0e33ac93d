using DeidPS.Store.Catalog;

namespace DeidPS.Store.Checks;

/// <summary>A row of the table of reviews of projects.</summary>
internal sealed class ApprovalRow
{
    public string Project { get; init; } = string.Empty;

    public string Policies { get; init; } = string.Empty;

    public long Approved { get; init; }

    public string ApprovedBy { get; init; } = string.Empty;

    public string Reviewer { get; init; } = string.Empty;

    public string Reason { get; init; } = string.Empty;

    /// <summary>The policies that were looked at.</summary>
    public IReadOnlyList<string> Labels => Policies.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The reviews of a project, the last first.</summary>
    public static IReadOnlyList<ApprovalRow> Of(CatalogTransaction tx, string project) =>
        tx.Query<ApprovalRow>("select project, policies, approved, approvedby, reviewer, reason from approval where project = @project order by approved desc, id desc", new { project });

    /// <summary>The review as it is shown.</summary>
    public ProjectApproval ToApproval() => new()
    {
        Project = Project, Policies = Labels, Approved = DateTimeOffset.FromUnixTimeMilliseconds(Approved), ApprovedBy = ApprovedBy, By = Reviewer, Reason = Reason,
    };
}
