using System.Globalization;
using CsvHelper;
using DeidPS.Deid.Csv;

namespace DeidPS.Deid.Proof.Report;

/// <summary>Totals of the report that <c>Invoke-Anonymise -Report</c> wrote. Paths of originals are not taken over.</summary>
internal sealed class RunTotals
{
    private static readonly string[] s_actions = ["Removed", "Replaced", "Emptied", "Added", "Warnings"];

    public SortedDictionary<string, int> Statuses { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, int> Reasons { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, long> Actions { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, int> Policies { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the report.</summary>
    /// <exception cref="ReportException">CsvInvalid: it is not a report of a run; the message names no value.</exception>
    public static RunTotals Read(string path)
    {
        var totals = new RunTotals();
        try
        {
            using var rows = File.OpenRead(path);
            using var reader = CsvFiles.Read(rows);
            while (reader.Read())
            {
                Count(totals.Statuses, Field(reader, "Status"));
                Count(totals.Reasons, Field(reader, "Reason"));
                foreach (var policy in Field(reader, "Policies").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    Count(totals.Policies, policy);
                }

                foreach (var action in s_actions)
                {
                    totals.Actions[action] = totals.Actions.GetValueOrDefault(action) + long.Parse(Field(reader, action), NumberStyles.None, CultureInfo.InvariantCulture);
                }
            }
        }
        catch (Exception error) when (error is FormatException or OverflowException or CsvFormatException or CsvValidationException)
        {
            throw ReportException.NoRunReport();
        }

        return totals;
    }

    internal static void Count(SortedDictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static string Field(CsvReader reader, string name) => reader.TryGetFieldIndex(name, out var index) ? reader.GetString(index) ?? string.Empty : throw ReportException.NoRunReport();
}
