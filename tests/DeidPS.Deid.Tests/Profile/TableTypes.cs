using System.Globalization;
using System.IO.Compression;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Dictionary;

namespace DeidPS.Deid.Tests.Profile;

/// <summary>
/// The Type of the attributes of Table E.1-1 by IOD and path: from the flattened table beside the repository, so that the engine is not
/// tested by its own tables; without it from the definitions that another test holds against it.
/// </summary>
internal static class TableTypes
{
    public static Dictionary<string, Dictionary<string, string>> Load(out bool isIndependent)
    {
        var file = Path.Combine(RepositoryPath.Root, "..", "shared", "data", "iod-attributes.tsv.gz");
        isIndependent = File.Exists(file);
        var result = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        if (!isIndependent)
        {
            return result;
        }

        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            if (!result.TryGetValue(cells[0], out var paths))
            {
                result[cells[0]] = paths = new Dictionary<string, string>(StringComparer.Ordinal);
            }

            paths[cells[1].Replace('x', '0')] = cells[2];
        }

        return result;
    }

    public static string FromDefinition(string sopClass, string path)
    {
        var node = IodDefinition.For(sopClass).Root;
        var steps = path.Split('.');
        foreach (var step in steps.AsSpan()[..^1])
        {
            node = node.Items(Tag(step));
        }

        return node.TypeOf(Tag(steps[^1])) switch
        {
            AttributeType.Type1 => "1",
            AttributeType.Type1C => "1C",
            AttributeType.Type2 => "2",
            AttributeType.Type2C => "2C",
            AttributeType.Type3 => "3",
            _ => "-",
        };
    }

    private static DicomTag Tag(string text) => new(uint.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
}
