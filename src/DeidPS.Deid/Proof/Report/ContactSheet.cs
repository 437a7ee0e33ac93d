using System.Globalization;
using System.Text;

namespace DeidPS.Deid.Proof.Report;

/// <summary>
/// A contact sheet of checked studies as one HTML page that opens offline: findings with masked values, pictures, their edges enlarged. Written study by study; whoever has the
/// page has the pictures, and what is burnt into them.
/// </summary>
public sealed class ContactSheet : IDisposable
{
    /// <summary>Edges are enlarged to where a letter can be read.</summary>
    private const string Style = "td.p{width:200px}img{max-width:192px;max-height:192px}img.w,img.h{max-height:none;max-width:none;image-rendering:pixelated;margin:2px}img.w{width:32rem}img.h{height:24rem}\n";

    private readonly StreamWriter _writer;
    private readonly HtmlPage _page;

    /// <summary>Begins a sheet.</summary>
    /// <param name="stream">Takes the page; stays open.</param>
    /// <param name="title">Its title.</param>
    /// <param name="made">When it is made.</param>
    public ContactSheet(Stream stream, string title, DateTimeOffset made)
    {
        _writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        _page = new HtmlPage(_writer);
        _page.Begin(title, Style);
        _page.Raw("<p>Made ");
        _page.Text(made.ToUniversalTime().ToString("d MMMM yyyy HH:mm 'UTC'", CultureInfo.GetCultureInfo("en-GB")));
        _page.Line(". Look for names, numbers, dates and faces. Values are masked; pictures are as they are stored.</p>");
    }

    /// <summary>Adds a study.</summary>
    /// <param name="name">Its label.</param>
    /// <param name="state">What the check says of it.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="series">Its series.</param>
    public void Add(string name, string state, IReadOnlyList<DataFinding> findings, IReadOnlyList<ContactSheetSeries> series)
    {
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(series);
        _page.Raw("<h2>");
        _page.Text($"{name}: {state}");
        _page.Line("</h2>");
        if (findings.Count == 0)
        {
            _page.Line("<p>Nothing was found.</p>");
        }
        else
        {
            _page.Open("Findings, values masked", "Severity", "Rule", "Place", "Value", "Count", "Instances", "What to do");
            foreach (var finding in findings)
            {
                _page.Row(finding.Severity.ToString(), finding.Rule.ToString(), finding.Path, finding.Masked, finding.Count, finding.Instances, finding.Recommendation);
            }

            _page.Close();
        }

        _page.Open("Pictures", "Series", "Picture", "Upper, lower, left and right edge");
        foreach (var row in series)
        {
            foreach (var picture in row.Pictures)
            {
                _page.Raw("<tr>");
                _page.Cells(string.Create(CultureInfo.InvariantCulture, $"{row.Ordinal}, {row.Modality}, {row.Instances} instance(s), frame {picture.Frame}"));
                _page.Raw("<td class=\"p\">");
                _page.Picture(picture.Whole, "A frame of the series", picture.Note);
                _page.Raw("</td><td>");
                foreach (var (edge, i) in picture.Edges.Select((edge, i) => (edge, i)))
                {
                    _page.Raw($"<img class=\"{(i < 2 ? 'w' : 'h')}\" alt=\"An edge of the frame\" src=\"data:image/png;base64,{Convert.ToBase64String(edge)}\">");
                }

                _page.Line("</td></tr>");
            }
        }

        _page.Close();
        _writer.Flush();
    }

    /// <summary>Ends the page.</summary>
    public void Dispose()
    {
        _page.End();
        _writer.Dispose();
    }
}
