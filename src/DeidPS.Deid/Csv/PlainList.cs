using CsvHelper;

namespace DeidPS.Deid.Csv;

/// <summary>Reads lists that people make, row by row.</summary>
internal static class PlainList
{
    /// <summary>Reads a list.</summary>
    /// <param name="stream">At its beginning; stays open.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="maximum">Rows of the longest list.</param>
    /// <param name="read">Makes something of a row, given the texts of the columns, empty for one that is not there, and the line.</param>
    /// <exception cref="CsvException">CsvInvalid: names the line or the column, never a value.</exception>
    public static List<T> Read<T>(Stream stream, CsvColumn[] columns, int maximum, Func<string[], long, T> read)
    {
        var rows = new List<T>();
        long line = 1;
        try
        {
            using var reader = CsvFiles.Read(stream);
            var places = CsvColumn.Find(reader.Headers.ToArray(), columns);
            while (reader.Read())
            {
                line = reader.LineNumber;
                if (rows.Count == maximum)
                {
                    throw new CsvException($"The list has more than {maximum} rows.", "Split it.");
                }

                rows.Add(read(Array.ConvertAll(places, p => p < 0 ? string.Empty : reader.GetString(p).Trim()), line));
            }
        }
        catch (Exception error) when (error is CsvFormatException or FormatException)
        {
            throw new CsvException(FormattableString.Invariant($"The list is no CSV file of that form (line {line})."), "Save it as CSV in UTF-8, with commas and as many fields in each row as in the header.");
        }

        return rows;
    }
}
