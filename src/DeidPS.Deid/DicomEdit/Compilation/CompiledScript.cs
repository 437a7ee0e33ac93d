using DeidPS.Deid.DicomEdit.Runtime;

namespace DeidPS.Deid.DicomEdit.Compilation;

/// <summary>What the generator found out about a sound script.</summary>
internal sealed record CompiledScript(
    ScriptProgram Program,
    string Version,
    IReadOnlyCollection<string> RequiredVariables,
    bool NeedsKey,
    bool NeedsLookupTable);
