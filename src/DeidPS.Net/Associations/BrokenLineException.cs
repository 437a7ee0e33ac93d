namespace DeidPS.Net;

/// <summary>The connection broke in a way that no socket error tells, such as TLS records that cannot be read.</summary>
/// <param name="cause">What the stream said.</param>
internal sealed class BrokenLineException(IOException cause) : IOException("the connection broke", cause);
