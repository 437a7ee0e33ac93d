namespace DeidPS.Net;

/// <summary>
/// Named connections: one file for the user and one for the machine. The user's entry wins over the machine's of the same name, and
/// names are the same in upper and lower case. No secret is stored. Safe for several processes at once: readers see a file whole or
/// not at all, writers come one after the other.
/// </summary>
public sealed class NodeRegistry
{
    /// <summary>Environment variable with the path of a file to use instead of the user's, for services and tests.</summary>
    public const string UserFileVariable = "DEIDPS_NODES";

    /// <summary>Environment variable with the path of a file to use instead of the machine's.</summary>
    public const string MachineFileVariable = "DEIDPS_MACHINE_NODES";

    private readonly string _userFile;
    private readonly string _machineFile;

    /// <summary>Uses these files; neither needs to exist.</summary>
    /// <param name="userFile">Full path.</param>
    /// <param name="machineFile">Full path.</param>
    public NodeRegistry(string userFile, string machineFile)
    {
        _userFile = userFile;
        _machineFile = machineFile;
    }

    /// <summary>The longest wait for another process that writes.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The registry of this user and machine.</summary>
    /// <exception cref="NodeException">NodeSettingInvalid: an environment variable holds no full path, or the account has no home.</exception>
    public static NodeRegistry Default()
    {
        var isWindows = OperatingSystem.IsWindows();
        var machine = isWindows ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "DeidPS", "nodes.json") : "/etc/deidps/nodes.json";
        return new NodeRegistry(FromVariable(UserFileVariable) ?? Path.Combine(UserFolder(isWindows), "DeidPS", "nodes.json"), FromVariable(MachineFileVariable) ?? machine);
    }

    /// <summary>Path of the file for this scope.</summary>
    public string FileOf(NodeScope scope) => scope == NodeScope.AllUsers ? _machineFile : _userFile;

    /// <summary>All nodes by name; of two of the same name the user's.</summary>
    /// <exception cref="NodeException">A file cannot be read or understood.</exception>
    public IReadOnlyList<DicomNode> Read()
    {
        var nodes = new SortedDictionary<string, DicomNode>(StringComparer.OrdinalIgnoreCase);
        foreach (var node in Read(NodeScope.AllUsers).Concat(Read(NodeScope.CurrentUser)))
        {
            nodes[node.Name] = node;
        }

        return [.. nodes.Values];
    }

    /// <summary>The nodes of one file, as they stand there; none when there is no file.</summary>
    /// <exception cref="NodeException">The file cannot be read or understood.</exception>
    public IReadOnlyList<DicomNode> Read(NodeScope scope) => Store(scope).Read();

    /// <summary>The node of this name; null when there is none. The machine's file is read only when the user's does not have it.</summary>
    /// <exception cref="NodeException">A file cannot be read or understood.</exception>
    public DicomNode? Find(string name) => Find(name, NodeScope.CurrentUser) ?? Find(name, NodeScope.AllUsers);

    /// <summary>The node of this name in one file; null when there is none.</summary>
    /// <exception cref="NodeException">The file cannot be read or understood.</exception>
    public DicomNode? Find(string name, NodeScope scope) => Read(scope).FirstOrDefault(node => IsNamed(node, name));

    /// <summary>The node of this name.</summary>
    /// <exception cref="NodeException">NoMatch, or a file cannot be read or understood.</exception>
    public DicomNode Get(string name) => Find(name) ?? throw NodeException.NotFound(name);

    /// <summary>Registers a node and gives it as it was stored.</summary>
    /// <param name="node">The node with its name.</param>
    /// <param name="scope">Where.</param>
    /// <param name="replace">True to replace one of the same name.</param>
    /// <param name="stop">Ends the wait for another process.</param>
    /// <exception cref="NodeException">NodeExists, NodeSettingInvalid, NodeRegistryLocked, NodeRegistryInvalid, WriteFailed.</exception>
    public DicomNode Add(DicomNode node, NodeScope scope, bool replace, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(node);
        NodeRules.CheckName(node.Name);
        var checkedNode = NodeRules.Check(node);
        Store(scope).Change(
            nodes =>
            {
                if (!replace && nodes.Any(other => IsNamed(other, node.Name)))
                {
                    throw new NodeException(NodeException.NodeExists, $"A node is registered as '{node.Name}'.", "Choose another name, or replace it with -Force.");
                }

                return [.. nodes.Where(other => !IsNamed(other, node.Name)), checkedNode];
            },
            stop);
        return checkedNode;
    }

    /// <summary>Removes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="scope">Where.</param>
    /// <param name="stop">Ends the wait for another process.</param>
    /// <returns>False when there is none of that name.</returns>
    /// <exception cref="NodeException">NodeRegistryLocked, NodeRegistryInvalid, WriteFailed.</exception>
    public bool Remove(string name, NodeScope scope, CancellationToken stop)
    {
        if (Find(name, scope) is null)
        {
            return false;
        }

        var isFound = false;
        Store(scope).Change(
            nodes =>
            {
                List<DicomNode> rest = [.. nodes.Where(other => !IsNamed(other, name))];
                isFound = rest.Count < nodes.Count;
                return rest;
            },
            stop);
        return isFound;
    }

    private static bool IsNamed(DicomNode node, string name) => string.Equals(node.Name, name, StringComparison.OrdinalIgnoreCase);

    private static string? FromVariable(string variable)
    {
        var path = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrWhiteSpace(path) ? null : Path.IsPathFullyQualified(path)
            ? path
            : throw new NodeException(NodeException.NodeSettingInvalid, $"The environment variable {variable} holds no full path.", "Set it to the full path of a file, or remove it.");
    }

    private static string UserFolder(bool isWindows)
    {
        if (isWindows)
        {
            return Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        }

        // XDG base directories: a path that is not absolute is ignored.
        if (Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { } configured && Path.IsPathFullyQualified(configured))
        {
            return configured;
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length > 0
            ? Path.Combine(home, ".config")
            : throw new NodeException(NodeException.NodeSettingInvalid, "This account has no home folder that could hold its nodes.", $"Set {UserFileVariable} to the full path of a file.");
    }

    private NodeStore Store(NodeScope scope) => new(FileOf(scope), scope == NodeScope.AllUsers, LockTimeout);
}
