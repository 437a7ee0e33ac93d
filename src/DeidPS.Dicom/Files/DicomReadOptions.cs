namespace DeidPS.Dicom;

/// <summary>Limits and tolerances of the reader.</summary>
public sealed record DicomReadOptions
{
    /// <summary>The defaults: strict about structure.</summary>
    public static readonly DicomReadOptions Default = new();

    /// <summary>For looking at a header: an error after the first element ends the reading and becomes <see cref="DicomFile.Failure"/>.</summary>
    public static readonly DicomReadOptions Inspect = new() { KeepPartial = true };

    /// <summary>Sequences may nest this deep; deeper is a DicomParseError. Default 256, at most 1024.</summary>
    public int MaximumDepth { get; init; } = 256;

    /// <summary>Values of more bytes than this stay in the source (text: sixteen times this). Default 64 KiB. Pixel data always does.</summary>
    public int BulkThreshold { get; init; } = 64 * 1024;

    /// <summary>Reading ends behind the element of this tag, or the first that comes after it in order; null to read all.</summary>
    internal DicomTag? Last { get; init; }

    /// <summary>True to keep what was read before an error instead of throwing it.</summary>
    public bool KeepPartial { get; init; }
}
