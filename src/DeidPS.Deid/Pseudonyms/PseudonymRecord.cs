namespace DeidPS.Deid.Pseudonyms;

/// <summary>One pair of a look-up table. Holds a patient's value: for those who hold the key only.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Original">The value as it was, normalised: upper case, single blanks.</param>
/// <param name="Pseudonym">The value as it is in what was passed on.</param>
public sealed record PseudonymRecord(PseudonymKind Kind, string Original, string Pseudonym);
