using DeidPS.Store.Catalog;

namespace DeidPS.Store.Projects;

/// <summary>
/// Reads the sessions of a project by subject and label, a part at a time, as entries are read. What a time or a modality leaves few of is found by
/// that and then put in order; what it leaves many of is met soon enough on the way through all.
/// </summary>
/// <param name="kind">Whose statements they are.</param>
/// <param name="project">Id of the project.</param>
/// <param name="filter">Which.</param>
internal sealed class SessionQuery(CatalogKind kind, string project, SessionFilter filter)
{
    /// <summary>Sessions that are read at once.</summary>
    public const int Part = 500;

    /// <summary>So many are few: they are read at once and put in order.</summary>
    public const int Few = 2000;

    /// <summary>Every list of modalities that sessions of a project have, from one to the next by the index.</summary>
    private const string ModalityLists = """
        with recursive list(value) as (
            select min(modalities) from session where project = @project
            union all
            select (select min(modalities) from session where project = @project and modalities > list.value) from list where list.value is not null)
        select value from list where value is not null
        """;

    /// <summary>The sessions, as they are read.</summary>
    public IEnumerable<SessionRow> Rows(CatalogDatabase catalog)
    {
        var lists = filter.Modality is null ? null : catalog.Read(tx => tx.Query<string>(ModalityLists, new { project })).Where(l => l.Split(',').Contains(filter.Modality)).ToList();
        if (lists is { Count: 0 })
        {
            yield break;
        }

        if (filter.Session is not null || (filter.Subject is null && IsFew(catalog, lists)))
        {
            var (sql, parameters) = FewStatement(lists);
            foreach (var row in catalog.Read(tx => tx.Query<SessionRow>(sql, parameters)))
            {
                yield return row;
            }

            yield break;
        }

        SessionRow? last = null;
        while (true)
        {
            var (sql, parameters) = Statement(lists, last);
            var rows = catalog.Read(tx => tx.Query<SessionRow>(sql, parameters));
            foreach (var row in rows)
            {
                yield return row;
            }

            if (rows.Count < Part)
            {
                yield break;
            }

            last = rows[^1];
        }
    }

    /// <summary>The statement that reads a part of many.</summary>
    /// <param name="lists">Lists of modalities; null for any.</param>
    /// <param name="after">The last session of the part before; null for the first part.</param>
    public (string Sql, object Parameters) Statement(IReadOnlyCollection<string>? lists, SessionRow? after)
    {
        var conditions = new Conditions();
        conditions.And("u.project =", project).And("u.label =", filter.Subject);

        // SQLite knows nothing of how much there is of what, and would look for the sessions of each subject by their time: as expressions no index knows them.
        var (modalities, archived) = kind == CatalogKind.Sqlite ? ("s.modalities || ''", "s.archived + 0") : ("s.modalities", "s.archived");
        conditions.AndIn(modalities, lists).And(archived + " >=", filter.From?.ToUnixTimeMilliseconds()).And(archived + " <=", filter.To?.ToUnixTimeMilliseconds());
        if (after is not null)
        {
            var subject = conditions.Parameter(after.Subject);
            conditions.And($"u.label >= {subject}").And($"(u.label > {subject} or s.label > {conditions.Parameter(after.Label)})");
        }

        return (FormattableString.Invariant($"{SessionRow.StatementBySubject(conditions.Sql)} order by u.label, s.label limit {Part}"), conditions.Parameters);
    }

    /// <summary>The statement that reads few at once: first found, then put in order.</summary>
    /// <param name="lists">Lists of modalities; null for any.</param>
    public (string Sql, object Parameters) FewStatement(IReadOnlyCollection<string>? lists)
    {
        var conditions = new Conditions();
        conditions.And("s.project =", project).And("s.folded =", filter.Session is null ? null : ProjectBook.Fold(filter.Session));
        Narrow(conditions, lists);
        var subject = filter.Subject is null ? string.Empty : $" and u.label = {conditions.Parameter(filter.Subject)}";
        return ($"with found as materialized (select s.id from session s where 1 = 1{conditions.Sql}) {SessionRow.Statement($"s.id in (select id from found){subject}")} order by u.label, s.label", conditions.Parameters);
    }

    private bool IsFew(CatalogDatabase catalog, IReadOnlyCollection<string>? lists)
    {
        if (lists is null && filter.From is null && filter.To is null)
        {
            return false;
        }

        var (sql, parameters) = CountStatement(lists);
        return catalog.Read(tx => tx.Number(sql, parameters)) <= Few;
    }

    /// <summary>The statement that counts, but not beyond few.</summary>
    /// <param name="lists">Lists of modalities; null for any.</param>
    public (string Sql, object Parameters) CountStatement(IReadOnlyCollection<string>? lists)
    {
        var conditions = new Conditions();
        conditions.And("s.project =", project);
        Narrow(conditions, lists);
        return (FormattableString.Invariant($"select count(*) from (select 1 from session s where 1 = 1{conditions.Sql} limit {Few + 1}) as few"), conditions.Parameters);
    }

    private void Narrow(Conditions conditions, IReadOnlyCollection<string>? lists) =>
        conditions.AndIn("s.modalities", lists).And("s.archived >=", filter.From?.ToUnixTimeMilliseconds()).And("s.archived <=", filter.To?.ToUnixTimeMilliseconds());
}
