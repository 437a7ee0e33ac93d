using DeidPS.Deid.DicomEdit.Paths;

namespace DeidPS.Deid.DicomEdit.Syntax;

/// <summary>A token and where it stands in the prepared text.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Start">Index of its first character.</param>
/// <param name="End">Index after its last character.</param>
/// <param name="Text">The name, number or unescaped text; empty for signs.</param>
/// <param name="Tag">The pattern of a tag.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int End, string Text, TagPattern Tag = default);
