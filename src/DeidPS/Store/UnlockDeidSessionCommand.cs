using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Unlocks archived sessions.</para>
/// <para type="description">The session can be appended to, replaced and deleted again by those whose role allows it.</para>
/// </summary>
/// <remarks>Owners, members and administrators may. Recorded in the audit trail. A session that is shared into a project is changed from its own project only.</remarks>
/// <example>
/// <summary>One session</summary>
/// <code>Unlock-DeidSession LUNG Subj042_CT1</code>
/// <para>The session as it is now.</para>
/// </example>
/// <example>
/// <summary>Let a session be appended to</summary>
/// <code>Get-DeidSession LUNG | Where-Object IsLocked | Unlock-DeidSession</code>
/// <para>Each session as it is now.</para>
/// </example>
[Cmdlet(VerbsCommon.Unlock, "DeidSession", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeidSession))]
public sealed class UnlockDeidSessionCommand : SessionCmdlet
{
    /// <inheritdoc/>
    protected override void OnSession(string project, string session)
    {
        if (ShouldProcess($"'{session}' of '{project}'", "Unlock"))
        {
            WriteOneFromStore((store, _) => new SessionBook(store).SetLock(project, session, isLocked: false), session);
        }
    }
}
