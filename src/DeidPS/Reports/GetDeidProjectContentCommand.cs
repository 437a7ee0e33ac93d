using System.Globalization;
using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Reports what projects contain: subjects, sessions, numbers, dates and policies.</para>
/// <para type="description">One row for each session, those shared into the project included. -Csv also writes the rows into a file for a spreadsheet.</para>
/// </summary>
/// <remarks>Who may read the project gets the report. Dates are those the policies left. From the catalogue: no image is opened.</remarks>
/// <example>
/// <summary>The contents of a project, for a spreadsheet</summary>
/// <code>Get-DeidProjectContent LUNG -Csv ./lung.csv</code>
/// <para>One object for each session, and the same in the file.</para>
/// </example>
/// <example>
/// <summary>How many subjects each project has</summary>
/// <code>Get-DeidProject | Get-DeidProjectContent | Group-Object Project | Select-Object Name, @{ n = 'Subjects'; e = { @($_.Group.Subject | Sort-Object -Unique).Count } }</code>
/// <para>Projects with their number of subjects.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidProjectContent")]
[OutputType(typeof(ProjectContent))]
public sealed class GetDeidProjectContentCommand : ReportCmdlet<ProjectContent>
{
    /// <summary>Projects by id or alias.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string[] Project { get; set; } = [];

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> Header { get; } = ["Project", "Subject", "Session", "Modalities", "Series", "Instances", "Bytes", "StudyDate", "Archived", "Policies", "SharedFrom"];

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var project in Project)
        {
            Report(store => new SessionBook(store).List(project).Select(ProjectContent.Of), project);
        }
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> Fields(ProjectContent row) =>
    [
        row.Project, row.Subject, row.Session, string.Join(' ', row.Modalities), Text(row.Series), Text(row.Instances), Text(row.Bytes), row.StudyDate, row.Archived.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        string.Join(' ', row.Policies), row.SharedFrom,
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
