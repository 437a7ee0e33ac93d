using DeidPS.Dicom;

namespace DeidPS.Deid.Proof.Report;

/// <summary>A report cannot be made of what was given.</summary>
public sealed class ReportException : DeidException
{
    private ReportException(string errorId, string message, string action)
        : base(errorId, message, action)
    {
    }

    internal static ReportException NoRunReport() => new("CsvInvalid", "The run's report cannot be read as one.", "Give the CSV file that Invoke-Anonymise -Report wrote.");
}
