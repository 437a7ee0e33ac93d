using System.Globalization;
using CsvHelper;

namespace DeidPS.Deid.Csv;

/// <summary>The one way CSV is written: UTF-8, invariant, and with formulas made harmless for spreadsheets.</summary>
internal static class CsvFiles
{
    /// <summary>Creates a CSV file; the caller disposes it.</summary>
    public static CsvWriter Create(Stream stream, params ReadOnlySpan<string> header)
    {
        var writer = CsvWriter.Create(stream, CsvWriterOptions.Default with { Injection = CsvInjection.Escape, FormatProvider = CultureInfo.InvariantCulture, HasHeader = true }, leaveOpen: false);
        writer.WriteHeader(header);
        return writer;
    }
}
