namespace DeidPS.Net.Tests.Peers;

/// <summary>A presentation context as it is proposed (PS3.8 9.3.2.2), or as it was accepted, with one syntax.</summary>
internal sealed record PresentationProposal(byte Id, string AbstractSyntax, params IReadOnlyList<string> TransferSyntaxes);
