using System.Globalization;
using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Reports the series descriptions of projects, with how often each occurs.</para>
/// <para type="description">One row for each modality and description of a project's own sessions. -Csv also writes the rows into a file for a spreadsheet.</para>
/// </summary>
/// <remarks>Who may read the project gets the report. Descriptions are those the policies left. From the catalogue: no image is opened.</remarks>
/// <example>
/// <summary>Which series are there?</summary>
/// <code>Get-DeidSeriesSummary LUNG | Sort-Object Series -Descending</code>
/// <para>Descriptions, the most frequent first.</para>
/// </example>
/// <example>
/// <summary>Sessions that lack a series</summary>
/// <code>Get-DeidSeriesSummary LUNG -Csv ./series.csv | Where-Object Sessions -lt @(Get-DeidSession LUNG).Count</code>
/// <para>Descriptions that not every session has.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidSeriesSummary")]
[OutputType(typeof(SeriesSummary))]
public sealed class GetDeidSeriesSummaryCommand : ReportCmdlet<SeriesSummary>
{
    /// <summary>Projects by id or alias.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string[] Project { get; set; } = [];

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> Header { get; } = ["Project", "Modality", "Description", "Sessions", "Series", "Instances", "Bytes"];

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var project in Project)
        {
            Report(store => new ReportBook(store).Series(project), project);
        }
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> Fields(SeriesSummary row) =>
        [row.Project, row.Modality, row.Description, .. ((ReadOnlySpan<long>)[row.Sessions, row.Series, row.Instances, row.Bytes]).ToArray().Select(n => n.ToString(CultureInfo.InvariantCulture))];
}
