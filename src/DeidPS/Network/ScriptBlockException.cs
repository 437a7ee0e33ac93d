using DeidPS.Dicom;

namespace DeidPS;

/// <summary>A user's script block did not do its work for one object. The text of what it threw is dropped: it may quote what it choked on.</summary>
/// <param name="name">The object, without a value of it.</param>
/// <param name="kind">Type of what was thrown.</param>
/// <param name="line">Line of the script; 0 when it is not known.</param>
public sealed class ScriptBlockException(string name, string kind, int line)
    : DeidException(
        "ScriptBlockFailed",
        line > 0 ? FormattableString.Invariant($"The script block failed on {name} ({kind}, line {line}).") : $"The script block failed on {name} ({kind}).",
        "The sender was answered a failure and keeps the object. Catch errors within the script block to see their text.");
