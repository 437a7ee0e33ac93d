using DeidPS.Deid.DicomEdit.Paths;

namespace DeidPS.Deid.DicomEdit.Syntax;

/// <summary>A statement as written. <see cref="Start"/> is its place in the prepared text.</summary>
internal abstract record StatementSyntax(int Start)
{
    /// <summary><c>path := value</c> or <c>path ?= value</c>.</summary>
    internal sealed record Assign(int Start, TagPath Target, ValueSyntax Value, bool OnlyIfPresent) : StatementSyntax(Start);

    /// <summary><c>name := value</c>.</summary>
    internal sealed record SetVariable(int Start, string Name, ValueSyntax Value) : StatementSyntax(Start);

    /// <summary><c>-path</c>.</summary>
    internal sealed record Delete(int Start, TagPath Target) : StatementSyntax(Start);

    /// <summary>A function as a statement.</summary>
    internal sealed record Call(int Start, ValueSyntax.Call Function) : StatementSyntax(Start);

    /// <summary><c>echo</c>.</summary>
    internal sealed record Echo(int Start, ValueSyntax? Value) : StatementSyntax(Start);

    /// <summary><c>removeAllPrivateTags</c>.</summary>
    internal sealed record RemoveAllPrivateTags(int Start) : StatementSyntax(Start);

    /// <summary>An if block, or a ternary, which is the same with one action for each block.</summary>
    internal sealed record If(int Start, IReadOnlyList<Branch> Branches, IReadOnlyList<StatementSyntax> Otherwise) : StatementSyntax(Start);

    /// <summary>One condition with what it guards.</summary>
    internal sealed record Branch(ConditionSyntax Condition, IReadOnlyList<StatementSyntax> Body);

    /// <summary><c>describe name …</c> or <c>export name "…"</c>: no effect on data.</summary>
    internal sealed record Describe(int Start, string Name) : StatementSyntax(Start);

    /// <summary><c>version "…"</c>.</summary>
    internal sealed record Version(int Start, string Text) : StatementSyntax(Start);
}
