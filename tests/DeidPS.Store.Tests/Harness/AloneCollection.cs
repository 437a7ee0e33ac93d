namespace DeidPS.Store.Tests.Harness;

/// <summary>Tests that measure time or memory run after the others, one by one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
