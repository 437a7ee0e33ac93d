using DeidPS.Net;
using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes the names of registered nodes; the tool tip shows AE title and address.</summary>
public sealed class DicomNodeCompleter : ListCompleter
{
    private protected override IEnumerable<StoreName> Values() =>
        NodeRegistry.Default().Read().Select(node => new StoreName(node.Name, FormattableString.Invariant($"{node.CalledAE} at {node.HostName}:{node.Port}")));
}
