using DeidPS.Module.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Pester;

/// <summary>The examples of the help. Some stop every receiver of the process, as users do: no other test has one then.</summary>
[Collection(AloneCollection.Name)]
public sealed class ExamplesTests(ITestOutputHelper output)
{
    public const string File = "Help.Examples.Tests.ps1";

    [Fact]
    public void Every_example_of_the_help_runs() => PesterTests.AssertPasses(File, output);
}
