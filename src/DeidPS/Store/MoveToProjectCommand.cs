using System.Management.Automation;
using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Store;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Moves studies from the prearchive into a project, under the project's policy.</para>
/// <para type="description">
/// The second level of de-identification: the project's policy runs over a copy of every instance, what comes out is searched for identifiers, and the copy becomes
/// a session of the project in one step. Then the entry leaves the prearchive. A study is in one of the two at any moment, also after a power cut.
/// </para>
/// </summary>
/// <remarks>
/// One error about one study does not stop the others. A study that is archived already, whole, is reported as Duplicate and left alone. What does not fit is refused with
/// the codes of its conflicts: another study under the label (C03), the label of another subject (C04), another patient (C05). Ctrl+C stops between two instances; the
/// study then is where it was.
/// </remarks>
/// <example>
/// <summary>Everything that is ready</summary>
/// <code>Get-DeidPrearchive -State Ready | Move-ToProject -Project LUNG</code>
/// <para>One result for each study.</para>
/// </example>
/// <example>
/// <summary>One study with its labels, looked at first</summary>
/// <code>Move-ToProject 20260302T081503.120Z-4f1a -Project LUNG -Subject Subj070 -Session Subj070_MR1 -Preview
/// Move-ToProject 20260302T081503.120Z-4f1a -Project LUNG -Subject Subj070 -Session Subj070_MR1</code>
/// <para>What would become of it, with every conflict; then what became of it.</para>
/// </example>
/// <example>
/// <summary>A small cohort in one line, from a spreadsheet into the project</summary>
/// <code>Import-Csv cohort.csv | Invoke-DicomQuery -Node sectra | Receive-DicomStudy | Invoke-Anonymise -Destination ./copies -Policy site-wide -KeyPath ./site.key | Move-ToProject -Project LUNG -KeyPath ./site.key</code>
/// <para>One result for each study, under the columns Subject and Session. For more than a few dozen studies plan and queue them: Import-DeidRequest.</para>
/// </example>
/// <example>
/// <summary>Many studies, in the background</summary>
/// <code>$job = Get-DeidPrearchive -State Ready | Move-ToProject -Project LUNG -AsJob
/// $job | Wait-Job | Receive-Job</code>
/// <para>The job at once; when it has ended, one result for each study.</para>
/// </example>
[Cmdlet(VerbsCommon.Move, "ToProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = InvokeAnonymiseCommand.InputObjectSet)]
[OutputType(typeof(ArchiveResult), typeof(Job))]
public sealed class MoveToProjectCommand : ArchivingCmdlet
{
    private readonly List<(string Id, ArchiveRequest Request, bool IsTrial)> _forJob = [];
    private readonly List<AnonymiseResult> _copies = [];
    private StorePolicies? _policies;

    /// <summary>What Invoke-Anonymise wrote with a site's policy and key: the copies are taken into the store, under the labels of the request that fetched them, not under -Subject and -Session, and moved on when all have come. They are taken for good: there is no -Preview of them, and no -AsJob.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InvokeAnonymiseCommand.InputObjectSet)]
    [ValidateNotNull]
    public AnonymiseResult? InputObject { get; set; }

    /// <summary>When another study has the session label, take the next free one, such as S1_CT-2; off by default.</summary>
    [Parameter]
    public SwitchParameter NewLabel { get; set; }

    /// <summary>Add new instances to a session of the same study that is there; off by default.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Replace a session of the same study that is there; owners only. Off by default.</summary>
    [Parameter]
    public SwitchParameter Overwrite { get; set; }

    /// <summary>Archive although the patient or the study is in the project under another label (C06, C07); needs -Reason. Off by default.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Archive although instances are known to be missing; needs -Reason. Off by default.</summary>
    [Parameter]
    public SwitchParameter AcceptIncomplete { get; set; }

    /// <summary>Why a rule is overridden; recorded in the audit trail. No patient value.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Reason { get; set; }

    /// <summary>Run the policy and say what would be done, with every conflict, and change nothing; off by default.</summary>
    [Parameter]
    public SwitchParameter Preview { get; set; }

    /// <summary>Work in the background and put out the job at once, for Receive-Job; questions are asked before. Off by default. A job ends with its session; what it had not ended is then as it was.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Moving to the project";

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        base.OnBegin();
        if ((Force || AcceptIncomplete) && Reason is null)
        {
            throw new StoreException(StoreException.StoreValueInvalid, "Overriding a rule needs a reason.", "Give -Reason.");
        }
    }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        if (InputObject is not null)
        {
            if (Preview || AsJob)
            {
                throw new StoreException(StoreException.StoreValueInvalid, "Copies are taken for good, and in front: there is no preview of them and no job.", "Leave out -Preview and -AsJob; -WhatIf says how many copies would be taken.");
            }

            _copies.Add(InputObject);
            return;
        }

        foreach (var id in Id)
        {
            StopToken.ThrowIfCancellationRequested();
            var request = Request() with { Subject = Subject, Session = Session };
            var isTrial = Preview.IsPresent;
            if (!isTrial && !ShouldProcess($"'{id}' -> '{Project ?? "its project"}'", "Move to the project", out var why))
            {
                if (why != ShouldProcessReason.WhatIf)
                {
                    continue;
                }

                isTrial = true;
            }

            if (AsJob)
            {
                _forJob.Add((id, request, isTrial));
                continue;
            }

            WithStore((store, sink, stop) => MoveAsync(store, id, request, isTrial, sink, stop), id);
        }
    }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        if (_copies.Count > 0 && ShouldProcess(FormattableString.Invariant($"{_copies.Count} copies -> '{Project}'"), "Move to the project"))
        {
            WithStore(MoveCopiesAsync, Project);
        }

        if (_forJob.Count > 0)
        {
            StartJob(MoveAllAsync);
        }

        base.OnEnd();
    }

    private ArchiveRequest Request() => new() { Project = Project, NewLabel = NewLabel, Append = Append, Overwrite = Overwrite, Force = Force, AcceptIncomplete = AcceptIncomplete, Reason = Reason };

    private async Task MoveCopiesAsync(DeidStore store, PipelineSink sink, CancellationToken stop)
    {
        if (Project is null)
        {
            throw new StoreException(StoreException.StoreValueInvalid, "Copies belong to no project yet.", "Name one with -Project.");
        }

        _policies ??= Policies(store);
        var take = new CopiesImport(store, _policies, Project) { OnProgress = (done, total) => sink.Progress(done, total) };
        foreach (var entry in await take.RunAsync(_copies, error => sink.ErrorAsync(error, Project), stop).ConfigureAwait(false))
        {
            try
            {
                await MoveAsync(store, entry, Request(), isTrial: false, sink, stop).ConfigureAwait(false);
            }
            catch (DeidException error) when (!EndsCmdlet(error))
            {
                // About one study: the others go on.
                await sink.ErrorAsync(error, entry).ConfigureAwait(false);
            }
        }
    }

    private async Task MoveAllAsync(IJobOutput output, CancellationToken stop)
    {
        using var store = Open();
        var archiver = new Archiver(store, Policies(store));
        foreach (var (done, (id, request, isTrial)) in _forJob.Index())
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                var result = isTrial ? archiver.Preview(id, request, stop) : archiver.Archive(id, request, stop);
                await output.VerboseAsync(result.Explain()).ConfigureAwait(false);
                await output.WriteAsync(result).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // About one entry: the others go on.
                await output.ErrorAsync(error, id).ConfigureAwait(false);
            }

            output.Progress(done + 1, _forJob.Count);
        }
    }

    private async Task MoveAsync(DeidStore store, string id, ArchiveRequest request, bool isTrial, PipelineSink sink, CancellationToken stop)
    {
        _policies ??= Policies(store);
        var archiver = new Archiver(store, _policies) { OnProgress = (done, total) => sink.Progress(done, total) };
        var result = isTrial ? archiver.Preview(id, request, stop) : archiver.Archive(id, request, stop);
        await sink.VerboseAsync(result.Explain()).ConfigureAwait(false);
        await sink.WriteAsync(result).ConfigureAwait(false);
    }
}
