using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace DeidPS.Store.Tests.Harness;

/// <summary>A PostgreSQL server of the tests' own: a cluster in a temporary folder on a free port, one for the whole test run.</summary>
internal sealed class PostgresServer
{
    private static readonly Lazy<PostgresServer?> s_shared = new(Start);
    private static int s_databases;

    private readonly string _folder;
    private readonly string _programs;
    private readonly int _port;

    private PostgresServer(string programs, string folder, int port)
    {
        _programs = programs;
        _folder = folder;
        _port = port;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
    }

    /// <summary>The server; null where the package postgresql is not installed.</summary>
    public static PostgresServer? Shared => s_shared.Value;

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public string NewDatabase()
    {
        var name = $"deid{Interlocked.Increment(ref s_databases)}";
        using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"create database {name}";
        command.ExecuteNonQuery();
        return ConnectionString(name);
    }

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Database={database};Username=deidps";

    private static PostgresServer? Start()
    {
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).OrderDescending(StringComparer.Ordinal).FirstOrDefault()
            : null;
        if (programs is null)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("deidps-pg-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            // The server refuses to run as root; the package made an account for it.
            Run("/usr/bin/chown", "postgres", folder);
        }

        var data = Path.Combine(folder, "data");
        RunAsServer(programs, "initdb", "-D", data, "-U", "deidps", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync");
        for (var attempt = 0; ; attempt++)
        {
            var port = FreePort();
            try
            {
                RunAsServer(programs, "pg_ctl", "-D", data, "-w", "-t", "120", "-l", Path.Combine(folder, "log"), "-o", $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=200", "start");
                return new PostgresServer(programs, folder, port);
            }
            catch (InvalidOperationException) when (attempt < 2)
            {
                // Somebody took the port in between.
            }
        }
    }

    /// <summary>In a process of its own: the test host does not wait for those who clean up while it ends.</summary>
    private void Stop()
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/" };
        foreach (var argument in (string[])["-c", "folder=$1; shift; \"$@\" </dev/null >/dev/null 2>&1; rm -rf \"$folder\"", "sh", _folder, .. AsServer(Path.Combine(_programs, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-m", "immediate", "stop")])
        {
            start.ArgumentList.Add(argument);
        }

        Process.Start(start)!.Dispose();
    }

    private static void RunAsServer(string programs, string name, params string[] arguments)
    {
        var command = AsServer(Path.Combine(programs, name), arguments);
        Run(command[0], command[1..]);
    }

    private static string[] AsServer(string program, params string[] arguments) =>
        Environment.IsPrivilegedProcess ? ["/usr/sbin/runuser", "-u", "postgres", "--", program, .. arguments] : [program, .. arguments];

    private static void Run(string program, params string[] arguments)
    {
        // The server keeps what pg_ctl inherits, so its output goes to no pipe of ours.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/" };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$0\" \"$@\" </dev/null >/dev/null 2>&1");
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{Path.GetFileName(program)} {arguments.FirstOrDefault()} ended with {process.ExitCode}.");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
