using DeidPS.Deid.DicomEdit.Paths;

namespace DeidPS.Deid.DicomEdit.Syntax;

/// <summary>A value as written. <see cref="Start"/> is its place in the prepared text.</summary>
internal abstract record ValueSyntax(int Start)
{
    /// <summary>A number or a text; both are text at run time.</summary>
    internal sealed record Constant(int Start, string Text, bool IsNumber) : ValueSyntax(Start);

    /// <summary>A variable.</summary>
    internal sealed record Variable(int Start, string Name) : ValueSyntax(Start);

    /// <summary>A tag path.</summary>
    internal sealed record Path(int Start, TagPath Target) : ValueSyntax(Start);

    /// <summary>A function call.</summary>
    internal sealed record Call(int Start, string Name, IReadOnlyList<ValueSyntax> Arguments) : ValueSyntax(Start);

    /// <summary>A list in braces.</summary>
    internal sealed record List(int Start, IReadOnlyList<ValueSyntax> Items) : ValueSyntax(Start);
}
