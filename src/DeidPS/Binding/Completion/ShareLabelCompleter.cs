using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes labels under which sessions of a project are seen in another; the tool tip shows where.</summary>
public sealed class ShareLabelCompleter : StoreCompleter
{
    private protected override IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start) =>
        typed.One("Project") is { } project ? names.Shares(project, typed.One("To"), start) : [];
}
