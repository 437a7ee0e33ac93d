using System.Globalization;
using CsvHelper;

namespace DeidPS.Deid.Csv;

/// <summary>The one way CSV is written and read: UTF-8, invariant, with formulas made harmless for spreadsheets, and nothing repaired in silence.</summary>
internal static class CsvFiles
{
    private static readonly CsvReaderOptions s_strict = CsvReaderOptions.Default with
    {
        MalformedData = CsvMalformedDataHandling.Throw,
        MissingField = CsvMissingFieldHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        IncludeValuesInExceptions = false,
        TrackLineNumbers = true,
        FormatProvider = CultureInfo.InvariantCulture,
    };

    /// <summary>Creates a CSV file; the caller disposes it.</summary>
    public static CsvWriter Create(Stream stream, params ReadOnlySpan<string> header)
    {
        var writer = Append(stream);
        writer.WriteHeader(header);
        return writer;
    }

    /// <summary>Goes on with a CSV file that has its header; the caller disposes it.</summary>
    /// <param name="stream">Positioned behind the last row.</param>
    /// <param name="leaveOpen">True when somebody else closes the stream.</param>
    public static CsvWriter Append(Stream stream, bool leaveOpen = false) => CsvWriter.Create(
        stream, CsvWriterOptions.Default with { Injection = CsvInjection.Escape, FormatProvider = CultureInfo.InvariantCulture, HasHeader = true }, leaveOpen);

    /// <summary>Reads a CSV file from the stream's position; the stream stays open.</summary>
    public static CsvReader Read(Stream stream) => CsvReader.Create(stream, s_strict, leaveOpen: true);

    /// <summary>Where the last whole row ends: a process that was killed may have left a part of one behind it.</summary>
    /// <returns>Bytes from the start of the stream; a line break in quotes ends no row.</returns>
    public static long EndOfRows(Stream stream)
    {
        stream.Position = 0;
        var buffer = new byte[81920];
        var isQuoted = false;
        long position = 0;
        long end = 0;
        for (int count; (count = stream.Read(buffer)) > 0; position += count)
        {
            for (var i = 0; i < count; i++)
            {
                isQuoted ^= buffer[i] == (byte)'"';
                if (buffer[i] == (byte)'\n' && !isQuoted)
                {
                    end = position + i + 1;
                }
            }
        }

        return end;
    }
}
