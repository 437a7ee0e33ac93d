namespace DeidPS.Host;

/// <summary>What the process reports to the shell that started it; a script's own <c>exit n</c> is passed on unchanged.</summary>
internal static class HostExitCode
{
    /// <summary>Everything ran.</summary>
    public const int Success = 0;

    /// <summary>A terminating error that nobody handled, or a command line whose last command failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line could not be understood (EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>Stopped by Ctrl+C (128 + SIGINT).</summary>
    public const int Interrupted = 130;
}
