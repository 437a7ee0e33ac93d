using DeidPS.Deid.DicomEdit;

namespace DeidPS.Deid.Policies;

/// <summary>A finding of the policy checker and the file it was found in: a policy file may name scripts and lists in other files.</summary>
/// <param name="Source">Full path of the file.</param>
/// <param name="Finding">What was found.</param>
public sealed record PolicyDiagnostic(string Source, ScriptDiagnostic Finding);
