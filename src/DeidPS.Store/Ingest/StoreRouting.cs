using DeidPS.Deid.Pseudonyms;

namespace DeidPS.Store.Ingest;

/// <summary>
/// Where objects go, by the rules and settings that the catalogue holds at the moment: whoever changes them changes them for receivers that are running, too.
/// Thread safe.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="key">The site's key.</param>
internal sealed class StoreRouting(DeidStore store, DeidKey key)
{
    /// <summary>How old what is known of the catalogue may be.</summary>
    private const long Milliseconds = 1000;

    private readonly Lock _lock = new();
    private Known? _known;
    private long _read;

    /// <summary>Settings and rules as they are now, or were a second ago.</summary>
    /// <exception cref="StoreException">The catalogue cannot be read, or holds a rule that this version does not understand.</exception>
    public Known Now
    {
        get
        {
            lock (_lock)
            {
                if (_known is null || Environment.TickCount64 - _read >= Milliseconds)
                {
                    var (settings, rules) = store.Catalog.Read(tx => (DeidStore.ReadSettings(tx), RoutingBook.Rows(tx)));
                    _known = _known is not null && _known.Settings == settings && _known.Rules.SequenceEqual(rules) ? _known : new Known(settings, rules, NewRouter(settings, rules));
                    _read = Environment.TickCount64;
                }

                return _known;
            }
        }
    }

    private Router NewRouter(SiteSettings settings, IReadOnlyList<DeidRoutingRule> rules)
    {
        IReadOnlyList<RoutingRule> Of(RoutingTarget target) => RoutingRuleFile.Parse(string.Join('\n', rules.Where(r => r.Target == target).Select(r => r.Rule)), target, "the store").Demand();
        var site = new RoutingRuleSet { Project = Of(RoutingTarget.Project), Subject = Of(RoutingTarget.Subject), Session = Of(RoutingTarget.Session) };
        return new Router(new RoutingRules(site), new RoutingOptions { PushedData = settings.PushedData }, new Pseudonymiser(key, new PseudonymSettings()));
    }

    /// <summary>What the catalogue says.</summary>
    /// <param name="Settings">The site's settings.</param>
    /// <param name="Rules">Its custom rules.</param>
    /// <param name="Router">Decides by both.</param>
    internal sealed record Known(SiteSettings Settings, IReadOnlyList<DeidRoutingRule> Rules, Router Router);
}
