using DeidPS.Deid.Files;

namespace DeidPS;

/// <summary>What became of one held object that was to be written decrypted. Every such file has exactly one.</summary>
public sealed record DeidHeldExport
{
    /// <summary>Full path of the held file.</summary>
    public required string Source { get; init; }

    /// <summary>The held file's name, for narrow displays.</summary>
    public string SourceName => Path.GetFileName(Source);

    /// <summary>Full path of the identified copy; null when none was or would be written.</summary>
    public string? Destination { get; init; }

    /// <summary>Written, Skipped or Failed.</summary>
    public required AnonymiseStatus Status { get; init; }

    /// <summary>Why it was not written; null otherwise.</summary>
    public string? Message { get; init; }

    /// <summary>Size of the copy in bytes.</summary>
    public long BytesWritten { get; init; }
}
