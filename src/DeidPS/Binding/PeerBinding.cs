using DeidPS.Net;

namespace DeidPS;

/// <summary>What <c>-AllowedPeer</c> means: AE, AE@address or @address.</summary>
internal static class PeerBinding
{
    /// <summary>Reads the rules.</summary>
    /// <exception cref="NodeException">NodeSettingInvalid.</exception>
    public static IReadOnlyList<PeerRule> From(IEnumerable<string> texts) => [.. texts.Select(text => PeerRule.TryParse(text, out var rule)
        ? rule
        : throw new NodeException("NodeSettingInvalid", "An entry of -AllowedPeer is no rule.", "Write AE, AE@address or @address, for example SECTRA@10.1.0.0/16."))];
}
