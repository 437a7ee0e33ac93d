using System.Text.Json.Serialization;

namespace DeidPS.Store.Requests;

/// <summary>Reads and writes filters without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    WriteIndented = false)]
[JsonSerializable(typeof(SeriesFilterText))]
internal sealed partial class SeriesFilterContext : JsonSerializerContext;
