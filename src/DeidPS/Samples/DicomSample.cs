namespace DeidPS;

/// <summary>One synthetic file that <c>New-DicomSample</c> made.</summary>
public sealed record DicomSample
{
    /// <summary>Full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>False when nothing was written, because of -WhatIf or because a question was answered with no.</summary>
    public required bool Written { get; init; }

    /// <summary>Modality (0008,0060).</summary>
    public required string Modality { get; init; }

    /// <summary>SOP Class UID (0008,0016).</summary>
    public required string SOPClassUID { get; init; }

    /// <summary>SOP Instance UID (0008,0018).</summary>
    public required string SOPInstanceUID { get; init; }

    /// <summary>Study Instance UID (0020,000D).</summary>
    public required string StudyInstanceUID { get; init; }

    /// <summary>Patient ID (0010,0020), invented like everything else.</summary>
    public required string PatientID { get; init; }

    /// <summary>Patient's Name (0010,0010), invented; an ideographic and a phonetic group may follow.</summary>
    public required string PatientName { get; init; }

    /// <summary>Transfer Syntax UID (0002,0010).</summary>
    public required string TransferSyntaxUID { get; init; }

    /// <summary>Name of the transfer syntax.</summary>
    public required string TransferSyntax { get; init; }

    /// <summary>Specific Character Set (0008,0005), several values parted by a backslash; empty for the default repertoire.</summary>
    public required string SpecificCharacterSet { get; init; }
}
