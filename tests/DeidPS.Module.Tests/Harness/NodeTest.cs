namespace DeidPS.Module.Tests.Harness;

/// <summary>A session whose registered nodes lie in the test's folder. Classes that derive from it belong to <see cref="EnvironmentCollection"/>.</summary>
public abstract class NodeTest : CmdletTest
{
    public const string UserVariable = "DEIDPS_NODES";
    public const string MachineVariable = "DEIDPS_MACHINE_NODES";

    private readonly NodeFiles _files;

    protected NodeTest() => _files = new NodeFiles(Folder);

    internal string UserFile => _files.UserFile;

    internal string MachineFile => _files.MachineFile;

    protected override void Dispose(bool disposing)
    {
        _files.Dispose();
        base.Dispose(disposing);
    }
}
