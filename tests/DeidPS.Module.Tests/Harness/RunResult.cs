using System.Management.Automation;

namespace DeidPS.Module.Tests.Harness;

internal sealed record RunResult(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Verbose,
    bool IsTerminated)
{
    /// <summary>A property of every output object, as text.</summary>
    public IReadOnlyList<string> Values(string property) => [.. Output.Select(o => o.Properties[property]?.Value?.ToString() ?? string.Empty)];
}
