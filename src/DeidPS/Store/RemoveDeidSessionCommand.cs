using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Deletes archived sessions with their files.</para>
/// <para type="description">First what was shared ends, with a note in the other project; then the files go, with originals that were held back of them, then the records. A deletion that is interrupted is carried to its end when the store is opened again.</para>
/// </summary>
/// <remarks>Asks before each session; in a script add -Confirm:$false. Owners and administrators may. A locked session is refused, and a shared one without -Everywhere. Nothing is kept, so there is no way back.</remarks>
/// <example>
/// <summary>Delete one session</summary>
/// <code>Remove-DeidSession LUNG Subj042_CT1 -Reason 'consent withdrawn'</code>
/// <para>What was deleted, after the question.</para>
/// </example>
/// <example>
/// <summary>All sessions of a subject, also where they are shared</summary>
/// <code>Get-DeidSession LUNG -Subject Subj042 | Remove-DeidSession -Everywhere -Reason 'consent withdrawn' -Confirm:$false</code>
/// <para>What was deleted, one object for each session.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "DeidSession", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(DeidSessionRemoval))]
public sealed class RemoveDeidSessionCommand : SessionCmdlet
{
    /// <summary>Delete it although it is shared into other projects; off by default.</summary>
    [Parameter]
    public SwitchParameter Everywhere { get; set; }

    /// <summary>Why; recorded in the audit trail. No patient value.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void OnSession(string project, string session)
    {
        if (ShouldProcess($"'{session}' of '{project}'", "Delete the session and its files"))
        {
            WriteOneFromStore(
                (store, _) =>
                {
                    var count = new SessionBook(store).Remove(project, session, Everywhere, Reason);
                    return new DeidSessionRemoval { Project = project, Session = session, Instances = count.Instances, Bytes = count.Bytes, Held = count.Held };
                },
                session);
        }
    }
}
