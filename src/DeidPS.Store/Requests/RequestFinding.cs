namespace DeidPS.Store.Requests;

/// <summary>Something about a request file that keeps a row from being asked for, or that somebody should know. Never a value.</summary>
/// <param name="Line">Line of the file where the row begins, from 1; the header is line 1.</param>
/// <param name="Column">The column by its usual name; null for the row as a whole.</param>
/// <param name="IsError">True when the row cannot be asked for.</param>
/// <param name="Code">What it is, as a word.</param>
/// <param name="Message">In words.</param>
/// <param name="RecommendedAction">What to do.</param>
public sealed record RequestFinding(long Line, string? Column, bool IsError, string Code, string Message, string RecommendedAction);
