using System.Management.Automation;
using DeidPS.Store.Lookup;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Leads from labels of a store back to what studies were called at their source, for data managers.</para>
/// <para type="description">
/// Reads the store's look-up table: patient ID with its issuer, accession number and Study Instance UID as they arrived. Every call is recorded in the audit trail with its
/// reason before anything is put out. Administrators need -BreakGlass.
/// </para>
/// </summary>
/// <remarks>
/// The table is encrypted, and the site's key is needed. Nothing is in it of projects with -NoLut. When a study is deleted the key of its row is destroyed, and the row with it;
/// backups from before still hold both. Do not write the output where research data go.
/// </remarks>
/// <example>
/// <summary>Whom to call after an incidental finding</summary>
/// <code>Get-DeidOriginal -Project LUNG -Session Subj042_CT1 -Reason 'incidental finding, letter of 2 March'</code>
/// <para>The study with its identifiers at the source.</para>
/// </example>
/// <example>
/// <summary>Which sessions are this accession number?</summary>
/// <code>Get-DeidOriginal -AccessionNumber RJ1234567 -Reason 'request of the requesting clinic' | Select-Object Project, Subject, Session</code>
/// <para>One row for each session or entry.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidOriginal")]
[OutputType(typeof(DeidOriginal))]
public sealed class GetDeidOriginalCommand : KeyedStoreCmdlet
{
    /// <summary>An entry of the prearchive; any by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Entry")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EntryCompleter))]
    public string? Id { get; set; }

    /// <summary>Project by id or alias; any by default.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? Project { get; set; }

    /// <summary>Subject label; any by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SubjectCompleter))]
    public string? Subject { get; set; }

    /// <summary>Session label; any by default.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionCompleter))]
    public string? Session { get; set; }

    /// <summary>Patient ID at the source, compared without case; any by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PatientID { get; set; }

    /// <summary>Accession number at the source, compared without case; any by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AccessionNumber { get; set; }

    /// <summary>Study Instance UID at the source; any by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StudyInstanceUID { get; set; }

    /// <summary>Why; recorded in the audit trail. No patient value.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = string.Empty;

    /// <summary>Look although you are an administrator and no data manager; recorded as such. Off by default.</summary>
    [Parameter]
    public SwitchParameter BreakGlass { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var request = new LookupRequest
        {
            Entry = Id, Project = Project, Subject = Subject, Session = Session, PatientId = PatientID, AccessionNumber = AccessionNumber, StudyInstanceUid = StudyInstanceUID, Reason = Reason, IsBreakGlass = BreakGlass,
        };
        WriteFromStore(store => new LookupBook(store, FindKey(store) ?? throw StoreKey.Missing()).Find(request));
    }
}
