using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace DeidPS.Host;

/// <summary>One runspace with the core commands, the functions a bare engine lacks, and the module of this clone.</summary>
internal sealed class HostSession : IDisposable
{
    /// <summary>How long a pipeline may take to stop before the process ends without it.</summary>
    private static readonly TimeSpan s_stopLimit = TimeSpan.FromMilliseconds(950);

    private readonly ConsoleHost _host;
    private readonly Runspace _runspace;
    private volatile PowerShell? _running;
    private volatile bool _isInterrupted;

    /// <summary>Opens the runspace and imports the module when it is found above this program or the current folder.</summary>
    public HostSession(ConsoleHost host)
    {
        _host = host;
        _runspace = RunspaceFactory.CreateRunspace(host, CreateState());
        _runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        _runspace.Open();
        Console.CancelKeyPress += OnCancel;
        AddCoreFunctions(_runspace);
        if (FindManifest() is { } manifest)
        {
            Execute("Import-Module -Name $args[0]", manifest);
        }
        else
        {
            _host.UI.WriteWarningLine("DeidPS.psd1 was not found above this program or the current folder; the module is not imported.");
        }
    }

    /// <summary>True once <c>exit</c> was called at the top level.</summary>
    public bool IsExiting => _host.ExitCode is not null;

    /// <summary>The host whose user interface this session writes to.</summary>
    public ConsoleHost Host => _host;

    /// <summary>The session state of a bare engine; used by the tests as well.</summary>
    public static InitialSessionState CreateState()
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // Local scripts run, unsigned scripts from the network do not.
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.RemoteSigned;
        }

        return state;
    }

    /// <summary>Defines the functions that stand in for the commands which pwsh brings and the bare engine does not.</summary>
    public static void AddCoreFunctions(Runspace runspace)
    {
        if (Type.GetType("Microsoft.PowerShell.Commands.SelectObjectCommand, Microsoft.PowerShell.Commands.Utility") is not null)
        {
            return;
        }

        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("CoreFunctions.ps1")!;
        using var reader = new StreamReader(stream);
        using var shell = PowerShell.Create(runspace);
        shell.AddScript(reader.ReadToEnd(), useLocalScope: false).Invoke();
    }

    /// <summary>Runs a script or command line and gives the process's exit code.</summary>
    public int RunToEnd(HostRequest request)
    {
        var isClean = Execute(request.Text);
        if (_isInterrupted)
        {
            return HostExitCode.Interrupted;
        }

        if (_host.ExitCode is { } code)
        {
            return code;
        }

        if (!isClean)
        {
            return HostExitCode.Failure;
        }

        return request.Kind == HostRequestKind.File ? LastExitCode() : LastCommandFailed() ? HostExitCode.Failure : HostExitCode.Success;
    }

    /// <summary>Runs text and shows what it yields.</summary>
    /// <returns>False after a terminating error or Ctrl+C.</returns>
    public bool Execute(string text, params object[] arguments)
    {
        _isInterrupted = false;
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(text, useLocalScope: false);
        foreach (var argument in arguments)
        {
            shell.AddArgument(argument);
        }

        shell.AddCommand("Out-Default");
        shell.Streams.Error.DataAdding += (_, added) => _host.Console.WriteError((ErrorRecord)added.ItemAdded);
        _running = shell;
        try
        {
            shell.Invoke();
            return !_isInterrupted;
        }
        catch (PipelineStoppedException)
        {
            return false;
        }
        catch (RuntimeException exception)
        {
            _host.Console.WriteError(exception.ErrorRecord);
            return false;
        }
        finally
        {
            _running = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancel;
        _running?.Dispose();
        _runspace.Dispose();
    }

    /// <summary>The manifest of the clone this program was built in, else of the clone the current folder lies in.</summary>
    private static string? FindManifest()
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var manifest = Path.Combine(folder.FullName, "DeidPS.psd1");
                if (File.Exists(manifest))
                {
                    return manifest;
                }
            }
        }

        return null;
    }

    private int LastExitCode() =>
        _runspace.SessionStateProxy.GetVariable("LASTEXITCODE") is int code ? code : HostExitCode.Success;

    private bool LastCommandFailed() => _runspace.SessionStateProxy.GetVariable("?") is false;

    private void OnCancel(object? sender, ConsoleCancelEventArgs pressed)
    {
        pressed.Cancel = true;
        _isInterrupted = true;
        if (_running is not { } shell)
        {
            return;
        }

        var stopping = shell.BeginStop(null, null);
        if (!stopping.AsyncWaitHandle.WaitOne(s_stopLimit))
        {
            Environment.Exit(HostExitCode.Interrupted);
        }
    }
}
