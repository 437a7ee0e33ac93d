using System.Globalization;
using System.Management.Automation;
using DeidPS.Store;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Lists requests: plans, what waits, what was fetched, and why something was not.</para>
/// <para type="description">
/// One object for each study or row, in the order of imports and lines. Pipe them to Start-DeidQueue, Restart-DeidRequest or Remove-DeidRequest; with -Csv they also become a file for a spreadsheet, whose rows can be piped in again.
/// Studies and patients are named by keyed pseudonyms, unless a data manager asks for identifiers with a reason.
/// </para>
/// </summary>
/// <remarks>Shows requests of projects whose prearchive you may see, and your own. Get-DeidQueue tells how far the queue is as a whole; Get-DeidIngestionStatus what became of each row, up to the project. about_DeidCohorts tells what each state and reason means and what to do.</remarks>
/// <example>
/// <summary>What did not come, and why</summary>
/// <code>Get-DeidRequest -Project LUNG -State Failed, Blocked | Format-Table Line, Session, Reason, Message</code>
/// <para>One line for each.</para>
/// </example>
/// <example>
/// <summary>A plan as JSON</summary>
/// <code>Get-DeidRequest -Project LUNG -State Planned | ConvertTo-Json | Set-Content ./plan.json</code>
/// <para>Nothing in it names a patient.</para>
/// </example>
/// <example>
/// <summary>Which series a filter left out</summary>
/// <code>Get-DeidRequest -Project LUNG -IncludeSeries | ForEach-Object { $line = $_.Line; $_.Series | Where-Object ExcludedBy | Select-Object @{ n = 'Line'; e = { $line } }, Position, Modality, Excluded, ExcludedBy }</code>
/// <para>One line for each series, with the filter and its rule.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidRequest")]
[OutputType(typeof(DeidRequest))]
public sealed class GetDeidRequestCommand : KeyedRequestReportCmdlet<DeidRequest>
{
    /// <summary>Ids of requests; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RequestCompleter))]
    public string[]? Id { get; set; }

    /// <summary>States such as Planned, Blocked or Failed; all by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public RequestState[]? State { get; set; }

    /// <summary>Session label; all by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RequestSessionCompleter))]
    public string? Session { get; set; }

    /// <summary>Also give Patient ID, accession number, date, UID and description of the source; data managers only, needs -Reason. Off by default.</summary>
    [Parameter]
    public SwitchParameter IncludeIdentifiers { get; set; }

    /// <summary>Also give Series: for each series how many instances were expected, came and were left out, and which filter left it out. Off by default; takes a query for each request.</summary>
    [Parameter]
    public SwitchParameter IncludeSeries { get; set; }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> Header { get; } =
        ["Line", "Part", "Subject", "Session", "State", "Reason", "Conflicts", "Modalities", "Expected", "Received", "Excluded", "Held", "Filtered", "Evidence", "Attempts", "Status", "Message", "Entry", "Project", "Node", "Batch", "Id", "StudyKey", "PatientKey", "PatientID", "AccessionNumber", "StudyDate", "StudyInstanceUID", "StudyDescription"];

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var id in Id ?? [])
        {
            // A filter may leave a request out; an id that is none is an error.
            WithStore(
                (store, _, _) =>
                {
                    _ = new RequestBook(store).Get(id);
                    return Task.CompletedTask;
                },
                id);
        }

        var filter = Filter with { Ids = Id, States = State, Session = Session };
        Report(
            store =>
            {
                var book = new RequestBook(store);
                var requests = IncludeIdentifiers ? book.ListOriginals(filter, DemandKey(store), Reason ?? string.Empty, BreakGlass) : book.List(filter);
                return IncludeSeries ? requests.Select(book.WithSeries) : requests;
            },
            Project);
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> Fields(DeidRequest row) =>
    [
        Number(row.Line), Number(row.Part), row.Subject, row.Session, row.State.ToString(), row.Reason.ToString(), string.Join(' ', row.Conflicts), string.Join(' ', row.Modalities), Number(row.Expected), Number(row.Received), Number(row.Excluded), Number(row.Held),
        Number(row.Filtered), row.Evidence.ToString(), Number(row.Attempts), row.Status, row.Message, row.Entry, row.Project, row.Node, row.Batch, row.Id, row.StudyKey, row.PatientKey, row.PatientID, row.AccessionNumber, row.StudyDate, row.StudyInstanceUID, row.StudyDescription,
    ];

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
