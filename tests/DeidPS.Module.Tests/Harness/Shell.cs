namespace DeidPS.Module.Tests.Harness;

/// <summary>PowerShell as users have it, where there is one.</summary>
internal static class Shell
{
    private const string Program = "pwsh";

    /// <summary>Whether there is a shell that has all of these commands.</summary>
    public static bool HasCommands(params string[] names) => Ask($"@(Get-Command {string.Join(", ", names)} -ErrorAction Ignore).Count") == names.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What a line puts out; empty where there is no shell.</summary>
    public static string Ask(string script)
    {
        try
        {
            return Run(script).Output.Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return string.Empty;
        }
    }

    /// <summary>Runs a script.</summary>
    /// <param name="script">The text.</param>
    /// <param name="home">A folder that is home and current location; null for those of the account.</param>
    public static ChildProcess Run(string script, string? home = null) => ChildProcess.Run(Program, ["-NoProfile", "-NonInteractive", "-Command", script], start =>
    {
        if (home is not null)
        {
            start.WorkingDirectory = start.Environment["HOME"] = start.Environment["USERPROFILE"] = home;
            foreach (var name in new[] { "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME" })
            {
                start.Environment.Remove(name);
            }
        }
    });
}
