using System.Diagnostics;

namespace DeidPS.Module.Tests.Harness;

/// <summary>A program run to its end with a limit.</summary>
internal sealed record ChildProcess(int ExitCode, string Output, string Error, TimeSpan Elapsed)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>Starts the console host with arguments.</summary>
    public static ChildProcess RunHost(IReadOnlyList<string> arguments, Action<ProcessStartInfo>? adjust = null, string input = "") =>
        Run("dotnet", [Repository.HostProgram, .. arguments], adjust, input);

    public static ChildProcess Run(string program, IReadOnlyList<string> arguments, Action<ProcessStartInfo>? adjust = null, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Repository.Root,
        };
        adjust?.Invoke(start);
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {s_limit}.");
        }

        return new ChildProcess(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult(), clock.Elapsed);
    }
}
