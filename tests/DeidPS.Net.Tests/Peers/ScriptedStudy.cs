namespace DeidPS.Net.Tests.Peers;

/// <summary>A study of a <see cref="ScriptedArchive"/>; values as they stand in its answers.</summary>
internal sealed record ScriptedStudy(string Uid, string Date, string Time)
{
    public string PatientId { get; init; } = "P1";

    public string Accession { get; init; } = string.Empty;

    public string Modality { get; init; } = "CT";

    /// <summary>Series of the study.</summary>
    public IReadOnlyList<string> Series { get; init; } = [];
}
