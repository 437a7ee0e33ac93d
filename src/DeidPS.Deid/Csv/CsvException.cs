using DeidPS.Dicom;

namespace DeidPS.Deid.Csv;

/// <summary>A CSV file is not what it should be. The message names the line, never a value.</summary>
public sealed class CsvException : DeidException
{
    /// <summary>The file cannot be read as what it should be.</summary>
    public const string CsvInvalid = "CsvInvalid";

    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong, and in which line and column; never a value.</param>
    /// <param name="recommendedAction">What to do about it.</param>
    public CsvException(string message, string recommendedAction)
        : base(CsvInvalid, message, recommendedAction)
    {
    }
}
