using DeidPS.Store.Catalog;

namespace DeidPS.Store.Prearchive;

/// <summary>
/// Reads entries in the order in which they arrived, a part at a time and each part in a transaction of its own: the first come at once, memory does not grow,
/// and whoever takes hours over a list holds nothing in the catalogue. When an entry arrived never changes, so none is left out or comes twice.
/// </summary>
/// <param name="filter">Which.</param>
internal sealed class EntryQuery(PrearchiveFilter filter)
{
    /// <summary>Entries that are read at once.</summary>
    public const int Part = 500;

    /// <summary>The entries, as they are read.</summary>
    public IEnumerable<EntryRow> Rows(CatalogDatabase catalog)
    {
        EntryRow? last = null;
        while (true)
        {
            var (sql, parameters) = Statement(last);
            var rows = catalog.Read(tx => tx.Query<EntryRow>(sql, parameters));
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

    /// <summary>The statement that reads a part.</summary>
    /// <param name="after">The last entry of the part before; null for the first part.</param>
    public (string Sql, object Parameters) Statement(EntryRow? after)
    {
        var conditions = new Conditions();
        conditions.AndIn("id", filter.Ids).And("project =", filter.Project).And("subject =", filter.Subject).And("session =", filter.Session).And("callingae =", filter.CallingAE)
            .And("received >=", filter.From?.ToUnixTimeMilliseconds()).And("received <=", filter.To?.ToUnixTimeMilliseconds());
        if (filter.UnassignedOnly)
        {
            conditions.And("project is null");
        }

        if (after is not null)
        {
            conditions.And($"(received, id) > ({conditions.Parameter(after.Received)}, {conditions.Parameter(after.Id)})");
        }

        // A part of each state, each in order in its index, and of these the first.
        var states = filter.States?.Distinct().Select(s => $" and state = {conditions.Parameter(s.ToString())}").ToList() ?? [string.Empty];
        var parts = states.Select(state => FormattableString.Invariant($"select {EntryRow.Columns} from entry where 1 = 1{state}{conditions.Sql} order by received, id limit {Part}")).ToList();
        return (parts.Count == 1 ? parts[0] : FormattableString.Invariant($"{string.Join(" union all ", parts.Select((p, i) => $"select * from ({p}) as part{i}"))} order by received, id limit {Part}"), conditions.Parameters);
    }
}
