using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DeidPS.Store.Projects;

/// <summary>
/// What lies in an archived session: <c>session.json</c> and <c>checksums.sha256</c> in its folder (workflow section 14). An instance's key is a digest with
/// the project's secret of what it was before: the same instance is known again, and nobody can join two projects by it.
/// </summary>
internal sealed record SessionManifest
{
    /// <summary>Its file.</summary>
    public const string FileName = "session.json";

    /// <summary>Its checksums, in the form of sha256sum.</summary>
    public const string ChecksumName = Deid.Proof.ExportFile.Checksums;

    public required string Id { get; init; }

    public required string Project { get; init; }

    public required string Subject { get; init; }

    public required string Session { get; init; }

    public required string StudyUid { get; init; }

    public required IReadOnlyList<string> Policies { get; init; }

    public required IReadOnlyList<ManifestInstance> Instances { get; init; }

    /// <summary>Instances that arrived for it and that a filter or a script left out.</summary>
    public long Filtered { get; init; }

    /// <summary>Instances that arrived for it and were held back.</summary>
    public long Held { get; init; }

    /// <summary>Reads the manifest of a session.</summary>
    /// <exception cref="StoreException">StoreUnusable: it is missing or damaged.</exception>
    public static SessionManifest Read(string folder)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)));
            var root = document.RootElement;
            return new SessionManifest
            {
                Id = Text(root, "id"), Project = Text(root, "project"), Subject = Text(root, "subject"), Session = Text(root, "session"), StudyUid = Text(root, "studyInstanceUid"),
                Filtered = Count(root, "filtered"), Held = Count(root, "held"),
                Policies = [.. root.GetProperty("policies").EnumerateArray().Select(p => p.GetString()!)],
                Instances = [.. root.GetProperty("instances").EnumerateArray().Select(i => new ManifestInstance(Text(i, "path"), Text(i, "sopInstanceUid"), Text(i, "key"), Text(i, "sha256"), i.GetProperty("bytes").GetInt64()))],
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new StoreException(StoreException.StoreUnusable, $"The manifest of a session cannot be read ({error.GetType().Name}).", "Run Test-DeidStore; restore the session from a backup.");
        }
    }

    /// <summary>Writes manifest and checksums into a folder.</summary>
    public void Write(string folder)
    {
        Replace(Path.Combine(folder, ChecksumName), stream => stream.Write(ExportManifest.Checksums(Instances)));
        Replace(Path.Combine(folder, FileName), Write);
    }

    /// <summary>SHA-256 of a file, read through once.</summary>
    public static string Checksum(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new KeyNotFoundException();

    /// <summary>A count that manifests of the first version do not have.</summary>
    private static long Count(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetInt64() : 0;

    /// <summary>Writes a file whole, on the disk, before it has its name.</summary>
    public static void Replace(string path, Action<FileStream> write)
    {
        var temporary = path + ".new";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private void Write(FileStream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("project", Project);
        json.WriteString("subject", Subject);
        json.WriteString("session", Session);
        json.WriteString("studyInstanceUid", StudyUid);
        json.WriteStartArray("policies");
        foreach (var policy in Policies)
        {
            json.WriteStringValue(policy);
        }

        json.WriteEndArray();
        json.WriteNumber("filtered", Filtered);
        json.WriteNumber("held", Held);
        json.WriteStartArray("instances");
        foreach (var instance in Instances)
        {
            json.WriteStartObject();
            json.WriteString("path", instance.Path);
            json.WriteString("sopInstanceUid", instance.SopInstanceUid);
            json.WriteString("key", instance.Key);
            json.WriteString("sha256", instance.Sha256);
            json.WriteNumber("bytes", instance.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
