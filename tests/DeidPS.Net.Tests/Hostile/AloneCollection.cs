namespace DeidPS.Net.Tests.Hostile;

/// <summary>Tests that count sockets, threads or memory of the process: nothing else may run.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
