using CsvHelper;

namespace DeidPS.Deid.Csv;

/// <summary>A list of people: a CSV file with the column NHS Number, and Patient ID where the source knows them by another number.</summary>
public static class PersonList
{
    /// <summary>Rows of the longest list.</summary>
    public const int MaximumRows = 1_000_000;

    private static readonly CsvColumn[] s_columns = [new("NHS Number", true, "NHSNUMBER", "NHSNO", "NHS"), new("Patient ID", false, "PATIENTID", "HOSPITALNUMBER", "MRN")];

    /// <summary>Reads a list row by row; rows identify people and are not to be logged.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <exception cref="CsvException">CsvInvalid: names the line or the column, never a value.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IReadOnlyList<(long Line, string Number, string? PatientId)> Load(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var rows = new List<(long, string, string?)>();
        long line = 1;
        try
        {
            using var reader = CsvFiles.Read(stream);
            var columns = CsvColumn.Find(reader.Headers.ToArray(), s_columns);
            while (reader.Read())
            {
                line = reader.LineNumber;
                if (rows.Count == MaximumRows)
                {
                    throw new CsvException($"The list has more than {MaximumRows} rows.", "Split it.");
                }

                var patient = columns[1] < 0 ? string.Empty : reader.GetString(columns[1]).Trim();
                rows.Add((line, reader.GetString(columns[0]).Trim(), patient.Length == 0 ? null : patient));
            }
        }
        catch (CsvFormatException)
        {
            throw new CsvException(FormattableString.Invariant($"The list is no CSV file of that form (line {line})."), "Save it as CSV in UTF-8, with commas and as many fields in each row as in the header.");
        }

        return rows;
    }
}
