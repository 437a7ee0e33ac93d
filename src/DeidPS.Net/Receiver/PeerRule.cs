using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace DeidPS.Net;

/// <summary>Somebody who may connect: <c>AE</c>, <c>AE@address</c>, <c>@address</c>, with an address such as <c>10.1.2.3</c> or <c>10.1.0.0/16</c>.</summary>
/// <param name="AETitle">Calling AE title; null for any.</param>
/// <param name="Network">Address or network; null for any.</param>
public sealed record PeerRule(string? AETitle, IPNetwork? Network)
{
    /// <summary>Reads a rule.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out PeerRule? rule)
    {
        ArgumentNullException.ThrowIfNull(text);
        rule = null;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var title = (at < 0 ? text : text[..at]).Trim();
        IPNetwork? network = null;
        if (at >= 0)
        {
            var address = text[(at + 1)..].Trim();
            if (IPNetwork.TryParse(address, out var range))
            {
                network = range;
            }
            else if (IPAddress.TryParse(address, out var one))
            {
                network = new IPNetwork(one, one.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128);
            }
            else
            {
                return false;
            }
        }

        if (title.Length is > 16 || (title.Length == 0 && network is null))
        {
            return false;
        }

        rule = new PeerRule(title.Length == 0 ? null : title, network);
        return true;
    }

    /// <summary>Whether the rule lets a peer in.</summary>
    public bool Allows(string callingAE, IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);

        // An IPv4 peer of a socket for both comes as a mapped address.
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (AETitle is null || AETitle == callingAE) && (Network is not { } network || network.Contains(plain));
    }

    /// <inheritdoc/>
    public override string ToString() => Network is { } network ? $"{AETitle}@{network}" : AETitle ?? string.Empty;
}
