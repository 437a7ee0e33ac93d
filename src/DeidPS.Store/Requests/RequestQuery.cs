using DeidPS.Store.Catalog;

namespace DeidPS.Store.Requests;

/// <summary>Reads requests in the order of imports and lines, a part at a time, each in a transaction of its own: memory does not grow, and nothing is held meanwhile.</summary>
/// <param name="filter">Which.</param>
internal sealed class RequestQuery(RequestFilter filter)
{
    /// <summary>Requests that are read at once.</summary>
    public const int Part = 500;

    /// <summary>The requests of complete imports, as they are read.</summary>
    public IEnumerable<RequestRecord> Rows(CatalogDatabase catalog)
    {
        RequestRecord? last = null;
        while (true)
        {
            var (sql, parameters) = Statement(last);
            var rows = catalog.Read(tx => tx.Query<RequestRecord>(sql, parameters));
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
    /// <param name="after">The last request of the part before; null for the first part.</param>
    public (string Sql, object Parameters) Statement(RequestRecord? after)
    {
        var conditions = new Conditions().AndIn("id", filter.Ids).And("batch =", filter.Batch).And("project =", filter.Project).And("node =", filter.Node).And("sessionfolded =", filter.Session?.ToUpperInvariant())
            .AndIn("state", filter.States?.Select(s => s.ToString()).ToList());
        if (!filter.IncludesIncomplete)
        {
            conditions.And("exists (select 1 from requestbatch where requestbatch.id = request.batch and iscomplete = 1)");
        }

        if (after is not null)
        {
            conditions.And($"(batch, line, part) > ({conditions.Parameter(after.Batch)}, {conditions.Parameter(after.Line)}, {conditions.Parameter(after.Part)})");
        }

        return (FormattableString.Invariant($"select {RequestRecord.Columns} from request where 1 = 1{conditions.Sql} order by batch, line, part limit {Part}"), conditions.Parameters);
    }
}
