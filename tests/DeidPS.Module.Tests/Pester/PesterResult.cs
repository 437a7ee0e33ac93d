namespace DeidPS.Module.Tests.Pester;

/// <summary>The outcome of one <c>It</c>, or of one case of it.</summary>
internal sealed record PesterResult(string Name, string Result, int Line, string Message);
