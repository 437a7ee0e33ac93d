using System.Globalization;
using System.Management.Automation;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Reports what became of each line of a list, up to the project.</para>
/// <para type="description">
/// One row for each study or line, in the order of imports and lines: Archived, InPrearchive, Planned, Queued, Waiting, Retrieving, Incomplete, NotFound (the archive knows no such study), NoImages (it knows the study and has
/// no images of it), Filtered, Blocked, Failed, Cancelled, or Removed (it was there, and has been deleted since or moved to another project). With it come the reason, how sure it is that everything arrived, numbers of
/// instances, attempts, the last error and the next try. With -Summary one row for each status and reason, with their number.
/// </para>
/// </summary>
/// <remarks>
/// Shows requests of projects whose prearchive you may see, and your own; nothing in it names a patient. A duplicate has the status and the numbers of what was there first. Filtered counts what filters left out before it was
/// transferred and at arrival. -GsttWording shows GSTT's four phrases instead of the status, also in files (objects have them as Wording in any case): 'Success' for Archived; 'Accession number is wrong or is
/// not attached to any images' for NotFound; 'No study instance UID attached to accession number, i.e. no images found' for NoImages; and 'Should have been successfully ingested' for all else: it is not in the project, and
/// nothing says that the archive has not got it. A number of less than five patients who may not be used is shown as &lt;5 to those who are no data managers. What to do about each status and reason is in about_DeidCohorts.
/// </remarks>
/// <example>
/// <summary>The report of the morning</summary>
/// <code>Get-DeidIngestionStatus -Project LUNG -Summary
/// Get-DeidIngestionStatus -Project LUNG | Where-Object Status -in NotFound, NoImages, Incomplete, Failed</code>
/// <para>How many lines have come how far, then those that somebody has to look at.</para>
/// </example>
/// <example>
/// <summary>A report in GSTT's words</summary>
/// <code>Get-DeidIngestionStatus -Project LUNG -GsttWording -Csv ./status.csv -Html ./status.html | Group-Object Wording -NoElement</code>
/// <para>How many lines each phrase has, and the files with all of them.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidIngestionStatus", DefaultParameterSetName = RowsSet)]
[OutputType(typeof(IngestionStatus), ParameterSetName = [RowsSet])]
[OutputType(typeof(IngestionCount), ParameterSetName = [SummarySet])]
public sealed class GetDeidIngestionStatusCommand : RequestReportCmdlet<object>
{
    private const string RowsSet = "Rows";
    private const string SummarySet = "Summary";

    /// <summary>Name of the view that shows the phrases.</summary>
    private const string GsttView = "DeidPS.Store.Requests.IngestionStatus#Gstt";

    /// <summary>Write GSTT's four phrases instead of the status; off by default.</summary>
    [Parameter(ParameterSetName = RowsSet)]
    public SwitchParameter GsttWording { get; set; }

    /// <summary>Count requests by status and reason instead of listing them; off by default.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SummarySet)]
    public SwitchParameter Summary { get; set; }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> Header => Summary
        ? ["Status", "Reason", "Requests"]
        : ["Line", "Part", "Subject", "Session", "Status", "Reason", "Evidence", "Expected", "Received", "Filtered", "Held", "Attempts", "LastError", "NextTry", "Entry", "Project", "Batch"];

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        Report(store => Summary ? new IngestionBook(store).Summary(Filter) : new IngestionBook(store).List(Filter).Select(Shown), Project);
        base.OnEnd();
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> Fields(object row) => row switch
    {
        IngestionCount count => [count.Status.ToString(), count.Reason.ToString(), count.RequestsText],
        PSObject shown => Fields((IngestionStatus)shown.BaseObject),
        _ => Fields((IngestionStatus)row),
    };

    private object Shown(IngestionStatus row)
    {
        if (!GsttWording)
        {
            return row;
        }

        var shown = new PSObject(row);
        shown.TypeNames.Insert(0, GsttView);
        return shown;
    }

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private IReadOnlyList<string?> Fields(IngestionStatus row) =>
    [
        Number(row.Line), Number(row.Part), row.Subject, row.Session, GsttWording ? row.Wording : row.Status.ToString(), row.Reason.ToString(), row.Evidence.ToString(), Number(row.Expected), Number(row.Received), Number(row.Filtered),
        Number(row.Held), Number(row.Attempts), row.LastError, row.NextTry?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), row.Entry, row.Project, row.Batch,
    ];
}
