using DeidPS.Store.Ingest;
using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes modalities, the defined terms of (0008,0060).</summary>
public sealed class ModalityCompleter : ListCompleter
{
    private protected override IEnumerable<StoreName> Values() =>
        StandardModality.Terms.Select(term => new StoreName(term));
}
