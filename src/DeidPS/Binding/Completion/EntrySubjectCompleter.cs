using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes labels of subjects that wait in the prearchive.</summary>
public sealed class EntrySubjectCompleter : StoreCompleter
{
    private protected override IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start) =>
        names.EntrySubjects(typed.One("Project"), start);
}
