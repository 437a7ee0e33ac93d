namespace DeidPS.Module.Tests.Harness;

/// <summary>A session whose registered nodes lie in the test's folder. Classes that derive from it belong to <see cref="EnvironmentCollection"/>.</summary>
public abstract class NodeTest : CmdletTest
{
    public const string UserVariable = "DEIDPS_NODES";
    public const string MachineVariable = "DEIDPS_MACHINE_NODES";

    private readonly string? _user = Environment.GetEnvironmentVariable(UserVariable);
    private readonly string? _machine = Environment.GetEnvironmentVariable(MachineVariable);

    protected NodeTest()
    {
        Environment.SetEnvironmentVariable(UserVariable, UserFile);
        Environment.SetEnvironmentVariable(MachineVariable, MachineFile);
    }

    internal string UserFile => Path.Combine(Folder, "user", "nodes.json");

    internal string MachineFile => Path.Combine(Folder, "machine", "nodes.json");

    protected override void Dispose(bool disposing)
    {
        Environment.SetEnvironmentVariable(UserVariable, _user);
        Environment.SetEnvironmentVariable(MachineVariable, _machine);
        base.Dispose(disposing);
    }
}
