using System.Globalization;
using CsvHelper;
using DeidPS.Deid.Csv;

namespace DeidPS.Deid.Files;

/// <summary>A run's results as CSV, one row per input in input order. Rows are on disk as soon as they are known.</summary>
public sealed class AnonymiseReport : IDisposable
{
    private readonly CsvWriter _writer;

    /// <summary>Creates the file, replacing one of that name.</summary>
    /// <param name="path">Path of the report.</param>
    public AnonymiseReport(string path)
    {
        var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        _writer = CsvFiles.Create(
            stream, "Source", "Destination", "Status", "Reason", "Message", "RecommendedAction", "SOPClassUID", "SOPInstanceUID", "Removed", "Replaced", "Emptied", "Added", "Warnings", "BytesWritten", "Policies", "HeldCases", "QuarantinePath", "RequiredReplaced");
        _writer.Flush();
    }

    /// <summary>Adds a row.</summary>
    /// <exception cref="IOException">The row cannot be written; it is tried again with the next one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The report would be larger than the file system or a limit allows.</exception>
    public void Add(AnonymiseResult result)
    {
        _writer.WriteField(result.Source);
        _writer.WriteField(result.Destination ?? string.Empty);
        _writer.WriteField(result.Status.ToString());
        _writer.WriteField(result.Reason.ToString());
        _writer.WriteField(result.Message ?? string.Empty);
        _writer.WriteField(result.RecommendedAction ?? string.Empty);
        _writer.WriteField(result.SOPClassUID ?? string.Empty);
        _writer.WriteField(result.SOPInstanceUID ?? string.Empty);
        WriteNumber(result.Removed);
        WriteNumber(result.Replaced);
        WriteNumber(result.Emptied);
        WriteNumber(result.Added);
        WriteNumber(result.Warnings);
        WriteNumber(result.BytesWritten);
        _writer.WriteField(string.Join(' ', result.Policies));
        _writer.WriteField(string.Join(' ', result.HeldCases));
        _writer.WriteField(result.QuarantinePath ?? string.Empty);
        _writer.WriteField(string.Join(' ', result.RequiredReplaced));
        _writer.EndRecord();

        // A killed receiver must not take the rows of what it answered with it.
        _writer.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void WriteNumber(long number) => _writer.WriteField(number.ToString(CultureInfo.InvariantCulture));
}
