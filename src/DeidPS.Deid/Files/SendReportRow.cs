namespace DeidPS.Deid.Files;

/// <summary>One row of a <see cref="SendReport"/>: which file went where and what became of it. Holds no value of the object.</summary>
public sealed record SendReportRow
{
    /// <summary>Full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes of the file when it was sent.</summary>
    public long Bytes { get; init; }

    /// <summary>When the file was last changed, in UTC: a changed file is another one.</summary>
    public DateTime Modified { get; init; }

    /// <summary>Host of the node.</summary>
    public required string HostName { get; init; }

    /// <summary>Port of the node.</summary>
    public int Port { get; init; }

    /// <summary>AE title of the node.</summary>
    public required string CalledAE { get; init; }

    /// <summary>Text that was stamped into what was sent; empty for none.</summary>
    public string Stamp { get; init; } = string.Empty;

    /// <summary>True when the node has it.</summary>
    public bool IsSent { get; init; }

    /// <summary>Why it was not sent, in one word; None when it was.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>Status code of the node with its meaning; empty when it gave none.</summary>
    public string Answer { get; init; } = string.Empty;

    /// <summary>Transfer syntax it was sent in; empty when it was not sent.</summary>
    public string TransferSyntax { get; init; } = string.Empty;

    /// <summary>True when it was encoded anew on the way.</summary>
    public bool IsTranscoded { get; init; }

    /// <summary>What went wrong; empty when nothing did.</summary>
    public string Message { get; init; } = string.Empty;
}
