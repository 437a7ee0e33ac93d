using DeidPS.Net;
using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes AE titles of registered nodes; the tool tip shows the node.</summary>
public sealed class AETitleCompleter : ListCompleter
{
    private protected override IEnumerable<StoreName> Values() =>
        NodeRegistry.Default().Read().Select(n => new StoreName(n.CalledAE, n.Name)).DistinctBy(n => n.Text);
}
