using System.Buffers;
using System.Text.Json;

namespace DeidPS.Deid.Proof;

/// <summary>
/// Files that an export has beside its objects: <c>manifest.json</c> and <c>checksums.sha256</c>. They are no DICOM files and are searched like all others, but
/// that they are there is no finding.
/// </summary>
public static class ExportFile
{
    /// <summary>Name of the list of what was exported.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>Name of the list of checksums, in the form of sha256sum.</summary>
    public const string Checksums = "checksums.sha256";

    private const int DigestLength = 64;

    /// <summary>Bytes of a file that is looked at: a list of a quarter of a million instances has fewer.</summary>
    private const int Longest = 64 * 1024 * 1024;

    private static readonly SearchValues<char> s_hexadecimal = SearchValues.Create("0123456789abcdef");

    private static readonly HashSet<string> s_properties = new(StringComparer.Ordinal)
    {
        "project", "subject", "session", "studyInstanceUid", "allSeries", "policies", "instances", "path", "sopInstanceUid", "sha256", "bytes",
    };

    /// <summary>True when a file has such a name and nothing in it but what an export writes.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsOne(string path)
    {
        var name = Path.GetFileName(path);
        return name is Manifest or Checksums && new FileInfo(path).Length is > 0 and <= Longest && (name == Manifest ? IsManifest(File.ReadAllBytes(path)) : IsChecksums(path));
    }

    /// <summary>A digest, two blanks, and the path of a file that is there, in every line.</summary>
    private static bool IsChecksums(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        return File.ReadLines(path).All(line =>
            line.Length > DigestLength + 2 && !line.AsSpan(0, DigestLength).ContainsAnyExcept(s_hexadecimal) && line.AsSpan(DigestLength, 2) is "  " && File.Exists(Path.Combine(folder, line[(DigestLength + 2)..])));
    }

    private static bool IsManifest(byte[] text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            var isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (isObject && reader.Read())
            {
                isObject = reader.TokenType != JsonTokenType.PropertyName || s_properties.Contains(reader.GetString()!);
            }

            return isObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
