using System.Text.Json.Serialization;

namespace DeidPS.Store.Projects;

/// <summary>How certificates are kept in the catalogue.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DeletionCertificate))]
internal sealed partial class CertificateContext : JsonSerializerContext;
