using System.Globalization;
using System.Text;
using CsvHelper;

namespace DeidPS.Deid.Csv;

/// <summary>The one way CSV is written and read: UTF-8, invariant, with formulas made harmless for spreadsheets, and nothing repaired in silence.</summary>
public static class CsvFiles
{
    /// <summary>Bytes of the longest row that is read; an unclosed quote makes everything behind it one row.</summary>
    public const int MaximumRow = 1 << 20;

    private static readonly CsvReaderOptions s_strict = CsvReaderOptions.Default with
    {
        MalformedData = CsvMalformedDataHandling.Throw,
        MissingField = CsvMissingFieldHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        IncludeValuesInExceptions = false,
        TrackLineNumbers = true,
        MaxRecordSize = MaximumRow,
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

    /// <summary>Reads a CSV file that people made, from the stream's position: the separator is found in it, and rows may have too few or too many fields, which the caller looks at. The stream stays open.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="encoding">Its encoding.</param>
    public static CsvReader ReadForeign(Stream stream, Encoding encoding) => CsvReader.Create(stream, s_strict with { FieldCountMismatch = CsvFieldCountHandling.Allow, Separator = null, Encoding = encoding }, leaveOpen: true);

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
