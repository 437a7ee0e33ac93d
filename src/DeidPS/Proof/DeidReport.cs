namespace DeidPS;

/// <summary>A report that <c>Get-DeidReport</c> made.</summary>
public sealed record DeidReport
{
    /// <summary>Full path of the HTML page.</summary>
    public required string Path { get; init; }

    /// <summary>Full path of the CSV file; null when none was asked for.</summary>
    public string? CsvPath { get; init; }

    /// <summary>Full path of the originals that files were compared with; null when they were searched by form only.</summary>
    public string? Against { get; init; }

    /// <summary>False when nothing was written, because of -WhatIf or because a question was answered with no.</summary>
    public required bool Written { get; init; }

    /// <summary>Files that were looked at.</summary>
    public required int Files { get; init; }

    /// <summary>DICOM objects among them.</summary>
    public required int Instances { get; init; }

    /// <summary>Series.</summary>
    public required int Series { get; init; }

    /// <summary>Findings that forbid release.</summary>
    public required int Certain { get; init; }

    /// <summary>Findings that want a look.</summary>
    public required int Possible { get; init; }
}
