using System.Net;
using DeidPS.Dicom;

namespace DeidPS.Deid.Csv;

/// <summary>A report as one HTML page that needs nothing else, for people to read or print: no script, no link, everything escaped, formulas made harmless for whoever copies the table into a spreadsheet.</summary>
public static class HtmlTable
{
    private const string Style = """
        body{font:14px/1.4 system-ui,"Segoe UI",Arial,sans-serif;color:#1b1f24;background:#fff;margin:1.5rem}
        table{border-collapse:collapse}th,td{border:1px solid #99a;padding:.25rem .5rem;text-align:left;vertical-align:top}thead th{background:#e8ebf2}
        @media print{body{margin:0;font-size:9pt}tr{break-inside:avoid}thead{display:table-header-group}}
        """;

    /// <summary>Writes a page, whole or not at all, replacing a file of that name.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="title">What the table shows.</param>
    /// <param name="header">Names of the columns.</param>
    /// <param name="rows">The rows, each with as many values as there are columns; null is an empty field.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, string title, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(rows);
        PrivateFile.Write(path, overwrite: true, stream =>
        {
            using var page = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            page.WriteLine($"<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<title>{Text(title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{Text(title)}</h1>\n<table>");
            page.WriteLine($"<thead><tr>{string.Concat(header.Select(name => $"<th scope=\"col\">{Text(name)}</th>"))}</tr></thead>\n<tbody>");
            var count = 0L;
            foreach (var row in rows)
            {
                page.WriteLine($"<tr>{string.Concat(row.Select(value => $"<td>{Text(Harmless(value ?? string.Empty))}</td>"))}</tr>");
                count++;
            }

            page.WriteLine(FormattableString.Invariant($"</tbody>\n</table>\n<p>{count} row(s)</p>\n</body>\n</html>"));
        });
    }

    /// <summary>What a spreadsheet would take for a formula begins with an apostrophe, as in the CSV files.</summary>
    private static string Harmless(string value) => value.TrimStart() is ['=' or '@' or '+' or '-', ..] ? "'" + value : value;

    private static string Text(string value) => WebUtility.HtmlEncode(value);
}
