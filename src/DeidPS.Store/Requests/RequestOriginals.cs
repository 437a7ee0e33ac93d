using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeidPS.Store.Requests;

/// <summary>What a request asks for by the names of the source. Identifies the patient: kept sealed, shown to those who may see it, never logged.</summary>
internal sealed record RequestOriginals
{
    /// <summary>(0020,000D); null when no study was found.</summary>
    public string? StudyUid { get; init; }

    /// <summary>(0010,0020), of the study or as it was asked for.</summary>
    public string? PatientId { get; init; }

    /// <summary>(0008,0050), likewise.</summary>
    public string? Accession { get; init; }

    /// <summary>(0008,0020) likewise; a range where no study was found.</summary>
    public string? StudyDate { get; init; }

    /// <summary>(0020,0010).</summary>
    public string? StudyId { get; init; }

    /// <summary>(0008,1030).</summary>
    public string? StudyDescription { get; init; }

    /// <summary>NHS number of the row, or Patient ID where that is one.</summary>
    public string? NhsNumber { get; init; }

    /// <summary>(0008,103E) of the series wanted; null for all.</summary>
    public string? SeriesDescription { get; init; }

    /// <summary>What is written into the objects before the site's policy: tags as eight hexadecimal digits, and their values; an empty one clears. Data, never code (C9).</summary>
    public IReadOnlyDictionary<string, string> Relabels { get; init; } = new Dictionary<string, string>();

    /// <summary>As bytes to be sealed.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, RequestOriginalsContext.Default.RequestOriginals);

    /// <summary>From bytes that were sealed.</summary>
    public static RequestOriginals Parse(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, RequestOriginalsContext.Default.RequestOriginals)!;

    /// <inheritdoc/>
    public override string ToString() => nameof(RequestOriginals);
}

/// <summary>How they become JSON.</summary>
[JsonSerializable(typeof(RequestOriginals))]
internal sealed partial class RequestOriginalsContext : JsonSerializerContext;
