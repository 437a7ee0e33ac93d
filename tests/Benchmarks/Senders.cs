using System.Diagnostics;
using System.Globalization;

namespace DeidPS.Benchmarks;

/// <summary>Programs that send the slices of a folder.</summary>
/// <param name="storescu">Path of storescu.</param>
/// <param name="host">The console host that runs Send-Dicom.</param>
internal sealed class Senders(string storescu, string host)
{
    /// <summary>Sends each folder with a storescu of its own, all at once.</summary>
    /// <returns>Seconds until the last has ended.</returns>
    public double AtOnce(int port, IReadOnlyCollection<string> folders)
    {
        var clock = Stopwatch.StartNew();
        var running = folders.Select(f => Start(storescu, StoreScu(port, f))).ToList();
        foreach (var process in running)
        {
            End(process);
        }

        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote.</returns>
    public static string Output(string program, IEnumerable<string> arguments) => End(Start(program, arguments));

    /// <summary>storescu over one association.</summary>
    public Measurement StoreScuAlone(int port, string folder) => TimedProcess.Run("/usr/bin/env", ["TCP_NODELAY=1", storescu, .. StoreScu(port, folder)]);

    /// <summary>Send-Dicom over one association in a console that has sent before, as a session or a service has: its start is not counted.</summary>
    public Measurement SendDicom(int port, string folder, string warmUp, int warmUps)
    {
        var send = $"-HostName 127.0.0.1 -Port {port.ToString(CultureInfo.InvariantCulture)} -CalledAE ANY";
        var script = $"for ($i = 0; $i -lt {warmUps.ToString(CultureInfo.InvariantCulture)}; $i++) {{ Send-Dicom '{warmUp}' {send} | Out-Null }}; $p = [Diagnostics.Process]::GetCurrentProcess(); $c = $p.TotalProcessorTime; $w = [Diagnostics.Stopwatch]::StartNew(); "
            + $"$n = 0; Send-Dicom '{folder}' {send} | ForEach-Object {{ if ($_.Status -eq 'Sent') {{ $n++ }} }}; $t = $w.Elapsed.TotalSeconds; $p.Refresh(); "
            + "[Console]::Out.WriteLine([string]::Format([Globalization.CultureInfo]::InvariantCulture, '{0} {1} {2} {3}', $n, $t, ($p.TotalProcessorTime - $c).TotalSeconds, $p.PeakWorkingSet64))";
        var fields = End(Start("dotnet", [host, "-Command", script])).Split(' ', StringSplitOptions.TrimEntries).Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToList();
        var expected = Directory.GetFiles(folder).Length;
        return (int)fields[0] == expected
            ? new Measurement(fields[1], fields[2], (long)fields[3])
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Send-Dicom sent {fields[0]} of {expected} slices."));
    }

    private static string[] StoreScu(int port, string folder) => ["-aec", "ANY", "--max-send-pdu", "131072", "+sd", "127.0.0.1", port.ToString(CultureInfo.InvariantCulture), folder];

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TCP_NODELAY"] = "1";
        return Process.Start(start)!;
    }

    private static string End(Process process)
    {
        using (process)
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{process.StartInfo.FileName} ended with {process.ExitCode}: {error.Result}{output}");
        }
    }
}
