using System.Globalization;
using System.Net;
using System.Text;
using DeidPS.Deid.Profile;

namespace DeidPS.Deid.Proof.Report;

/// <summary>Writes a report as one HTML page that needs nothing else: no script, no link, pictures inside.</summary>
public static class DeidReportHtml
{
    private const int MostRows = 500;

    private const string Style = """
        body{font:15px/1.45 system-ui,"Segoe UI",Arial,sans-serif;color:#1b1f24;background:#fff;margin:2rem auto;max-width:70rem;padding:0 1rem}
        h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:2px solid #335}
        table{border-collapse:collapse;width:100%;margin:.6rem 0 1.2rem}caption{text-align:left;font-weight:600;padding:.3rem 0}
        th,td{border:1px solid #99a;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}thead th{background:#e8ebf2}
        td.n{text-align:right;font-variant-numeric:tabular-nums}.verdict{font-size:1.15rem;font-weight:600;padding:.7rem 1rem;border:2px solid}
        .clean{border-color:#1a6b2f;background:#eef8f0}.held{border-color:#9b1c1c;background:#fdeeee}.look{border-color:#8a5a00;background:#fff6e3}
        td.p{width:104px;text-align:center;color:#555;font-size:.8rem}img{max-width:96px;max-height:96px;image-rendering:auto;background:#000}
        @media print{body{margin:0;max-width:none;font-size:10pt}h2{break-after:avoid}tr,img{break-inside:avoid}thead{display:table-header-group}a{color:inherit}}
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="content">What to say.</param>
    /// <param name="writer">Takes the page; UTF-8 is declared.</param>
    /// <param name="made">When the report was made.</param>
    public static void Write(DeidReportContent content, TextWriter writer, DateTimeOffset made)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(writer);
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>De-identification report</title>\n<style>\n")
            .Append(Style).Append("\n</style>\n</head>\n<body>\n<main>\n<h1>De-identification report</h1>\n");
        Summary(page, content, made);
        Policies(page, content);
        if (content.Run is { } run)
        {
            Run(page, run);
        }

        Findings(page, content);
        Series(page, content);
        page.Append("</main>\n</body>\n</html>\n");
        writer.Write(page);
    }

    private static void Summary(StringBuilder page, DeidReportContent content, DateTimeOffset made)
    {
        var (kind, verdict) = content.Certain > 0 ? ("held", "Do not release: identifiers or breaches of form were found.")
            : content.Possible > 0 ? ("look", "Look at the possible findings before release.")
            : content.UnreadableOriginals > 0 ? ("look", "Nothing was found, but not all originals could be read.")
            : content.Instances == 0 ? ("look", "There is no DICOM object in the folder.")
            : content.HasOriginals ? ("clean", "Nothing was found.")
            : ("clean", "Nothing was found by form; the originals were not given.");
        Line(page, $"<p class=\"verdict {kind}\">{verdict}</p>");
        Open(page, "What was looked at", "Item", "Value");
        Row(page, "Made", made.ToUniversalTime().ToString("d MMMM yyyy HH:mm 'UTC'", CultureInfo.GetCultureInfo("en-GB")));
        Row(page, "Files", content.Files);
        Row(page, "DICOM objects", content.Instances);
        Row(page, "Series", content.SeriesCount);
        Row(page, "Certain findings", content.Certain);
        Row(page, "Possible findings", content.Possible);
        Row(page, "Searched for identifiers of the originals", content.HasOriginals ? "yes" : "no");
        Row(page, "Originals that could not be read", content.UnreadableOriginals);
        Row(page, "Edition of the profile table", "DICOM PS3.15 " + ProfileTable.Edition);
        Close(page);
    }

    private static void Policies(StringBuilder page, DeidReportContent content)
    {
        page.Append("<h2>What was done</h2>\n");
        Counts(page, "Profile and options, (0012,0064)", "Code and meaning", content.Codes, "No object names a profile.");
        Counts(page, "Policies and their hashes, (0012,0063)", "Entry", content.Methods, "No object names a policy.");
        Counts(page, "Dates, (0028,0303)", "Longitudinal temporal information", content.Dates, "No object was read.");
    }

    private static void Run(StringBuilder page, RunTotals run)
    {
        page.Append("<h2>The run</h2>\n");
        Counts(page, "Inputs by status", "Status", run.Statuses, "The run had no input.");
        Counts(page, "Inputs by reason", "Reason", run.Reasons, "The run had no input.");
        Counts(page, "Policies of the run", "Policy", run.Policies, "No policy ran.");
        Open(page, "Elements by action", "Action", "Elements");
        foreach (var (action, count) in run.Actions)
        {
            Row(page, action, count);
        }

        Close(page);
    }

    private static void Findings(StringBuilder page, DeidReportContent content)
    {
        page.Append("<h2>Findings</h2>\n");
        if (content.Findings.Count == 0)
        {
            page.Append("<p>None.</p>\n");
            return;
        }

        Open(page, "Findings by rule", "Rule", "Certain", "Possible", "What to do");
        foreach (var rule in content.Findings.GroupBy(f => f.Rule).OrderBy(g => g.Key))
        {
            var certain = rule.Count(f => f.Confidence == FindingConfidence.Certain);
            Row(page, rule.Key.ToString(), certain, rule.Count() - certain, rule.First().Recommendation);
        }

        Close(page);
        Open(page, "Findings, values masked", "File", "Place", "Rule", "Confidence", "Value", "Count");
        foreach (var finding in content.Findings.OrderByDescending(f => f.Confidence).Take(MostRows))
        {
            Row(page, content.FileNames.GetValueOrDefault(finding.Source, "?"), finding.Path, finding.Rule.ToString(), finding.Confidence.ToString(), finding.Masked, finding.Count);
        }

        Close(page);
        if (content.Findings.Count > MostRows)
        {
            Line(page, $"<p>{content.Findings.Count - MostRows} more are in the CSV file.</p>");
        }
    }

    private static void Series(StringBuilder page, DeidReportContent content)
    {
        page.Append("<h2>Series</h2>\n");
        Open(page, "Each series, with its middle image", "Image", "Modality", "Instances", "Description as cleaned", "SOP class", "Transfer syntax");
        foreach (var series in content.Series)
        {
            page.Append("<tr><td class=\"p\">");
            if (series.Thumbnail.Png is { } png)
            {
                page.Append("<img alt=\"Middle image of the series\" src=\"data:image/png;base64,").Append(Convert.ToBase64String(png)).Append("\">");
            }
            else
            {
                page.Append(WebUtility.HtmlEncode(series.Thumbnail.Note));
            }

            page.Append("</td>");
            Cells(page, series.Modality, series.Instances.Count, series.Description, string.Join("; ", series.SopClasses), string.Join("; ", series.TransferSyntaxes));
            page.Append("</tr>\n");
        }

        Close(page);
    }

    private static void Counts(StringBuilder page, string caption, string column, SortedDictionary<string, int> counts, string none)
    {
        if (counts.Count == 0)
        {
            Line(page, $"<p>{none}</p>");
            return;
        }

        Open(page, caption, column, "Objects");
        foreach (var (key, count) in counts)
        {
            Row(page, key, count);
        }

        Close(page);
    }

    private static void Open(StringBuilder page, string caption, params ReadOnlySpan<string> columns)
    {
        page.Append("<table>\n<caption>").Append(WebUtility.HtmlEncode(caption)).Append("</caption>\n<thead><tr>");
        foreach (var column in columns)
        {
            page.Append("<th scope=\"col\">").Append(WebUtility.HtmlEncode(column)).Append("</th>");
        }

        page.Append("</tr></thead>\n<tbody>\n");
    }

    private static void Row(StringBuilder page, params ReadOnlySpan<object> cells)
    {
        page.Append("<tr>");
        Cells(page, cells);
        page.Append("</tr>\n");
    }

    private static void Cells(StringBuilder page, params ReadOnlySpan<object> cells)
    {
        foreach (var cell in cells)
        {
            page.Append(cell is string ? "<td>" : "<td class=\"n\">").Append(WebUtility.HtmlEncode(Convert.ToString(cell, CultureInfo.InvariantCulture))).Append("</td>");
        }
    }

    private static void Close(StringBuilder page) => page.Append("</tbody>\n</table>\n");

    private static void Line(StringBuilder page, string html) => page.Append(html).Append('\n');
}
