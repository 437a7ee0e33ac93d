using System.Globalization;
using DeidPS.Deid.Profile;

namespace DeidPS.Deid.Proof.Report;

/// <summary>Writes a report as one HTML page that needs nothing else: no script, no link, pictures inside.</summary>
public static class DeidReportHtml
{
    private const int MostRows = 500;

    /// <summary>Writes the page.</summary>
    /// <param name="content">What to say.</param>
    /// <param name="writer">Takes the page; UTF-8 is declared.</param>
    /// <param name="made">When the report was made.</param>
    public static void Write(DeidReportContent content, TextWriter writer, DateTimeOffset made)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(writer);
        var page = new HtmlPage(writer);
        page.Begin("De-identification report");
        Summary(page, content, made);
        Policies(page, content);
        if (content.Run is { } run)
        {
            Run(page, run);
        }

        Findings(page, content);
        Series(page, content);
        page.End();
    }

    private static void Summary(HtmlPage page, DeidReportContent content, DateTimeOffset made)
    {
        var (kind, verdict) = content.Certain > 0 ? ("held", "Do not release: identifiers or breaches of form were found.")
            : content.Possible > 0 ? ("look", "Look at the possible findings before release.")
            : content.UnreadableOriginals > 0 ? ("look", "Nothing was found, but not all originals could be read.")
            : content.Instances == 0 ? ("look", "There is no DICOM object in the folder.")
            : content.Originals is not null ? ("clean", "Nothing was found.")
            : ("clean", "Nothing was found by form; the originals were not given.");
        page.Line($"<p class=\"verdict {kind}\">{verdict}</p>");
        page.Open("What was looked at", "Item", "Value");
        page.Row("Made", made.ToUniversalTime().ToString("d MMMM yyyy HH:mm 'UTC'", CultureInfo.GetCultureInfo("en-GB")));
        page.Row("Files", content.Files);
        page.Row("DICOM objects", content.Instances);
        page.Row("Series", content.SeriesCount);
        page.Row("Certain findings", content.Certain);
        page.Row("Possible findings", content.Possible);
        page.Row("Searched for identifiers of the originals", content.Originals is { } originals ? string.Create(CultureInfo.InvariantCulture, $"yes, of {originals}") : "no");
        page.Row("Originals that could not be read", content.UnreadableOriginals);
        page.Row("Edition of the profile table", "DICOM PS3.15 " + ProfileTable.Edition);
        page.Close();
        if (content.Run is null && content.Originals > content.Instances)
        {
            page.Line($"<p>There are {content.Originals - content.Instances} fewer objects than originals: held back or left out. Get-DeidReport -RunReport tells of each kind how many.</p>");
        }
    }

    private static void Policies(HtmlPage page, DeidReportContent content)
    {
        page.Raw("<h2>What was done</h2>\n");
        Counts(page, "Profile and options, (0012,0064)", "Code and meaning", content.Codes, "No object names a profile.");
        Counts(page, "Policies and their hashes, (0012,0063)", "Entry", content.Methods, "No object names a policy.");
        Counts(page, "Dates, (0028,0303)", "Longitudinal temporal information", content.Dates, "No object was read.");
    }

    private static void Run(HtmlPage page, RunTotals run)
    {
        page.Raw("<h2>The run</h2>\n");
        Counts(page, "Inputs by status", "Status", run.Statuses, "The run had no input.");
        Counts(page, "Inputs by reason", "Reason", run.Reasons, "The run had no input.");
        Counts(page, "Policies of the run", "Policy", run.Policies, "No policy ran.");
        page.Open("Elements by action", "Action", "Elements");
        foreach (var (action, count) in run.Actions)
        {
            page.Row(action, count);
        }

        page.Close();
    }

    private static void Findings(HtmlPage page, DeidReportContent content)
    {
        page.Raw("<h2>Findings</h2>\n");
        if (content.Findings.Count == 0)
        {
            page.Raw("<p>None.</p>\n");
            return;
        }

        page.Open("Findings by rule", "Rule", "Certain", "Possible", "What to do");
        foreach (var rule in content.Findings.GroupBy(f => f.Rule).OrderBy(g => g.Key))
        {
            var certain = rule.Count(f => f.Confidence == FindingConfidence.Certain);
            page.Row(rule.Key.ToString(), certain, rule.Count() - certain, Recommendations.Of(rule.Key));
        }

        page.Close();

        // A policy that keeps an attribute keeps it in every file: one row for each place, or nobody would read to the end.
        var places = content.Findings.GroupBy(f => (f.Confidence, f.Rule, f.Path)).OrderByDescending(g => g.Key.Confidence).ToList();
        page.Open("Findings by place, values masked", "Place", "Rule", "Confidence", "Files", "Times", "Value, or the first of several", "First file");
        foreach (var place in places.Take(MostRows))
        {
            var first = place.First();
            var files = place.Select(f => f.Source).Distinct(StringComparer.Ordinal).Count();
            page.Row(place.Key.Path, place.Key.Rule.ToString(), place.Key.Confidence.ToString(), files, place.Sum(f => f.Count), first.Masked, content.FileNames.GetValueOrDefault(first.Source, "?"));
        }

        page.Close();
        page.Line($"<p>Get-DeidReport -Csv writes a row for each of the {content.Findings.Count}.</p>");
        if (places.Count > MostRows)
        {
            page.Line($"<p>{places.Count - MostRows} more places are in that file.</p>");
        }
    }

    private static void Series(HtmlPage page, DeidReportContent content)
    {
        page.Raw("<h2>Series</h2>\n");
        page.Open("Each series, with its middle image", "Image", "Modality", "Number", "Instances", "Description as cleaned", "SOP class", "Transfer syntax");
        foreach (var series in content.Series)
        {
            page.Raw("<tr><td class=\"p\">");
            page.Picture(series.Thumbnail.Png, "Middle image of the series", series.Thumbnail.Note);
            page.Raw("</td>");
            page.Cells(series.Modality, series.Number?.ToString(CultureInfo.InvariantCulture) ?? string.Empty, series.Instances.Count, series.Description, string.Join("; ", series.SopClasses), string.Join("; ", series.TransferSyntaxes));
            page.Raw("</tr>\n");
        }

        page.Close();
    }

    private static void Counts(HtmlPage page, string caption, string column, SortedDictionary<string, int> counts, string none)
    {
        if (counts.Count == 0)
        {
            page.Line($"<p>{none}</p>");
            return;
        }

        page.Open(caption, column, "Objects");
        foreach (var (key, count) in counts)
        {
            page.Row(key, count);
        }

        page.Close();
    }
}
