namespace DeidPS.Net.Tests.Peers;

/// <summary>Answer to a proposed presentation context (PS3.8 9.3.3.2): 0 accepted, 1 user rejection, 2 no reason, 3 abstract syntax, 4 transfer syntaxes not supported.</summary>
internal readonly record struct ContextAnswer(byte Id, byte Result, string TransferSyntax);
