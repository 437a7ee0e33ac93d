using System.Net;

namespace DeidPS.Net;

/// <summary>What the settings of a node must keep to; the only place that checks them.</summary>
public static class NodeRules
{
    /// <summary>Longest AE title (PS3.5 6.2, AE).</summary>
    public const int MaximumTitleLength = 16;

    /// <summary>Longest time limit in seconds: a day.</summary>
    public const int MaximumSeconds = 86_400;

    /// <summary>Most retrievals at once.</summary>
    public const int MaximumAssociations = 64;

    /// <summary>Most tries of a study, and failures in a row.</summary>
    public const int MaximumAttempts = 1000;

    private const int MaximumNameLength = 64;
    private const int MaximumUserNameLength = 256;
    private const int MaximumHostNameLength = 253;

    /// <summary>Checks a node and gives it with the blanks around its AE titles removed, which mean nothing (PS3.5 6.2, AE).</summary>
    /// <exception cref="NodeException">NodeSettingInvalid, naming the setting and the rule.</exception>
    public static DicomNode Check(DicomNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        CheckHost(node.HostName, nameof(node.HostName));
        CheckPort(node.Port, nameof(node.Port));
        CheckPort(node.ReceiverPort, nameof(node.ReceiverPort));
        CheckSeconds(node.ConnectTimeoutSec, nameof(node.ConnectTimeoutSec));
        CheckSeconds(node.AcceptTimeoutSec, nameof(node.AcceptTimeoutSec));
        CheckSeconds(node.TimeoutSec, nameof(node.TimeoutSec));
        CheckSeconds(node.IdleTimeoutSec, nameof(node.IdleTimeoutSec));
        if (node.ResultLimit is < 1)
        {
            throw Invalid(nameof(node.ResultLimit), "is less than 1", "Give the most answers the node gives to a query, or leave it out.");
        }

        CheckUserName(node.UserName);
        CheckLimits(node.Limits);
        CheckWords(node);
        CheckTls(node.Tls);
        return node with
        {
            CalledAE = CheckTitle(node.CalledAE, nameof(node.CalledAE)),
            CallingAE = CheckTitle(node.CallingAE, nameof(node.CallingAE)),
            MoveDestination = node.MoveDestination is null ? null : CheckTitle(node.MoveDestination, nameof(node.MoveDestination)),
        };
    }

    /// <summary>Checks an AE title and gives it without the blanks around it.</summary>
    /// <param name="title">1 to 16 characters of ASCII without backslash and control characters, not blanks only (PS3.5 6.2, AE).</param>
    /// <param name="setting">What messages call it.</param>
    /// <exception cref="NodeException">NodeSettingInvalid.</exception>
    public static string CheckTitle(string title, string setting)
    {
        ArgumentNullException.ThrowIfNull(title);
        const string Action = "An AE title has 1 to 16 characters: letters, digits and signs of ASCII, no backslash, not blanks only.";
        var trimmed = title.Trim(' ');
        if (trimmed.Length == 0)
        {
            throw Invalid(setting, "is empty", Action);
        }

        if (trimmed.Length > MaximumTitleLength)
        {
            throw Invalid(setting, FormattableString.Invariant($"has {trimmed.Length} characters"), Action);
        }

        for (var i = 0; i < trimmed.Length; i++)
        {
            if (trimmed[i] is < ' ' or > '~' or '\\')
            {
                throw Invalid(setting, FormattableString.Invariant($"has a character (U+{(int)trimmed[i]:X4}, number {i + 1}) that no AE title may have"), Action);
            }
        }

        return trimmed;
    }

    /// <summary>Checks the name a node is registered under.</summary>
    /// <exception cref="NodeException">NodeSettingInvalid.</exception>
    public static void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        const string Action = "A name has 1 to 64 letters, digits, '.', '-' or '_', and blanks between them.";
        if (name.Length is 0 or > MaximumNameLength)
        {
            throw Invalid("Name", name.Length == 0 ? "is empty" : FormattableString.Invariant($"has {name.Length} characters"), Action);
        }

        if (name[0] == ' ' || name[^1] == ' ' || name.Any(static c => !char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_' or ' ')))
        {
            throw Invalid("Name", "has a character that a name cannot have there", Action);
        }
    }

    /// <summary>Checks a host name or address.</summary>
    /// <exception cref="NodeException">NodeSettingInvalid.</exception>
    internal static void CheckHost(string host, string setting)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (host.Length is 0 or > MaximumHostNameLength)
        {
            throw Invalid(setting, host.Length == 0 ? "is empty" : FormattableString.Invariant($"has {host.Length} characters"), "Give a host name, or an IP address.");
        }

        if (host.StartsWith('[') || Uri.CheckHostName(host) == UriHostNameType.Unknown || Uri.CheckHostName(host) == UriHostNameType.Basic)
        {
            throw Invalid(setting, "is no host name", host.Contains(':', StringComparison.Ordinal) && !IPAddress.TryParse(host, out _)
                ? "Give the name alone; the port is a setting of its own."
                : "Give a host name such as pacs.example.org, or an IP address without brackets.");
        }
    }

    /// <summary>Checks a number with bounds.</summary>
    /// <exception cref="NodeException">NodeSettingInvalid.</exception>
    internal static void CheckNumber(int number, int least, int most, string setting)
    {
        if (number < least || number > most)
        {
            throw Invalid(setting, "is out of bounds", FormattableString.Invariant($"Give a number from {least} to {most}."));
        }
    }

    private static void CheckLimits(NodeLimits limits)
    {
        CheckNumber(limits.MaxAssociations, 1, MaximumAssociations, nameof(limits.MaxAssociations));
        CheckNumber(limits.UtilizationPercent, 1, 100, nameof(limits.UtilizationPercent));
        CheckNumber(limits.MaxRestSec, 0, MaximumSeconds, nameof(limits.MaxRestSec));
        CheckNumber(limits.MinIntervalSec, 0, MaximumSeconds, nameof(limits.MinIntervalSec));
        CheckNumber(limits.MaxAttempts, 1, MaximumAttempts, nameof(limits.MaxAttempts));
        CheckNumber(limits.BackoffSec, 1, NodeLimits.MaximumBackoffSec, nameof(limits.BackoffSec));
        CheckNumber(limits.BreakerThreshold, 1, MaximumAttempts, nameof(limits.BreakerThreshold));
    }

    private static void CheckPort(int port, string setting)
    {
        if (port is < IPEndPoint.MinPort + 1 or > IPEndPoint.MaxPort)
        {
            throw Invalid(setting, "is no port", "A port is a number from 1 to 65535.");
        }
    }

    private static void CheckSeconds(int seconds, string setting)
    {
        if (seconds is < 1 or > MaximumSeconds)
        {
            throw Invalid(setting, "is no time limit", "Give seconds, 1 to 86400.");
        }
    }

    /// <summary>A user name is UTF-8 text (PS3.7 D.3.3.7.1); a length of our own keeps requests small.</summary>
    private static void CheckUserName(string? name)
    {
        if (name is not null && (string.IsNullOrWhiteSpace(name) || name.Length > MaximumUserNameLength || name.Any(char.IsControl)))
        {
            throw Invalid(nameof(DicomNode.UserName), "is no user name", "Give 1 to 256 characters without control characters, or leave it out.");
        }
    }

    private static void CheckWords(DicomNode node)
    {
        if (!Enum.IsDefined(node.Model))
        {
            throw Invalid(nameof(node.Model), "is unknown", $"Allowed are {string.Join(", ", Enum.GetNames<QueryModel>())}.");
        }

        if (!Enum.IsDefined(node.RetrieveMethod))
        {
            throw Invalid(nameof(node.RetrieveMethod), "is unknown", $"Allowed are {string.Join(", ", Enum.GetNames<RetrieveMethod>())}.");
        }

        if (node.RetrieveLevel is not (QueryLevel.Study or QueryLevel.Series or QueryLevel.Image))
        {
            throw Invalid(nameof(node.RetrieveLevel), "is none that studies are retrieved at", "Allowed are Study, Series, Image.");
        }
    }

    private static void CheckTls(TlsSettings? tls)
    {
        if (tls is null)
        {
            return;
        }

        if (tls.ServerName is not null)
        {
            CheckHost(tls.ServerName, "TLS server name");
        }

        if (tls.AllowUntrusted && tls.TrustedRoots is not null)
        {
            throw Invalid("TLS", "names trusted roots and takes untrusted certificates too", "Choose one of them.");
        }

        if (tls.Certificate is { Length: 0 } || tls.TrustedRoots is { Length: 0 })
        {
            throw Invalid("TLS", "has an empty path", "Give a path, or leave the setting out.");
        }
    }

    private static NodeException Invalid(string setting, string what, string action) =>
        new(NodeException.NodeSettingInvalid, $"{setting} {what}.", action);
}
