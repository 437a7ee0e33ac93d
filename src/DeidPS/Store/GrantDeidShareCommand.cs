using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Shares archived sessions, read-only, into another project.</para>
/// <para type="description">
/// No file is copied: the other project's people see the session in Get-DeidSession, marked with the project that it belongs to, and read the same files. Nobody changes
/// or deletes it from there. A session that is shared already gets the new label and end.
/// </para>
/// </summary>
/// <remarks>
/// The files carry the labels, UIDs and dates of the project that they belong to. Who reads both projects can therefore tell which subjects of one are which of the other, as
/// far as sessions are shared: where that must not be, use Copy-DeidSession, which derives everything anew. Owners may share who are owner or member of the other project, and
/// administrators. Refused are sessions that are quarantined, and those whose project's policy changed after they were archived (PolicyStale). Recorded in the audit trail.
/// </remarks>
/// <example>
/// <summary>One session, for a year</summary>
/// <code>Grant-DeidShare LUNG Subj042_CT1 -To HEART -Until 2027-12-31</code>
/// <para>The share. On 31 December 2027 it has ended.</para>
/// </example>
/// <example>
/// <summary>All CT sessions of a project</summary>
/// <code>Get-DeidSession LUNG -Modality CT | Grant-DeidShare -To HEART</code>
/// <para>One share for each; an error about one that is quarantined stops no other.</para>
/// </example>
[Cmdlet(VerbsSecurity.Grant, "DeidShare", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeidShare))]
public sealed class GrantDeidShareCommand : SessionCmdlet
{
    /// <summary>The other project, by id or alias.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string To { get; set; } = string.Empty;

    /// <summary>The session's label in the other project; by default the one it has.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Label { get; set; }

    /// <summary>Local time at which the share ends by itself, a day alone at its beginning; by default it does not end.</summary>
    [Parameter]
    public DateTime Until { get; set; }

    /// <inheritdoc/>
    protected override void OnSession(string project, string session)
    {
        DateTimeOffset? until = MyInvocation.BoundParameters.ContainsKey(nameof(Until)) ? new DateTimeOffset(Until) : null;
        if (ShouldProcess($"'{session}' of '{project}' -> '{To}'", "Share, read-only"))
        {
            WriteOneFromStore((store, _) => new ShareBook(store).Share(project, session, To, Label, until), session);
        }
    }
}
