namespace DeidPS.Deid.Pseudonyms;

/// <summary>What a patient is called after a policy.</summary>
/// <param name="Label">Patient's Name and Patient ID: 16 characters, legal in PN, LO and SH.</param>
/// <param name="OffsetDays">Days by which all dates move; never 0.</param>
public sealed record PatientPseudonyms(string Label, int OffsetDays);
