using System.Management.Automation;
using System.Management.Automation.Host;

namespace DeidPS;

/// <summary>What the console of a cmdlet can show.</summary>
internal static class ConsoleScreen
{
    /// <summary>Size of a console that does not tell it.</summary>
    private static readonly Size s_usual = new(80, 25);

    /// <summary>Columns and lines.</summary>
    public static Size SizeOf(PSHost host)
    {
        try
        {
            return host.UI?.RawUI?.WindowSize is { Width: > 0, Height: > 0 } size ? size : s_usual;
        }
        catch (Exception exception) when (exception is HostException or NotImplementedException or NotSupportedException or IOException)
        {
            // A host without a window.
            return s_usual;
        }
    }

    /// <summary>How pictures are drawn on the console of a session when nobody says.</summary>
    public static DicomImageFormat FormatOf(PSHost host, SessionState session) => FormatOf(
        host.UI?.SupportsVirtualTerminal == true && !Console.IsOutputRedirected,
        session.PSVariable.GetValue("PSStyle") is { } style ? PSObject.AsPSObject(style).Properties["OutputRendering"]?.Value?.ToString() : null,
        Environment.GetEnvironmentVariable);

    /// <summary>As <see cref="FormatOf(PSHost, SessionState)"/>, from what is known of a console.</summary>
    /// <param name="isTerminal">True when escape codes reach a terminal.</param>
    /// <param name="rendering">What $PSStyle.OutputRendering says; null when there is none.</param>
    /// <param name="environment">Gives the value of an environment variable.</param>
    internal static DicomImageFormat FormatOf(bool isTerminal, string? rendering, Func<string, string?> environment) =>
        isTerminal && rendering != "PlainText" && string.IsNullOrEmpty(environment("NO_COLOR")) && environment("TERM") != "dumb" ? DicomImageFormat.HalfBlock : DicomImageFormat.Ascii;
}
