using DeidPS.Deid.Pseudonyms;

namespace DeidPS.Deid.Csv;

/// <summary>Headers of lists that people make, as they are compared.</summary>
public static class CsvHeader
{
    /// <summary>Only the letters and digits, in upper case and one form: byte order marks, form feeds, blanks of any kind, quotes, hyphens and underscores do not count.</summary>
    public static string Fold(string header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return string.Concat(CompatibilityForm.Of(header).Where(char.IsLetterOrDigit)).ToUpperInvariant();
    }
}
