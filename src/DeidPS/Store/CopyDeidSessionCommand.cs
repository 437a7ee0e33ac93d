using System.Management.Automation;
using DeidPS.Store;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Copies archived sessions into another project, under that project's policy and key.</para>
/// <para type="description">
/// The alternative to Grant-DeidShare where subjects of the two projects must not be joined: the other project's policy runs over a copy of every instance, what comes out is
/// searched for identifiers, and the copy becomes a session there in one step. Labels, UIDs and dates are others than here. The session itself is only read.
/// </para>
/// </summary>
/// <remarks>
/// The other policy meets what this project's left, not what arrived. What this project's policy removed stays removed; UIDs are derived from derived ones, and dates move once
/// more, by the other project's secret number of days for the subject. That is sound de-identification, and not the same as a move of the study into the other project: a copy and
/// such a move have other UIDs and dates. Joining copy and session takes both projects' keys; but who holds both can compare the pictures themselves. A policy that leaves UIDs as
/// they are is refused. You need to read this project and to be owner or member of the other. A quarantined session is refused; what a person accepted when it was archived is accepted here; one that is there already is reported as Duplicate.
/// Ctrl+C stops between two instances and leaves nothing.
/// </remarks>
/// <example>
/// <summary>One session</summary>
/// <code>Copy-DeidSession LUNG Subj042_CT1 -To HEART</code>
/// <para>What it is called in HEART: the patient's subject there, or the next free subj002, and subj002_001.</para>
/// </example>
/// <example>
/// <summary>All MR sessions of a subject, looked at first</summary>
/// <code>Get-DeidSession LUNG -Subject Subj042 -Modality MR | Copy-DeidSession -To HEART -NewSubject H17 -WhatIf
/// Get-DeidSession LUNG -Subject Subj042 -Modality MR | Copy-DeidSession -To HEART -NewSubject H17</code>
/// <para>What would become of each, with status Preview; then what became of it.</para>
/// </example>
[Cmdlet(VerbsCommon.Copy, "DeidSession", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CopyResult))]
public sealed class CopyDeidSessionCommand : KeyedSessionCmdlet
{
    private StorePolicies? _policies;

    /// <summary>The other project, by id or alias.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string To { get; set; } = string.Empty;

    /// <summary>Subject label in the other project; by default that of the same patient there, else the next subjNNN that is free. The label of this project would join the two.</summary>
    [Parameter]
    [Alias("NewSubject")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TargetSubjectCompleter))]
    public string? Subject { get; set; }

    /// <summary>Session label in the other project; by default the subject's with the next number that is free, such as subj002_001.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewSession { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Copying into the project";

    /// <inheritdoc/>
    protected override void OnSession(string project, string session)
    {
        var request = new CopyRequest { Project = project, Session = session, To = To, Subject = Subject, NewSession = NewSession };
        var isTrial = !ShouldProcess($"'{session}' of '{project}' -> '{To}'", "Copy under the project's policy", out var why);
        if (!isTrial || why == ShouldProcessReason.WhatIf)
        {
            WithStore((store, sink, stop) => CopyAsync(store, request, isTrial, sink, stop), session);
        }
    }

    private async Task CopyAsync(DeidStore store, CopyRequest request, bool isTrial, PipelineSink sink, CancellationToken stop)
    {
        _policies ??= Policies(store);
        var copier = new SessionCopier(store, _policies) { OnProgress = (done, total) => sink.Progress(done, total) };
        await sink.WriteAsync(isTrial ? copier.Preview(request, stop) : copier.Copy(request, stop)).ConfigureAwait(false);
    }
}
