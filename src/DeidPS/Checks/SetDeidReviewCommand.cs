using System.Management.Automation;
using DeidPS.Store;
using DeidPS.Store.Checks;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Records what a person saw in sessions, or in entries that wait: Passed, Failed or NeedsCleaning.</para>
/// <para type="description">
/// What Failed is not archived, exported, shared or copied until it is checked again; what NeedsCleaning is archived, and does not leave. Passed overrules what Test-DeidSample found, until it finds more; Failed and NeedsCleaning stand until a person lifts them or the session is replaced.
/// </para>
/// </summary>
/// <remarks>Owners, data managers and administrators may. Recorded in the audit trail with the reason. When instances are added to what Passed, it is Unchecked again.</remarks>
/// <example>
/// <summary>A name in a picture</summary>
/// <code>Set-DeidReview LUNG Subj042_US1 -State Failed -Reason 'text in the upper left corner'</code>
/// <para>The session with its check.</para>
/// </example>
/// <example>
/// <summary>Looked at the contact sheet, nothing there</summary>
/// <code>Get-DeidReview LUNG -State Unchecked | Set-DeidReview -State Passed -Reason 'contact sheet of 2 March looked at'</code>
/// <para>Each entry or session with its check.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "DeidReview", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeidReview))]
public sealed class SetDeidReviewCommand : StoreCmdlet
{
    /// <summary>Project by id or alias; the one the session belongs to or the entry waits for.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string Project { get; set; } = string.Empty;

    /// <summary>Label of a session in that project; not looked at when -Entry is given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionCompleter))]
    public string? Session { get; set; }

    /// <summary>Id of an entry that waits for that project, as Get-DeidPrearchive shows it; by default a session is meant.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EntryCompleter))]
    public string? Entry { get; set; }

    /// <summary>What was seen: Passed, Failed or NeedsCleaning.</summary>
    [Parameter(Mandatory = true)]
    [ValidateSet("Passed", "Failed", "NeedsCleaning")]
    public CheckState State { get; set; }

    /// <summary>Why; recorded in the audit trail. No patient value.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var entry = string.IsNullOrEmpty(Entry) ? null : Entry;
        var (project, session) = (Project, Session);
        if (entry is null && session is null)
        {
            throw new StoreException(StoreException.StoreValueInvalid, "Neither a session nor an entry is named.", "Give -Session or -Entry.");
        }

        if (ShouldProcess($"'{entry ?? session}' of '{project}'", $"Record {State}"))
        {
            WriteOneFromStore((store, _) => new ReviewBook(store).Set(project, session, entry, State, Reason), entry ?? session);
        }
    }
}
