using System.Text.Json;
using System.Text.RegularExpressions;

namespace DeidPS.Deid.Tests.Policies;

/// <summary>As much of JSON Schema 2020-12 as policy.schema.json uses; a keyword it does not know fails the test.</summary>
internal sealed class SmallSchema(JsonElement root)
{
    private static readonly HashSet<string> s_notes = ["$schema", "$defs", "title", "description", "default"];

    public bool Allows(JsonElement value) => Allows(root, value);

    private bool Allows(JsonElement schema, JsonElement value)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            if (!s_notes.Contains(keyword.Name) && !Check(keyword.Name, keyword.Value, schema, value))
            {
                return false;
            }
        }

        return true;
    }

    private bool Check(string keyword, JsonElement rule, JsonElement schema, JsonElement value) => keyword switch
    {
        "$ref" => Allows(root.GetProperty("$defs").GetProperty(rule.GetString()!["#/$defs/".Length..]), value),
        "type" => rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Any(t => IsType(t.GetString()!, value)) : IsType(rule.GetString()!, value),
        "const" => JsonElement.DeepEquals(rule, value),
        "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.GetString()!, RegexOptions.ECMAScript | RegexOptions.CultureInvariant),
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= rule.GetDouble(),
        "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= rule.GetDouble(),
        "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= rule.GetInt32(),
        "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().All(i => Allows(rule, i)),
        "contains" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(i => Allows(rule, i)),
        "required" => value.ValueKind != JsonValueKind.Object || rule.EnumerateArray().All(n => value.TryGetProperty(n.GetString()!, out _)),
        "properties" => value.ValueKind != JsonValueKind.Object || rule.EnumerateObject().All(p => !value.TryGetProperty(p.Name, out var child) || Allows(p.Value, child)),
        "additionalProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().All(p => IsNamed(schema, p.Name) || (rule.ValueKind != JsonValueKind.False && Allows(rule, p.Value))),
        "propertyNames" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().All(p => Allows(rule, JsonSerializer.SerializeToElement(p.Name))),
        "anyOf" => rule.EnumerateArray().Any(s => Allows(s, value)),
        "oneOf" => rule.EnumerateArray().Count(s => Allows(s, value)) == 1,
        "allOf" => rule.EnumerateArray().All(s => Allows(s, value)),
        "not" => !Allows(rule, value),
        _ => throw new NotSupportedException(keyword),
    };

    private static bool IsNamed(JsonElement schema, string name) => schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out _);

    private static bool IsType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new NotSupportedException(type),
    };
}
