namespace DeidPS.Deid.DicomEdit.Runtime;

/// <summary>What compiling a script gives: read by many threads at once, changed by none.</summary>
internal sealed record ScriptProgram(
    Instruction[] Instructions,
    IReadOnlyList<string> VariableNames,
    bool IsTolerant,
    bool PixelRegionsComplete,
    TimeSpan MatchTimeout);
