using System.Management.Automation;
using DeidPS.Net;

namespace DeidPS;

/// <summary>Turns TLS parameters into settings, the same for every cmdlet that takes them.</summary>
internal static class TlsBinding
{
    /// <summary>Hexadecimal digits of a SHA-1 thumbprint, as certificate stores show it.</summary>
    private const int ThumbprintLength = 40;

    /// <summary>The settings; null without TLS.</summary>
    /// <exception cref="NodeException">A setting of TLS is given without -UseTls: the line would be open where the user believes it closed.</exception>
    /// <exception cref="InputPathException">A file is not there.</exception>
    public static TlsSettings? From(bool isUsed, string? certificate, string? trustedRoots, string? serverName, bool isUntrustedAllowed, SessionState session)
    {
        if (!isUsed)
        {
            return certificate is null && trustedRoots is null && serverName is null && !isUntrustedAllowed
                ? null
                : throw new NodeException(NodeException.NodeSettingInvalid, "Settings of TLS are given, and TLS is not.", "Add -UseTls.");
        }

        return new TlsSettings
        {
            Certificate = certificate is null || IsThumbprint(certificate) ? certificate : Existing(certificate, session),
            TrustedRoots = trustedRoots is null ? null : Existing(trustedRoots, session),
            ServerName = serverName,
            AllowUntrusted = isUntrustedAllowed,
        };
    }

    private static bool IsThumbprint(string text) => text.Length == ThumbprintLength && text.All(char.IsAsciiHexDigit);

    private static string Existing(string path, SessionState session)
    {
        var full = new PathResolver(session, static (_, _) => { }).Unresolved(path);
        return File.Exists(full) ? full : throw InputPathException.NotFound(path);
    }
}
