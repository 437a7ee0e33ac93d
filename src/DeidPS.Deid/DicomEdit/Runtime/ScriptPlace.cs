namespace DeidPS.Deid.DicomEdit.Runtime;

/// <summary>Where a statement or value stands in the script as it was given, from 1.</summary>
internal readonly record struct ScriptPlace(int Line, int Column);
