namespace DeidPS.Deid.Proof;

/// <summary>
/// Findings in the order they came, one for each place and rule. Of a rule no more are kept than a reader can look at; beyond that a graver one takes the place of one that is
/// less grave, so that the gravest is never lost.
/// </summary>
/// <typeparam name="T">A finding.</typeparam>
/// <param name="gravity">How grave a finding is.</param>
/// <param name="merge">What a finding becomes when there is another one of the same place and rule.</param>
internal sealed class FindingTable<T>(Func<T, int> gravity, Func<T, T, T> merge)
{
    private const int MostOfARule = 50;

    private readonly List<T> _findings = [];
    private readonly Dictionary<FindingRule, Dictionary<string, int>> _places = [];

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<T> Findings => _findings;

    /// <summary>Adds a finding of a place and a rule.</summary>
    public void Add(string path, FindingRule rule, T finding)
    {
        if (!_places.TryGetValue(rule, out var places))
        {
            _places.Add(rule, places = new Dictionary<string, int>(StringComparer.Ordinal));
        }

        if (places.TryGetValue(path, out var at))
        {
            _findings[at] = merge(_findings[at], finding);
        }
        else if (places.Count < MostOfARule)
        {
            places.Add(path, _findings.Count);
            _findings.Add(finding);
        }
        else if (places.MinBy(p => gravity(_findings[p.Value])) is var least && gravity(_findings[least.Value]) < gravity(finding))
        {
            places.Remove(least.Key);
            places.Add(path, least.Value);
            _findings[least.Value] = finding;
        }
    }
}
