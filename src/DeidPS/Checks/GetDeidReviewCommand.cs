using System.Globalization;
using System.Management.Automation;
using DeidPS.Store.Checks;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Lists where the data check of projects stands: entries that wait, and archived sessions.</para>
/// <para type="description">
/// One row for each: what the last check said, by whom, when and why, its findings by severity, flags that are open and flags that somebody accepted, and the places that the
/// project's pilot has left for its modalities and manufacturers. -Csv also writes the rows into a file for a spreadsheet.
/// </para>
/// </summary>
/// <remarks>Owners, members, data managers and administrators see it. From the catalogue: no image is opened. Sessions that are only shared into the project are checked where they belong.</remarks>
/// <example>
/// <summary>What is still to be looked at?</summary>
/// <code>Get-DeidReview LUNG -State Failed, NeedsCleaning</code>
/// <para>One object for each entry or session.</para>
/// </example>
/// <example>
/// <summary>The places of a pilot</summary>
/// <code>Get-DeidReview LUNG -Csv ./review.csv | Where-Object PlacesLeft -eq 0 | Select-Object Session, Pilot</code>
/// <para>What has to wait for Approve-DeidProject.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidReview")]
[OutputType(typeof(DeidReview))]
public sealed class GetDeidReviewCommand : ReportCmdlet<DeidReview>
{
    /// <summary>Projects by id or alias.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string[] Project { get; set; } = [];

    /// <summary>What the last check said; any by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public CheckState[]? State { get; set; }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> Header { get; } =
        ["Project", "Entry", "Subject", "Session", "Modalities", "State", "High", "Medium", "Low", "OpenFlags", "AcceptedFlags", "Checked", "CheckedBy", "Reason", "Pilot"];

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var project in Project)
        {
            Report(store => new ReviewBook(store).List(project, State), project);
        }
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> Fields(DeidReview row) =>
    [
        row.Project, row.Entry, row.Subject, row.Session, string.Join(' ', row.Modalities), row.State.ToString(), Text(row.High), Text(row.Medium), Text(row.Low), row.OpenFlags.ToString(), row.AcceptedFlags.ToString(),
        row.Checked?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), row.CheckedBy, row.Reason, string.Join("; ", row.Pilot),
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
