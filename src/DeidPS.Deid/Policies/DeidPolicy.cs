using DeidPS.Deid.DicomEdit;

namespace DeidPS.Deid.Policies;

/// <summary>A compiled policy: immutable, shared by all workers.</summary>
/// <param name="Name">The name it is known by: that of the shipped policy, or of the file without its extension.</param>
/// <param name="Script">The compiled script.</param>
public sealed record DeidPolicy(string Name, DicomEditScript Script)
{
    /// <summary>The first twelve hexadecimal digits of the script's SHA-256: enough to tell versions apart, short enough for SH.</summary>
    public string ShortHash => Script.Hash[..12];

    /// <summary>Name and version as they are recorded: <c>name@hash</c>.</summary>
    public string Label => $"{Name}@{ShortHash}";
}
