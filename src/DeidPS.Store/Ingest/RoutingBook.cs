using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;

namespace DeidPS.Store.Ingest;

/// <summary>The custom routing rules of a store (workflow section 5): kept in the catalogue, the same for every process.</summary>
/// <param name="store">The store, in the name of its caller.</param>
public sealed class RoutingBook(DeidStore store)
{
    private const string Statement = "select target, position, rule from routingrule order by target, position";

    /// <summary>The rules, by target and place; for those who look after what arrives.</summary>
    /// <param name="target">Those of one target; null for all.</param>
    /// <exception cref="StoreException">AccessDenied.</exception>
    public IReadOnlyList<DeidRoutingRule> List(RoutingTarget? target = null) => store.Read(tx =>
    {
        store.Demand(tx, new AccessRequest { Action = StoreAction.AssignUnassigned });
        return (IReadOnlyList<DeidRoutingRule>)[.. Rows(tx).Where(r => target is null || r.Target == target)];
    });

    /// <summary>Takes the rules of a file: instead of those of its target, or behind them.</summary>
    /// <param name="file">The rules; a line of it that is none refuses all.</param>
    /// <param name="append">True to keep the rules that are there; one that is there already is not added again.</param>
    /// <returns>The rules of the target as they are now.</returns>
    /// <exception cref="StoreException">AccessDenied for all but administrators; StoreValueInvalid: names the line.</exception>
    public IReadOnlyList<DeidRoutingRule> Import(RoutingRuleFile file, bool append)
    {
        ArgumentNullException.ThrowIfNull(file);
        var rules = file.Demand().Select(r => r.Text).ToList();
        if (rules.Count == 0)
        {
            throw new StoreException(StoreException.StoreValueInvalid, "The file holds no routing rule.", "Name the right file; Remove-DeidRoutingRule takes rules away.");
        }

        return store.Write(tx =>
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.ManageSite });
            var before = append ? Rows(tx).Where(r => r.Target == file.Target).Select(r => r.Rule).ToList() : [];
            var all = before.Concat(rules.Except(before, StringComparer.Ordinal)).ToList();
            if (all.Count > RoutingRuleFile.MaximumRules)
            {
                throw new StoreException(StoreException.StoreValueInvalid, $"There would be more than {RoutingRuleFile.MaximumRules} rules.", "Replace the rules instead of adding to them.");
            }

            Write(tx, file.Target, all);
            store.Record(tx, new AuditEvent { Action = "ImportRoutingRules", Item = file.Target.ToString() }.With("rules", all.Count).With("added", all.Count - before.Count).With("append", append));
            return (IReadOnlyList<DeidRoutingRule>)[.. Rows(tx).Where(r => r.Target == file.Target)];
        });
    }

    /// <summary>Takes rules away.</summary>
    /// <param name="target">Of which target.</param>
    /// <param name="rule">The rule as it was written; null for all of the target.</param>
    /// <returns>How many.</returns>
    /// <exception cref="StoreException">AccessDenied for all but administrators; StoreItemNotFound: there is no such rule.</exception>
    public int Remove(RoutingTarget target, string? rule) => store.Write(tx =>
    {
        store.Demand(tx, new AccessRequest { Action = StoreAction.ManageSite });
        var before = Rows(tx).Where(r => r.Target == target).Select(r => r.Rule).ToList();
        var after = rule is null ? [] : before.Where(r => r != rule).ToList();
        if (after.Count == before.Count && rule is not null)
        {
            throw new StoreException(StoreException.StoreItemNotFound, $"There is no such routing rule for {target}.", "Get-DeidRoutingRule lists those there are; a rule is named by its whole text.");
        }

        Write(tx, target, after);
        store.Record(tx, new AuditEvent { Action = "RemoveRoutingRules", Item = target.ToString() }.With("removed", before.Count - after.Count).With("rules", after.Count));
        return before.Count - after.Count;
    });

    /// <summary>
    /// Says where an object would go and why (R9), as a receiver decides it now. What the rules found is shown to those who may see identifiers, and masked for others.
    /// </summary>
    /// <param name="original">The object as a sender has it; not changed.</param>
    /// <param name="key">The site's key: pseudonyms are made with it.</param>
    /// <exception cref="StoreException">AccessDenied: the answer tells which projects there are.</exception>
    /// <exception cref="DicomParseException">The source of the object became shorter since it was read.</exception>
    public RoutingDecision Explain(DicomDataset original, DeidKey key)
    {
        var sees = store.Read(tx =>
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.AssignUnassigned });
            return AccessControl.Allows(tx, store.Caller, new AccessRequest { Action = StoreAction.SeeIdentifiers });
        });
        var decision = new StoreRouting(store, key).Now.Router.Explain(original, new CatalogProjects(store, new IngestOrigin { Id = string.Empty }));
        return sees ? decision : decision with { Steps = [.. decision.Steps.Select(s => s with { Value = Mask(s.Value), Found = Mask(s.Found) })] };
    }

    /// <summary>The rules as they stand in the catalogue.</summary>
    internal static IReadOnlyList<DeidRoutingRule> Rows(CatalogTransaction tx) =>
        [.. tx.Query<Row>(Statement).Select(r => new DeidRoutingRule { Target = Enum.Parse<RoutingTarget>(r.Target), Position = r.Position, Rule = r.Rule })];

    private static void Write(CatalogTransaction tx, RoutingTarget target, IEnumerable<string> rules)
    {
        tx.Execute("delete from routingrule where target = @Target", new { Target = target.ToString() });
        var position = 0L;
        foreach (var rule in rules)
        {
            tx.Execute("insert into routingrule (target, position, rule) values (@Target, @Position, @rule)", new { Target = target.ToString(), Position = ++position, rule });
        }
    }

    private static string? Mask(string? value) => string.IsNullOrEmpty(value) ? value : string.Concat(value.AsSpan(0, 1), "***");

    private sealed class Row
    {
        public string Target { get; init; } = string.Empty;

        public long Position { get; init; }

        public string Rule { get; init; } = string.Empty;
    }
}
