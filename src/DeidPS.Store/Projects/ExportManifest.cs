using System.Buffers;
using System.Text;
using System.Text.Json;

namespace DeidPS.Store.Projects;

/// <summary>What goes along with an export (<see cref="Deid.Proof.ExportFile"/>). The same content gives the same bytes; no key and nothing of the store is in it.</summary>
internal static class ExportManifest
{
    /// <summary>The manifest.</summary>
    public static byte[] Manifest(DeidSession session, string studyUid, IReadOnlyList<ManifestInstance> instances, bool isWhole)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("project", session.Project);
            json.WriteString("subject", session.Subject);
            json.WriteString("session", session.Session);
            json.WriteString("studyInstanceUid", studyUid);
            json.WriteBoolean("allSeries", isWhole);
            json.WriteStartArray("policies");
            foreach (var policy in session.Policies)
            {
                json.WriteStringValue(policy);
            }

            json.WriteEndArray();
            json.WriteStartArray("instances");
            foreach (var instance in instances)
            {
                json.WriteStartObject();
                json.WriteString("path", instance.Path);
                json.WriteString("sopInstanceUid", instance.SopInstanceUid);
                json.WriteString("sha256", instance.Sha256);
                json.WriteNumber("bytes", instance.Bytes);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The checksums, in the form of sha256sum.</summary>
    public static byte[] Checksums(IEnumerable<ManifestInstance> instances) => Encoding.UTF8.GetBytes(string.Concat(instances.Select(i => $"{i.Sha256}  {i.Path}\n")));
}
