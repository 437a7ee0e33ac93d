using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes labels of subjects of the project that something goes to.</summary>
public sealed class TargetSubjectCompleter : StoreCompleter
{
    private protected override IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start) =>
        typed.One("To") is { } project ? names.Subjects(project, start) : [];
}
