namespace DeidPS.Module.Tests.Harness;

/// <summary>Files of registered nodes below a folder, which the whole process uses while this is there; see <see cref="EnvironmentCollection"/>.</summary>
internal sealed class NodeFiles : IDisposable
{
    private readonly string? _user = Environment.GetEnvironmentVariable(NodeTest.UserVariable);
    private readonly string? _machine = Environment.GetEnvironmentVariable(NodeTest.MachineVariable);

    public NodeFiles(string folder)
    {
        UserFile = Path.Combine(folder, "user", "nodes.json");
        MachineFile = Path.Combine(folder, "machine", "nodes.json");
        Environment.SetEnvironmentVariable(NodeTest.UserVariable, UserFile);
        Environment.SetEnvironmentVariable(NodeTest.MachineVariable, MachineFile);
    }

    public string UserFile { get; }

    public string MachineFile { get; }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(NodeTest.UserVariable, _user);
        Environment.SetEnvironmentVariable(NodeTest.MachineVariable, _machine);
    }
}
