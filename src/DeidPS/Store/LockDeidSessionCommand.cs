using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Locks archived sessions against every change.</para>
/// <para type="description">A locked session can be read and exported, and not be appended to, replaced or deleted until it is unlocked.</para>
/// </summary>
/// <remarks>Owners, members and administrators may. Recorded in the audit trail. A session that is shared into a project is changed from its own project only.</remarks>
/// <example>
/// <summary>One session</summary>
/// <code>Lock-DeidSession LUNG Subj042_CT1</code>
/// <para>The session as it is now.</para>
/// </example>
/// <example>
/// <summary>Freeze what a paper was made from</summary>
/// <code>Get-DeidSession LUNG -Session S1_1 | Lock-DeidSession</code>
/// <para>Each session as it is now.</para>
/// </example>
[Cmdlet(VerbsCommon.Lock, "DeidSession", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeidSession))]
public sealed class LockDeidSessionCommand : SessionCmdlet
{
    /// <inheritdoc/>
    protected override void OnSession(string project, string session)
    {
        if (ShouldProcess($"'{session}' of '{project}'", "Lock"))
        {
            WriteOneFromStore((store, _) => new SessionBook(store).SetLock(project, session, isLocked: true), session);
        }
    }
}
