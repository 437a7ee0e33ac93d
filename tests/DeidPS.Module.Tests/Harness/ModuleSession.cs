using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DeidPS.Host;

namespace DeidPS.Module.Tests.Harness;

/// <summary>A runspace of the bare engine with the staged module imported.</summary>
internal sealed class ModuleSession : IDisposable
{
    static ModuleSession()
    {
        Environment.SetEnvironmentVariable(Program.TelemetryOptOut, "1");

        // The engine would keep its list of modules in the home folder.
        Environment.SetEnvironmentVariable("PSModuleAnalysisCachePath", Path.Combine(Path.GetTempPath(), $"deidps-modules-{Environment.ProcessId}"));

        // No test sees or changes the nodes that are registered on this machine.
        var nodes = Path.Combine(Path.GetTempPath(), $"deidps-nodes-{Environment.ProcessId}");
        Environment.SetEnvironmentVariable(NodeTest.UserVariable, Path.Combine(nodes, "user.json"));
        Environment.SetEnvironmentVariable(NodeTest.MachineVariable, Path.Combine(nodes, "machine.json"));
    }

    /// <param name="import">True to import the staged module.</param>
    /// <param name="cmdlets">Cmdlets of the tests themselves, on the bases as the test project references them.</param>
    public ModuleSession(bool import = true, params Type[] cmdlets)
    {
        var state = HostSession.CreateState();
        foreach (var cmdlet in cmdlets)
        {
            var name = (CmdletAttribute)Attribute.GetCustomAttribute(cmdlet, typeof(CmdletAttribute))!;
            state.Commands.Add(new SessionStateCmdletEntry($"{name.VerbName}-{name.NounName}", cmdlet, helpFileName: null));
        }

        Runspace = RunspaceFactory.CreateRunspace(Screen, state);
        Runspace.Open();
        if (import)
        {
            Import();
        }
    }

    public Runspace Runspace { get; }

    public RecordingHost Screen { get; } = new();

    public ModuleSession Import()
    {
        var result = Run("Import-Module -Name $args[0]", Repository.Manifest);
        Assert.Empty(result.Errors);
        return this;
    }

    /// <summary>Defines the stand-ins for Select-Object, Get-ChildItem and the like.</summary>
    public ModuleSession WithCoreFunctions()
    {
        HostSession.AddCoreFunctions(Runspace);
        return this;
    }

    public PowerShell Shell(string script, params object[] arguments)
    {
        var shell = PowerShell.Create(Runspace);
        shell.AddScript(script);
        foreach (var argument in arguments)
        {
            shell.AddArgument(argument);
        }

        return shell;
    }

    /// <summary>Runs a script; a terminating error comes back as the last of the errors.</summary>
    public RunResult Run(string script, params object[] arguments)
    {
        using var shell = Shell(script, arguments);
        var output = new List<PSObject>();
        var errors = new List<ErrorRecord>();
        ErrorRecord? terminating = null;
        try
        {
            shell.Invoke(null, output);
        }
        catch (RuntimeException exception)
        {
            terminating = exception.ErrorRecord;
        }

        errors.AddRange(shell.Streams.Error);
        if (terminating is not null)
        {
            errors.Add(terminating);
        }

        return new RunResult(output, errors, [.. shell.Streams.Warning.Select(w => w.Message)], [.. shell.Streams.Verbose.Select(v => v.Message)], terminating is not null);
    }

    /// <summary>What a person would see: the output rendered by the shell's views.</summary>
    public string Render(string script, params object[] arguments)
    {
        Screen.Clear();
        var result = Run(script + " | Out-Default", arguments);
        Assert.Empty(result.Errors);
        return Screen.Text;
    }

    public void Dispose() => Runspace.Dispose();
}
