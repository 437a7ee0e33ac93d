namespace DeidPS.Net.Tests.Receiver;

/// <summary>Tests that measure memory run after the others, one by one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
