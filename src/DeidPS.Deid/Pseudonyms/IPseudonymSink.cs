namespace DeidPS.Deid.Pseudonyms;

/// <summary>Hears of every pseudonym that is made. Called from all workers at once.</summary>
public interface IPseudonymSink
{
    /// <summary>One pair; the same pair may come again.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="original">The value as it was, normalised.</param>
    /// <param name="pseudonym">The value as it is.</param>
    void Record(PseudonymKind kind, string original, string pseudonym);
}
