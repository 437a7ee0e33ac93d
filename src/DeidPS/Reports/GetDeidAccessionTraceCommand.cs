using System.Globalization;
using System.Management.Automation;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Traces requests: which study of the archive became which subject and session, for data managers.</para>
/// <para type="description">
/// One row for each study that a line of a list found, in the order of imports and lines, with Patient ID, accession number, date, study ID, UID and description as the archive gave them, labels, and how
/// far it has come. A line that found nothing has a row with what was asked for. Every call is recorded in the audit trail with its reason before anything is put out; administrators need -BreakGlass.
/// </para>
/// </summary>
/// <remarks>
/// What studies are called is kept sealed, and the site's key is needed. Identifiers stay empty where they were erased: patients who may not be used, requests that were taken back, sessions that were deleted,
/// and what is complete in projects with -NoLut. Of a line that finds several studies and is Blocked for it, there is one row; plan it with -OnMultiple Suffix to have a row for each. Do not write the output where research data go.
/// </remarks>
/// <example>
/// <summary>The trace of a project, for a spreadsheet</summary>
/// <code>Get-DeidAccessionTrace -Project LUNG -Reason 'trace for the study file, protocol 12' -Csv ./trace.csv</code>
/// <para>One object for each study, and the same in the file.</para>
/// </example>
/// <example>
/// <summary>Which lines are not in the project yet?</summary>
/// <code>Get-DeidAccessionTrace -Project LUNG -Reason 'open lines of the list' | Where-Object Status -ne Archived | Format-Table Line, AccessionNumber, Status, Reason</code>
/// <para>Lines with their accession numbers.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidAccessionTrace")]
[OutputType(typeof(AccessionTrace))]
public sealed class GetDeidAccessionTraceCommand : KeyedRequestReportCmdlet<AccessionTrace>
{
    /// <inheritdoc/>
    private protected override IReadOnlyList<string> Header { get; } =
        ["Line", "Part", "Patient ID", "Accession Number", "Study Date", "Study ID", "Study Instance UID", "Study Description", "Subject", "Session", "Status", "Reason", "Project"];

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        Report(store => new IngestionBook(store).Trace(Filter, DemandKey(store), Reason ?? string.Empty, BreakGlass), Project);
        base.OnEnd();
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> Fields(AccessionTrace row) =>
    [
        row.Line.ToString(CultureInfo.InvariantCulture), row.Part.ToString(CultureInfo.InvariantCulture), row.PatientID, row.AccessionNumber, row.StudyDate, row.StudyID, row.StudyInstanceUID, row.StudyDescription, row.Subject, row.Session,
        row.Status.ToString(), row.Reason.ToString(), row.Project,
    ];
}
