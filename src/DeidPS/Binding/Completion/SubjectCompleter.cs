using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes labels of subjects of the project that the line names, or that its entry waits for.</summary>
public sealed class SubjectCompleter : StoreCompleter
{
    private protected override IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start) =>
        typed.Projects(names).SelectMany(project => names.Subjects(project, start)).DistinctBy(n => n.Text);
}
