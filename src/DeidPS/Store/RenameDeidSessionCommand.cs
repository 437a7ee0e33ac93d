using System.Management.Automation;
using DeidPS.Store;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Gives archived sessions another subject label, another session label, or both.</para>
/// <para type="description">
/// The labels change in the attributes that hold them (Patient's Name, Patient ID, Accession Number, Study ID), in the name of the folder, in the manifest and the catalogue. UIDs,
/// dates and everything else stay. The session is made anew beside the old one, which goes last: a power cut leaves it under its old labels or its new ones.
/// </para>
/// </summary>
/// <remarks>
/// Owners, members and administrators may. Conflicts are those of Move-ToProject: a label that another study has (C03), a subject that is another patient (C05), a patient who has
/// another subject label (C06). To give a subject with several sessions another label, rename all of them with -Force and -Reason. A locked session is refused. Labels in projects
/// that the session is shared into stay. What was exported before keeps the old labels. Recorded in the audit trail.
/// </remarks>
/// <example>
/// <summary>A typing error in a label</summary>
/// <code>Rename-DeidSession LUNG Subj42_CT2 -Subject Subj042 -NewSession Subj042_CT2</code>
/// <para>The session as it is now.</para>
/// </example>
/// <example>
/// <summary>Another label for a subject with several sessions</summary>
/// <code>Get-DeidSession LUNG -Subject Subj42 | Rename-DeidSession -Subject Subj042 -Force -Reason 'label corrected'</code>
/// <para>Each session as it is now; their session labels stay.</para>
/// </example>
[Cmdlet(VerbsCommon.Rename, "DeidSession", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeidSession))]
public sealed class RenameDeidSessionCommand : KeyedSessionCmdlet
{
    /// <summary>New subject label; by default it keeps the one it has.</summary>
    [Parameter]
    [Alias("NewSubject")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SubjectCompleter))]
    public string? Subject { get; set; }

    /// <summary>New session label; by default it keeps the one it has.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewSession { get; set; }

    /// <summary>Rename although the patient has another subject label in the project (C06); needs -Reason. Off by default.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Why; recorded in the audit trail. None by default; no patient value.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Reason { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Renaming";

    /// <inheritdoc/>
    protected override void OnSession(string project, string session)
    {
        if (ShouldProcess($"'{session}' of '{project}' -> subject '{Subject ?? "as it is"}', session '{NewSession ?? session}'", "Rename"))
        {
            var request = new RenameRequest { Project = project, Session = session, Subject = Subject, NewSession = NewSession, Force = Force, Reason = Reason };
            WithStore((store, sink, stop) => RenameAsync(store, request, sink, stop), session);
        }
    }

    private async Task RenameAsync(DeidStore store, RenameRequest request, PipelineSink sink, CancellationToken stop)
    {
        var key = FindKey(store) ?? throw StoreKey.Missing();
        await sink.WriteAsync(new SessionRenamer(store, key) { OnProgress = (done, total) => sink.Progress(done, total) }.Rename(request, stop)).ConfigureAwait(false);
    }
}
