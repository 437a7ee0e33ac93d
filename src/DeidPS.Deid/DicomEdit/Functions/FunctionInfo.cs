using DeidPS.Deid.DicomEdit.Runtime;

namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>A function of the language.</summary>
/// <param name="Name">Its name; case matters.</param>
/// <param name="Minimum">Fewest arguments.</param>
/// <param name="Maximum">Most arguments.</param>
/// <param name="Result">What it gives.</param>
/// <param name="NeedsValues">True when a missing argument stops the object.</param>
/// <param name="Parameters">What it expects; the last kind stands for all further arguments.</param>
/// <param name="Body">What it does.</param>
internal sealed record FunctionInfo(
    string Name,
    int Minimum,
    int Maximum,
    ResultKind Result,
    bool NeedsValues,
    ParameterKind[] Parameters,
    Func<Machine, FunctionCall, ScriptValue?> Body)
{
    public ParameterKind ParameterAt(int index) => Parameters[Math.Min(index, Parameters.Length - 1)];
}
