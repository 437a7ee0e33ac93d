namespace DeidPS.Module.Tests.Harness;

/// <summary>Tests that set environment variables, which the whole process shares, run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class EnvironmentCollection
{
    public const string Name = "Environment";
}
