using System.Text.Json;

namespace DeidPS.Net;

/// <summary>The file of registered nodes as it is written. What is missing has its default; what is unknown is refused.</summary>
internal sealed class NodeFile
{
    /// <summary>The form this program writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The form of the file.</summary>
    public int Version { get; set; } = CurrentVersion;

    /// <summary>The nodes, by name.</summary>
    public List<NodeFileEntry> Nodes { get; set; } = [];

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="bytes">UTF-8, with or without a byte order mark.</param>
    /// <param name="path">What messages call it.</param>
    /// <exception cref="NodeException">NodeRegistryInvalid, with the line.</exception>
    public static IReadOnlyList<DicomNode> Parse(ReadOnlySpan<byte> bytes, string path)
    {
        var file = Deserialize(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes, path);
        if (file.Version != CurrentVersion)
        {
            throw Invalid(path, FormattableString.Invariant($"has the form {file.Version}, and this version knows {CurrentVersion} only"), "Update DeidPS on this machine.");
        }

        var nodes = new List<DicomNode>(file.Nodes.Count);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < file.Nodes.Count; i++)
        {
            var node = ToNode(file.Nodes[i], i + 1, path);
            if (!names.Add(node.Name))
            {
                throw Invalid(path, $"has two nodes '{node.Name}'; upper and lower case are the same", "Remove or rename one of them.");
            }

            nodes.Add(node);
        }

        return nodes;
    }

    /// <summary>The bytes of a file with these nodes, by name.</summary>
    public static byte[] Format(IEnumerable<DicomNode> nodes)
    {
        var file = new NodeFile { Nodes = [.. nodes.OrderBy(node => node.Name, StringComparer.OrdinalIgnoreCase).Select(NodeFileEntry.From)] };
        return [.. JsonSerializer.SerializeToUtf8Bytes(file, NodeFileContext.Default.NodeFile), (byte)'\n'];
    }

    private static DicomNode ToNode(NodeFileEntry? entry, int number, string path)
    {
        var where = string.IsNullOrEmpty(entry?.Name) ? FormattableString.Invariant($"node number {number}") : $"node '{entry.Name}'";
        try
        {
            var node = (entry ?? new NodeFileEntry()).ToNode();
            NodeRules.CheckName(node.Name);
            return NodeRules.Check(node);
        }
        catch (NodeException exception)
        {
            throw Invalid(path, $"has a mistake in {where}: {exception.Message.TrimEnd('.')}", exception.RecommendedAction!);
        }
    }

    private static NodeFile Deserialize(ReadOnlySpan<byte> bytes, string path)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, NodeFileContext.Default.NodeFile) ?? throw Invalid(path, "holds no nodes", Repair(path));
        }
        catch (JsonException exception)
        {
            // The serialiser's own text names types of this program; line and path say what a person can use.
            var line = exception.LineNumber is { } number ? FormattableString.Invariant($"line {number + 1}") : "its beginning";
            var what = exception.Message.StartsWith("The JSON property", StringComparison.Ordinal) && exception.Message.Contains("could not be mapped", StringComparison.Ordinal)
                ? $"has the unknown or misplaced setting '{exception.Message.Split('\'')[1]}'"
                : exception.Path is { Length: > 1 } place ? $"cannot be understood at {place}" : "is no valid JSON";
            throw Invalid(path, $"{what}, {line}", Repair(path));
        }
    }

    private static NodeException Invalid(string path, string what, string action) =>
        new(NodeException.NodeRegistryInvalid, $"The file of nodes '{path}' {what}.", action);

    private static string Repair(string path) =>
        $"Correct the line, or move '{path}' away and register the nodes again. It was left as it is. Passwords have no place in it.";
}
