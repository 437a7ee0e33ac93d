namespace DeidPS.Store.Names;

/// <summary>A name in a store, for somebody who is typing it.</summary>
/// <param name="Text">The name, as a command takes it.</param>
/// <param name="Detail">What tells it from others; empty for nothing. No identifier of the source.</param>
public readonly record struct StoreName(string Text, string Detail = "");
