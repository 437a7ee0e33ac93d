namespace DeidPS.Deid.DicomEdit.Syntax;

/// <summary>One comparison, or a function on its own when <see cref="Operator"/> is <see cref="TokenKind.End"/>.</summary>
internal sealed record ConditionSyntax(int Start, ValueSyntax Left, TokenKind Operator, ValueSyntax? Right);
