using System.Diagnostics;
using System.Globalization;

namespace DeidPS.Benchmarks;

/// <summary>Runs a program under GNU time, which asks the kernel for the whole process tree (wait4).</summary>
internal static class TimedProcess
{
    private const string GnuTime = "/usr/bin/time";

    public static bool IsAvailable => File.Exists(GnuTime);

    /// <summary>Runs the program to its end.</summary>
    /// <exception cref="InvalidOperationException">The program failed; the message holds the end of what it wrote.</exception>
    public static Measurement Run(string program, IEnumerable<string> arguments)
    {
        var report = Path.GetTempFileName();
        var start = new ProcessStartInfo(GnuTime, ["-f", "%e %U %S %M", "-o", report, program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.WaitForExit();
        var said = error.GetAwaiter().GetResult() + output.GetAwaiter().GetResult();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {(said.Length > 600 ? said[^600..] : said)}");
        }

        var fields = File.ReadAllText(report).Split(' ', '\n').Where(f => f.Length > 0).Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToList();
        File.Delete(report);
        return new Measurement(fields[0], fields[1] + fields[2], (long)fields[3] * 1024);
    }

    /// <summary>Full path of a program, null when it is not installed.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':')
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
