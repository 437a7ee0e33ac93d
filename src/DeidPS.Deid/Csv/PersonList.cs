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
        return PlainList.Read(stream, s_columns, MaximumRows, (fields, line) => (line, fields[0], fields[1].Length == 0 ? null : fields[1]));
    }
}
