using System.Text.Json;
using System.Text.Json.Serialization;
using DeidPS.Dicom;

namespace DeidPS.Store.Lookup;

/// <summary>What a study was called at its source. Identifies the patient: never shown but to those who may see it, never logged.</summary>
/// <param name="PatientId">(0010,0020).</param>
/// <param name="Issuer">(0010,0021).</param>
/// <param name="Accession">(0008,0050).</param>
/// <param name="StudyUid">(0020,000D).</param>
internal sealed record StudyOriginals(string? PatientId, string? Issuer, string? Accession, string? StudyUid)
{
    /// <summary>Reads them from an object as received.</summary>
    public static StudyOriginals Of(DicomDataset original) => new(
        Text(original, new DicomTag(0x00100020)), Text(original, new DicomTag(0x00100021)), Text(original, new DicomTag(0x00080050)), Text(original, DicomTags.StudyInstanceUID));

    /// <summary>As bytes to be sealed.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, StudyOriginalsContext.Default.StudyOriginals);

    /// <summary>From bytes that were sealed.</summary>
    public static StudyOriginals Parse(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, StudyOriginalsContext.Default.StudyOriginals)!;

    /// <inheritdoc/>
    public override string ToString() => nameof(StudyOriginals);

    /// <summary>No legal value is longer; what is, is no identifier that anybody could look for.</summary>
    private static string? Text(DicomDataset original, DicomTag tag) => original.GetText(tag)?.Trim(' ', '\0') is { Length: > 0 } text ? text[..Math.Min(text.Length, 256)] : null;
}

/// <summary>How they become JSON.</summary>
[JsonSerializable(typeof(StudyOriginals))]
internal sealed partial class StudyOriginalsContext : JsonSerializerContext;
