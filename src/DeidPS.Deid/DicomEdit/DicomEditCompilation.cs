namespace DeidPS.Deid.DicomEdit;

/// <summary>What compiling a script gave.</summary>
/// <param name="Script">The script, ready to be applied; null when there is any error.</param>
/// <param name="Diagnostics">Every finding, in the order of the script.</param>
public sealed record DicomEditCompilation(DicomEditScript? Script, IReadOnlyList<ScriptDiagnostic> Diagnostics)
{
    /// <summary>True when the script was refused.</summary>
    public bool HasErrors => Script is null;
}
