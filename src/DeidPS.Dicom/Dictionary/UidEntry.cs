namespace DeidPS.Dicom;

/// <summary>A UID the standard registers (PS3.6 Annex A).</summary>
/// <param name="Uid">The UID.</param>
/// <param name="Name">Its name; empty for the few that never had one.</param>
/// <param name="Keyword">Its keyword.</param>
/// <param name="Type">What it names, for example <c>SOP Class</c> or <c>Transfer Syntax</c>.</param>
/// <param name="IsRetired">True when the standard no longer supports it.</param>
public sealed record UidEntry(string Uid, string Name, string Keyword, string Type, bool IsRetired);
