using System.Globalization;
using CsvHelper;
using DeidPS.Deid.Csv;

namespace DeidPS.Deid.Proof.Report;

/// <summary>Writes a report as CSV: one row for each total, series and finding, told apart by the first column.</summary>
public static class DeidReportCsv
{
    /// <summary>Writes the rows; the stream is closed.</summary>
    public static void Write(DeidReportContent content, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var writer = CsvFiles.Create(stream, "Section", "Name", "Count", "Modality", "Description", "SOPClass", "TransferSyntax", "Path", "Confidence", "Value", "Recommendation");
        Row(writer, "Total", "Files", content.Files);
        Row(writer, "Total", "Instances", content.Instances);
        Row(writer, "Total", "Series", content.SeriesCount);
        Row(writer, "Total", "Certain", content.Certain);
        Row(writer, "Total", "Possible", content.Possible);
        Rows("Code", content.Codes);
        Rows("Method", content.Methods);
        Rows("Dates", content.Dates);
        if (content.Run is { } run)
        {
            Rows("Status", run.Statuses);
            Rows("Reason", run.Reasons);
            Rows("Policy", run.Policies);
            foreach (var (action, count) in run.Actions)
            {
                Row(writer, "Action", action, count);
            }
        }

        foreach (var series in content.Series)
        {
            Row(writer, "Series", series.SeriesInstanceUid, series.Instances.Count, series.Modality, series.Description, string.Join("; ", series.SopClasses), string.Join("; ", series.TransferSyntaxes));
        }

        foreach (var finding in content.Findings)
        {
            Row(writer, "Finding", finding.Rule.ToString(), finding.Count, string.Empty, content.FileNames.GetValueOrDefault(finding.Source, "?"), string.Empty, string.Empty, finding.Path, finding.Confidence.ToString(), finding.Masked, finding.Recommendation);
        }

        void Rows(string section, SortedDictionary<string, int> counts)
        {
            foreach (var (name, count) in counts)
            {
                Row(writer, section, name, count);
            }
        }
    }

    private static void Row(CsvWriter writer, string section, string name, long count, params ReadOnlySpan<string> others)
    {
        writer.WriteField(section);
        writer.WriteField(name);
        writer.WriteField(count.ToString(CultureInfo.InvariantCulture));
        for (var i = 0; i < 8; i++)
        {
            writer.WriteField(i < others.Length ? others[i] : string.Empty);
        }

        writer.EndRecord();
    }
}
