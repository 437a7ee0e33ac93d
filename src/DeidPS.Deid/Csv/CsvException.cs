using DeidPS.Dicom;

namespace DeidPS.Deid.Csv;

/// <summary>A CSV file is not what it should be. The message names the line, never a value.</summary>
public sealed class CsvException : DeidException
{
    /// <summary>The file cannot be read as what it should be.</summary>
    public const string CsvInvalid = "CsvInvalid";

    internal CsvException(string message, string recommendedAction)
        : base(CsvInvalid, message, recommendedAction)
    {
    }
}
