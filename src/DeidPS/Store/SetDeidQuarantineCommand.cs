using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Quarantines archived sessions, or releases them.</para>
/// <para type="description">A quarantined session stays in the archive and is not to be shared or exported until somebody releases it; projects it is shared into see it no more.</para>
/// </summary>
/// <remarks>Owners, data managers and administrators may. Recorded in the audit trail. Files are not moved: who can read the folder can still read them.</remarks>
/// <example>
/// <summary>A name was found in a picture</summary>
/// <code>Set-DeidQuarantine LUNG Subj042_US1 -Reason 'burnt-in text'</code>
/// <para>The session as it is now.</para>
/// </example>
/// <example>
/// <summary>Release after a look</summary>
/// <code>Get-DeidSession LUNG | Where-Object State -eq Quarantined | Set-DeidQuarantine -Release -Reason 'looked at, clean'</code>
/// <para>Each session as it is now.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "DeidQuarantine", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeidSession))]
public sealed class SetDeidQuarantineCommand : SessionCmdlet
{
    /// <summary>Release instead of quarantining; off by default.</summary>
    [Parameter]
    public SwitchParameter Release { get; set; }

    /// <summary>Why; recorded in the audit trail. No patient value.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void OnSession(string project, string session)
    {
        if (ShouldProcess($"'{session}' of '{project}'", Release ? "Release" : "Quarantine"))
        {
            WriteOneFromStore((store, _) => new SessionBook(store).SetQuarantine(project, session, !Release, Reason), session);
        }
    }
}
