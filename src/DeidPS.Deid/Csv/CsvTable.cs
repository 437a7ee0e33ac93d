using DeidPS.Dicom;

namespace DeidPS.Deid.Csv;

/// <summary>A report as a CSV file for people who have no shell at hand: UTF-8, formulas made harmless for spreadsheets.</summary>
public static class CsvTable
{
    /// <summary>Writes a table, whole or not at all, replacing a file of that name.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="header">Names of the columns.</param>
    /// <param name="rows">The rows, each with as many values as there are columns; null is an empty field.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(rows);
        PrivateFile.Write(path, overwrite: true, stream =>
        {
            using var writer = CsvFiles.Append(stream, leaveOpen: true);
            writer.WriteHeader([.. header]);
            foreach (var row in rows)
            {
                foreach (var value in row)
                {
                    writer.WriteField(value ?? string.Empty);
                }

                writer.EndRecord();
            }
        });
    }
}
