using System.Management.Automation;
using DeidPS.Store;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Deletes subjects of a project with all their sessions; a certificate comes back.</para>
/// <para type="description">
/// Session by session: what is shared ends, with a note in the other project; then the files go, with originals that were held back of them, then the records. A deletion that
/// is interrupted is completed by the same command, and its certificate counts everything.
/// </para>
/// </summary>
/// <remarks>
/// Asks for the label to be typed once more; in a script, and where the host cannot ask, add -Force or -Confirm:$false. Owners and administrators may. A locked session stops it,
/// and a shared one without -Everywhere, before anything is deleted. Entries of the prearchive are not the project's yet: a warning counts those under the label. Nothing is
/// kept, so there is no way back.
/// </remarks>
/// <example>
/// <summary>A subject withdrew consent</summary>
/// <code>Remove-DeidSubject LUNG Subj042 -Reason 'consent withdrawn'</code>
/// <para>The certificate, after the label was typed.</para>
/// </example>
/// <example>
/// <summary>Several, from a file, without questions</summary>
/// <code>Import-Csv withdrawn.csv | Remove-DeidSubject LUNG -Everywhere -Reason 'consent withdrawn' -Force | Export-Csv certificates.csv</code>
/// <para>A certificate for each row's Subject; it holds counts and a hash, no label.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "DeidSubject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeletionCertificate))]
public sealed class RemoveDeidSubjectCommand : ErasureCmdlet
{
    private readonly HashSet<(string Project, string Subject)> _done = [];

    /// <summary>Project by id or alias.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string Project { get; set; } = string.Empty;

    /// <summary>Labels of subjects in that project.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SubjectCompleter))]
    public string[] Subject { get; set; } = [];

    /// <summary>The project that a session from the pipeline belongs to when it is only shared into this one: its subject is none of this project, and refused. None by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? SharedFrom { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var subject in Subject)
        {
            StopToken.ThrowIfCancellationRequested();
            if (!string.IsNullOrEmpty(SharedFrom))
            {
                ReportError(new StoreException(StoreException.StateConflict, $"The session is only shared into project '{Project}': its subject belongs to project '{SharedFrom}'.", "Delete the subject there, or end the share with Revoke-DeidShare."), subject);
            }
            else if (_done.Add((Project.ToUpperInvariant(), subject.ToUpperInvariant())) && IsWanted(subject, $"'{subject}' of '{Project}'", "Delete the subject with all sessions"))
            {
                var project = Project;
                WithStore((store, sink, stop) => RemoveAsync(store, project, subject, sink, stop), subject);
            }
        }
    }

    private async Task RemoveAsync(DeidStore store, string project, string subject, PipelineSink sink, CancellationToken stop)
    {
        var certificate = new DeletionBook(store) { OnProgress = (done, all) => sink.Progress(done, all) }.RemoveSubject(project, subject, Everywhere, Reason, stop);
        await sink.WriteAsync(certificate).ConfigureAwait(false);
        var waiting = new PrearchiveBook(store).List(new PrearchiveFilter { Project = certificate.Project, Subject = subject }).Count();
        if (waiting > 0)
        {
            await sink.WarningAsync(FormattableString.Invariant($"{waiting} entry(s) wait for project '{certificate.Project}' under that subject label still: Get-DeidPrearchive -Project -Subject lists them, Remove-DeidPrearchive deletes them.")).ConfigureAwait(false);
        }
    }
}
