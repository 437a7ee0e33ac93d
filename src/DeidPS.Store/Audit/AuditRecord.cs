using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DeidPS.Store.Access;

namespace DeidPS.Store.Audit;

/// <summary>A line of the audit trail as it is hashed, stored and written to the files.</summary>
internal sealed record AuditRecord
{
    /// <summary>What the first line follows.</summary>
    public const string Beginning = "0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>Its place, from 1 without gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>When, in Unix milliseconds.</summary>
    public long Time { get; init; }

    /// <summary>Who.</summary>
    public string Actor { get; init; } = string.Empty;

    /// <summary>Project; null for none.</summary>
    public string? Project { get; init; }

    /// <summary>The line: JSON, with the hash of the line before in it.</summary>
    public string Record { get; init; } = string.Empty;

    /// <summary>SHA-256 of the line.</summary>
    public string Hash { get; init; } = string.Empty;

    /// <summary>Makes the line that follows another.</summary>
    public static AuditRecord Create(long sequence, string previous, DateTimeOffset time, StoreCaller caller, AuditEvent happened)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            json.WriteNumber("sequence", sequence);
            json.WriteString("time", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("actor", caller.Identity);
            json.WriteString("host", Environment.MachineName);
            json.WriteString("action", happened.Action);
            WriteOptional(json, "project", happened.Project);
            WriteOptional(json, "item", happened.Item);
            json.WriteString("result", happened.Result);
            WriteOptional(json, "reason", happened.Reason);
            foreach (var (name, value) in happened.Details)
            {
                json.WriteString(name, value);
            }

            json.WriteString("previous", previous);
            json.WriteEndObject();
        }

        var line = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return new AuditRecord { Sequence = sequence, Time = time.ToUnixTimeMilliseconds(), Actor = caller.Identity, Project = happened.Project, Record = line, Hash = HashOf(line) };
    }

    /// <summary>The hash of a line.</summary>
    public static string HashOf(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));

    /// <summary>Reads a line; null when it is none.</summary>
    public static JsonElement? Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
