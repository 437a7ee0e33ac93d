using DeidPS.Deid.DicomEdit.Paths;

namespace DeidPS.Deid.DicomEdit.Runtime;

/// <summary>A value at run time; the missing value is null.</summary>
internal abstract record ScriptValue
{
    public static readonly ScriptValue True = new Boolean(true);
    public static readonly ScriptValue False = new Boolean(false);

    public static ScriptValue Of(bool value) => value ? True : False;

    /// <summary>Text; numbers are text as typed.</summary>
    internal sealed record Text(string Value) : ScriptValue;

    /// <summary>What isPresent, ismatch, true and false give.</summary>
    internal sealed record Boolean(bool Value) : ScriptValue;

    /// <summary>A path that a function is to resolve.</summary>
    internal sealed record Path(TagPath Value) : ScriptValue;

    /// <summary>A list.</summary>
    internal sealed record List(IReadOnlyList<ScriptValue?> Items) : ScriptValue;
}
