namespace DeidPS.Deid.Proof.Report;

/// <summary>A series as it stands on a contact sheet: numbers, modality and pictures, no text of its objects.</summary>
/// <param name="Ordinal">Its place in the session, from 1.</param>
/// <param name="Modality">(0008,0060).</param>
/// <param name="Instances">Instances.</param>
/// <param name="Pictures">Pictures of some of them.</param>
public sealed record ContactSheetSeries(int Ordinal, string Modality, int Instances, IReadOnlyList<ContactSheetPicture> Pictures);
