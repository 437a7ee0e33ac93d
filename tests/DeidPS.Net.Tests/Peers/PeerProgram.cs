using System.Diagnostics;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Peers;

/// <summary>A network program of another maker and the Debian package that has it.</summary>
internal sealed record PeerProgram(string Name, string Package)
{
    /// <summary>Longer than any run here takes on a busy machine: it ends a hang, it measures nothing.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(120);

    public static PeerProgram EchoScu { get; } = new("echoscu", "dcmtk");

    public static PeerProgram StoreScu { get; } = new("storescu", "dcmtk");

    public static PeerProgram StoreScp { get; } = new("storescp", "dcmtk");

    public static PeerProgram FindScu { get; } = new("findscu", "dcmtk");

    public static PeerProgram MoveScu { get; } = new("movescu", "dcmtk");

    public static PeerProgram GetScu { get; } = new("getscu", "dcmtk");

    public static PeerProgram DcmQrScp { get; } = new("dcmqrscp", "dcmtk");

    public static PeerProgram DcmQrIdx { get; } = new("dcmqridx", "dcmtk");

    public static PeerProgram GdcmScu { get; } = new("gdcmscu", "libgdcm-tools");

    public static PeerProgram Orthanc { get; } = new("Orthanc", "orthanc");

    /// <summary>Full path; null when it is not installed. Servers lie in sbin, which is in few people's PATH.</summary>
    public string? Path => ExternalProgram.Find(Name)?.Path ?? new[] { "/usr/sbin", "/usr/local/sbin" }.Select(f => System.IO.Path.Combine(f, Name)).FirstOrDefault(File.Exists);

    public bool IsAvailable => Path is not null;

    /// <summary>True when all are here; else a line for each package that is not.</summary>
    public static bool AreAvailable(ITestOutputHelper output, params PeerProgram[] programs)
    {
        var missing = programs.Where(p => !p.IsAvailable).Select(p => p.Package).Distinct().ToList();
        missing.ForEach(package => output.WriteLine("missing: package " + package));
        return missing.Count == 0;
    }

    public Task<ProgramResult> RunAsync(params string[] arguments) => RunAsync(Limit, arguments);

    /// <summary>Runs the program to its end, or kills it when the limit is over.</summary>
    public async Task<ProgramResult> RunAsync(TimeSpan limit, string[] arguments, CancellationToken stop = default)
    {
        using var process = Process.Start(StartInfo(arguments))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timer.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            stop.ThrowIfCancellationRequested();
            throw new TimeoutException($"{Name} did not end within {limit.TotalSeconds} s.\n{await output}\n{await error}");
        }

        return new ProgramResult(process.ExitCode, await output, await error);
    }

    public ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path ?? throw new InvalidOperationException($"missing: package {Package}"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = System.Text.Encoding.Latin1,
            StandardErrorEncoding = System.Text.Encoding.Latin1,
        };
        // dcmtk, and Orthanc that is built on it, leave Nagle's algorithm on, which makes each message wait for a delayed acknowledgement: 40 ms, twice per file.
        start.Environment["TCP_NODELAY"] = "1";
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
