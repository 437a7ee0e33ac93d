using DeidPS.Store.Catalog;

namespace DeidPS.Store.Projects;

/// <summary>Whether sessions were archived under the policy that their project has now (workflow section 10, PolicyStale). For one listing or one transaction.</summary>
/// <param name="store">The store.</param>
internal sealed class PolicyAge(DeidStore store)
{
    private readonly Dictionary<string, string?> _labels = new(StringComparer.Ordinal);

    /// <summary>Looks a project's policy up, before a transaction that is not to wait for files.</summary>
    public static PolicyAge Of(DeidStore store, string project)
    {
        var age = new PolicyAge(store);
        if (store.Catalog.Read(tx => ProjectBook.Find(tx, project)) is { } id)
        {
            age.LabelOf(id);
        }

        return age;
    }

    /// <summary>True when instances of the session were archived under another version; null when that cannot be told.</summary>
    public bool? IsStale(SessionRow row)
    {
        var label = LabelOf(row.Project);
        return row.Stale == 1 ? true : label is null ? null : !row.Policies.Split(',').Contains(label, StringComparer.Ordinal);
    }

    /// <summary>Refuses what may only be done with sessions whose policy is the one in force.</summary>
    /// <exception cref="StoreException">StateConflict, also when it cannot be told.</exception>
    public void RequireCurrent(SessionRow row)
    {
        switch (IsStale(row))
        {
            case true:
                throw new StoreException(
                    StoreException.StateConflict, $"The policy of project '{row.Project}' changed after session '{row.Label}' was archived.", "Have the study sent again and archive it with Move-ToProject -Overwrite; or give the project its policy back.");
            case null:
                throw new StoreException(
                    StoreException.StateConflict, $"It cannot be told whether session '{row.Label}' was archived under the policy that project '{row.Project}' has: the policy cannot be read here.", "Name a policy that every machine can read: Set-DeidProject -Policy.");
        }
    }

    private string? LabelOf(string project)
    {
        if (!_labels.TryGetValue(project, out var label))
        {
            var policy = store.Catalog.Read(tx => tx.Find<string>("select policy from project where id = @project", new { project }));
            _labels[project] = label = policy is null ? null : store.Versions?.LabelOf(policy);
        }

        return label;
    }
}
