using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace DeidPS.Benchmarks;

/// <summary>A receiver that runs for the whole benchmark, as a service does, and writes into a folder.</summary>
internal sealed class ReceiverProcess : IDisposable
{
    private const string Status = "/proc/{0}/status";
    private static readonly TimeSpan s_startLimit = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private ReceiverProcess(string name, Process process, int port, string folder)
    {
        Name = name;
        _process = process;
        Port = port;
        Folder = folder;
    }

    /// <summary>What the table calls it.</summary>
    public string Name { get; }

    public int Port { get; }

    /// <summary>Where it writes.</summary>
    public string Folder { get; }

    /// <summary>User and system seconds of the process and of those children it has waited for.</summary>
    public double Cpu
    {
        get
        {
            // Behind the name in brackets: state is the first field, utime, stime, cutime and cstime the 12th to the 15th (proc(5)), in hundredths of a second.
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[11..15].Sum(f => double.Parse(f, CultureInfo.InvariantCulture)) / 100;
        }
    }

    /// <summary>Largest resident set so far.</summary>
    public long PeakBytes => 1024 * long.Parse(
        File.ReadLines(string.Format(CultureInfo.InvariantCulture, Status, _process.Id)).Single(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>Files under a final name.</summary>
    public int Count => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Count(f => !f.EndsWith(".deidps-tmp", StringComparison.Ordinal));

    /// <summary>storescp, with a process for each association.</summary>
    public static ReceiverProcess StoreScp(string name, string storescp, string folder, params string[] more)
    {
        Directory.CreateDirectory(folder);
        var port = FreePort();
        var text = port.ToString(CultureInfo.InvariantCulture);
        var receiver = new ReceiverProcess(name, Start(storescp, ["--fork", "-dhl", "-pdu", "131072", "-od", folder, .. more, text]), port, folder);
        receiver.AwaitPort();
        return receiver;
    }

    /// <summary>Our receiver without a policy.</summary>
    public static ReceiverProcess Plain(string name, string folder, bool durable)
    {
        Directory.CreateDirectory(folder);
        return Ours(name, folder, [Assembly.GetExecutingAssembly().Location, "receive", folder, durable ? "wait" : "no-wait"]);
    }

    /// <summary>Start-DicomReceiver with the site-wide policy and a key.</summary>
    public static ReceiverProcess SiteWide(string name, string host, string folder, string key) => Ours(name, folder, [host, "-Command",
        $"$r = Start-DicomReceiver -Port 0 -AllowAnyCalledAE -BindAddress 127.0.0.1 -Destination '{folder}' -Policy site-wide -KeyPath '{key}' -MinimumFreeGB 0; [Console]::Out.WriteLine($r.Port); [void][Console]::In.ReadToEnd(); Stop-DicomReceiver -Port $r.Port"]);

    /// <summary>Start-DicomReceiver that takes what comes into a store.</summary>
    public static ReceiverProcess Store(string name, string host, string store) => Ours(name, store, [host, "-Command",
        $"$r = Start-DicomReceiver -Store '{store}' -Port 0 -AllowAnyCalledAE -BindAddress 127.0.0.1; [Console]::Out.WriteLine($r.Port); [void][Console]::In.ReadToEnd(); Stop-DicomReceiver -Port $r.Port"]);

    public void Clear()
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(Folder))
        {
            if (Directory.Exists(entry))
            {
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static ReceiverProcess Ours(string name, string folder, IEnumerable<string> arguments)
    {
        var process = Start("dotnet", arguments);
        var line = process.StandardOutput.ReadLineAsync();
        if (!line.Wait(s_startLimit) || !int.TryParse(line.Result, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{name} did not start.");
        }

        return new ReceiverProcess(name, process, port, folder);
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TCP_NODELAY"] = "1";
        var process = Process.Start(start)!;

        // Read by nobody else; a full pipe would stop the program.
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private void AwaitPort()
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            try
            {
                using var probe = new TcpClient("127.0.0.1", Port);
                return;
            }
            catch (SocketException) when (clock.Elapsed < s_startLimit && !_process.HasExited)
            {
                Thread.Sleep(20);
            }
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
