using System.Text.Json;

namespace DeidPS.Store.Audit;

/// <summary>A line of the audit trail as it is shown.</summary>
public sealed record AuditLine
{
    private static readonly string[] s_known = ["sequence", "time", "actor", "host", "action", "project", "item", "result", "reason", "previous"];

    /// <summary>Its place, from 1 without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who.</summary>
    public required string Actor { get; init; }

    /// <summary>The machine.</summary>
    public string? Host { get; init; }

    /// <summary>What was done.</summary>
    public string Action { get; init; } = string.Empty;

    /// <summary>Project; null for none.</summary>
    public string? Project { get; init; }

    /// <summary>What it was done to; null for none.</summary>
    public string? Item { get; init; }

    /// <summary><c>Done</c>, <c>Denied</c> or <c>Failed</c>.</summary>
    public string Result { get; init; } = string.Empty;

    /// <summary>Why; null where nobody gave a reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Further facts by name.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();

    /// <summary>A line that cannot be read any more shows at least where it stands; Test-DeidAudit says what is wrong with it.</summary>
    internal static AuditLine Of(AuditRecord record)
    {
        var line = new AuditLine { Sequence = record.Sequence, Time = DateTimeOffset.FromUnixTimeMilliseconds(record.Time), Actor = record.Actor, Project = record.Project };
        if (AuditRecord.Parse(record.Record) is not { } json)
        {
            return line;
        }

        string? Text(string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return line with
        {
            Host = Text("host"), Action = Text("action") ?? string.Empty, Item = Text("item"), Result = Text("result") ?? string.Empty, Reason = Text("reason"),
            Details = json.EnumerateObject().Where(p => !s_known.Contains(p.Name)).ToDictionary(p => p.Name, p => p.Value.ToString(), StringComparer.Ordinal),
        };
    }
}
