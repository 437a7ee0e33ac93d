namespace DeidPS.Net.Tests.Pacs;

/// <summary>What a <see cref="PacsContent"/> holds. The same options give the same content, byte for byte.</summary>
internal sealed record PacsContentOptions
{
    /// <summary>Studies, numbered from 0. Ten in a row belong to seven patients: the first two to one, the sixth to eighth to another.</summary>
    public int Studies { get; init; } = 20;

    /// <summary>Chooses dates, modalities and numbers; a part of the UIDs, so that two archives share none.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Image series of a study, least and most.</summary>
    public (int Least, int Most) Series { get; init; } = (1, 3);

    /// <summary>Images of a series, least and most.</summary>
    public (int Least, int Most) Images { get; init; } = (1, 4);

    /// <summary>Studies 0, n, 2n ... have a series 'Dose Report' more, in turn Secondary Capture and dose SR; 0 for none.</summary>
    public int DoseReportEvery { get; init; }

    /// <summary>Studies 1, n + 1, 2n + 1 ... have patient and accession number of the study before; 0 for none.</summary>
    public int SharedAccessionEvery { get; init; }

    /// <summary>Patient IDs of some patients, by their numbers, instead of those that their numbers give.</summary>
    public IReadOnlyDictionary<int, string> PatientIds { get; init; } = new Dictionary<int, string>();
}
