using System.Globalization;
using System.Net;

namespace DeidPS.Deid.Proof.Report;

/// <summary>An HTML page that needs nothing else: no script, no link, pictures inside. Texts of cells are encoded; whatever is called raw is ours.</summary>
/// <param name="writer">Takes the page; UTF-8 is declared.</param>
internal sealed class HtmlPage(TextWriter writer)
{
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

    /// <summary>Begins the page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="style">Further rules of its style.</param>
    public void Begin(string title, string style = "")
    {
        var text = WebUtility.HtmlEncode(title);
        Raw("<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        Raw($"<title>{text}</title>\n<style>\n{Style}\n{style}</style>\n</head>\n<body>\n<main>\n<h1>{text}</h1>\n");
    }

    /// <summary>Ends the page.</summary>
    public void End() => Raw("</main>\n</body>\n</html>\n");

    /// <summary>Writes what is HTML already.</summary>
    public void Raw(string html) => writer.Write(html);

    /// <summary>Writes a line of what is HTML already.</summary>
    public void Line(string html)
    {
        Raw(html);
        Raw("\n");
    }

    /// <summary>Writes a text.</summary>
    public void Text(string text) => Raw(WebUtility.HtmlEncode(text));

    /// <summary>Begins a table.</summary>
    public void Open(string caption, params ReadOnlySpan<string> columns)
    {
        Raw("<table>\n<caption>");
        Text(caption);
        Raw("</caption>\n<thead><tr>");
        foreach (var column in columns)
        {
            Raw("<th scope=\"col\">");
            Text(column);
            Raw("</th>");
        }

        Raw("</tr></thead>\n<tbody>\n");
    }

    /// <summary>Writes a row of a table.</summary>
    public void Row(params ReadOnlySpan<object> cells)
    {
        Raw("<tr>");
        Cells(cells);
        Raw("</tr>\n");
    }

    /// <summary>Writes cells of a row; numbers stand to the right.</summary>
    public void Cells(params ReadOnlySpan<object> cells)
    {
        foreach (var cell in cells)
        {
            Raw(cell is string ? "<td>" : "<td class=\"n\">");
            Text(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? string.Empty);
            Raw("</td>");
        }
    }

    /// <summary>Writes a picture, or what stands in its place.</summary>
    public void Picture(byte[]? png, string description, string otherwise)
    {
        if (png is null)
        {
            Text(otherwise);
            return;
        }

        Raw("<img alt=\"");
        Text(description);
        Raw("\" src=\"data:image/png;base64,");
        Raw(Convert.ToBase64String(png));
        Raw("\">");
    }

    /// <summary>Ends a table.</summary>
    public void Close() => Raw("</tbody>\n</table>\n");
}
