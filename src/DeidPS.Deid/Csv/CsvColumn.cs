namespace DeidPS.Deid.Csv;

/// <summary>A column of a list that people make: known by any of its names, whatever the case, blanks and invisible characters.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="IsRequired">False when the list may be without it.</param>
/// <param name="Names">Its names as <see cref="CsvHeader.Fold"/> gives them.</param>
internal sealed record CsvColumn(string Name, bool IsRequired, params string[] Names)
{
    /// <summary>Finds columns by the header.</summary>
    /// <param name="headers">The header.</param>
    /// <param name="columns">The columns.</param>
    /// <returns>For each column its place; -1 for one that is missing and may be.</returns>
    /// <exception cref="CsvException">A column is missing, or is there twice.</exception>
    public static int[] Find(IEnumerable<string> headers, IReadOnlyList<CsvColumn> columns)
    {
        var plain = headers.Select(CsvHeader.Fold).ToList();
        return [.. columns.Select(column =>
        {
            var found = Enumerable.Range(0, plain.Count).Where(i => column.Names.Contains(plain[i], StringComparer.Ordinal)).ToList();
            return found.Count switch
            {
                1 => found[0],
                0 when !column.IsRequired => -1,
                0 => throw new CsvException($"The list has no column {column.Name}.", $"Write the columns {string.Join(", ", columns.Where(c => c.IsRequired).Select(c => c.Name))} into the first line."),
                _ => throw new CsvException($"The list has the column {column.Name} more than once.", "Leave one of them."),
            };
        })];
    }
}
