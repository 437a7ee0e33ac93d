namespace DeidPS.Net.Tests.Pacs;

/// <summary>A study of a <see cref="PacsContent"/>; values as they stand in its images.</summary>
/// <param name="Number">Its number in the content, from 0.</param>
/// <param name="Patient">Number of its patient.</param>
/// <param name="Uid">(0020,000D).</param>
internal sealed record PacsStudy(int Number, int Patient, string Uid)
{
    /// <summary>(0008,0020).</summary>
    public required string Date { get; init; }

    /// <summary>(0008,0030).</summary>
    public required string Time { get; init; }

    /// <summary>(0008,0050).</summary>
    public required string Accession { get; init; }

    /// <summary>Of its images: CT or MR. A dose report may add SR.</summary>
    public required string Modality { get; init; }

    /// <summary>(0010,0030).</summary>
    public required string BirthDate { get; init; }

    /// <summary>(0008,1030).</summary>
    public string Description => Modality == "MR" ? "MRI HEAD" : "CT CHEST";

    /// <summary>(0010,0010).</summary>
    public string PatientName => FormattableString.Invariant($"{PacsContent.FamilyMark}{Patient:D6}^{PacsContent.GivenMark}{Patient:D6}");

    /// <summary>(0010,0020).</summary>
    public required string PatientId { get; init; }

    /// <summary>(0008,0090).</summary>
    public string Referrer => FormattableString.Invariant($"{PacsContent.ReferrerMark}{Number % 97:D4}^DOCTOR");

    /// <summary>(0020,0010).</summary>
    public string StudyId => FormattableString.Invariant($"{PacsContent.StudyIdMark}{Number:D7}");

    /// <summary>(0010,0040).</summary>
    public string Sex => Patient % 2 == 0 ? "F" : "M";

    /// <summary>What must not be found in anything de-identified, in logs or file names: names, numbers and UIDs. No dates, which others may have too.</summary>
    public IReadOnlyList<string> Identifiers => [.. PatientName.Split('^'), PatientId, Accession, Referrer.Split('^')[0], StudyId, Uid];

    /// <summary>Dates in its images, as they stand there.</summary>
    public IReadOnlyList<string> Dates => [Date, BirthDate];
}
