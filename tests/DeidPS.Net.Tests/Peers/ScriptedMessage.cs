namespace DeidPS.Net.Tests.Peers;

/// <summary>A command and its data set, as they came in.</summary>
internal sealed record ScriptedMessage(byte ContextId, ScriptedCommand Command, byte[]? Dataset);
