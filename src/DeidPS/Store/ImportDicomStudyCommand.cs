using System.Management.Automation;
using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Takes files, or what Receive-DicomStudy retrieved, into the prearchive of a store.</para>
/// <para type="description">
/// Does what a receiver of the store does: routing by what the objects say, the site's policy in memory, then an entry for each study. A project and labels that are given beat
/// whatever stands in the objects. Needs the right to import into the project; for what goes to no project, that of a data manager or administrator.
/// </para>
/// </summary>
/// <remarks>
/// Each input gives one result. What cannot be vouched for is held back, encrypted, and what a policy leaves out is counted. Originals are only read. Entries are built when the
/// command ends, so that they may be reviewed and archived at once. What a retrieval knows to be missing makes its entry Incomplete; retrieve it again within the store's
/// join time to complete it.
/// </remarks>
/// <example>
/// <summary>A folder of files for a project</summary>
/// <code>Import-DicomStudy D:\export -Recurse -Project LUNG -Store D:\deid
/// Get-DeidPrearchive -Project LUNG</code>
/// <para>One result for each file; then one entry for each study.</para>
/// </example>
/// <example>
/// <summary>From an archive into the store, with nothing identified on disk</summary>
/// <code>Invoke-DicomQuery -Node sectra -AccessionNumber RJ1234567 | Receive-DicomStudy | Import-DicomStudy -Project LUNG -Subject Subj042 -Session Subj042_CT1</code>
/// <para>One result for each image.</para>
/// </example>
/// <example>
/// <summary>Where would these go?</summary>
/// <code>Get-ChildItem ./in -Recurse -File | Import-DicomStudy -WhatIf | Group-Object Project, Subject, Session</code>
/// <para>Nothing is taken.</para>
/// </example>
[Cmdlet(VerbsData.Import, "DicomStudy", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = PathCmdlet.PathSet)]
[OutputType(typeof(DeidImport))]
public sealed class ImportDicomStudyCommand : StorePathCmdlet
{
    /// <summary>Files that are collected before they are worked on together.</summary>
    private const int BatchSize = 256;

    private readonly List<ImportItem> _batch = [];
    private readonly HashSet<RoutingPlan> _checked = [];
    private readonly Dictionary<RoutingPlan, IngestOrigin> _origins = [];
    private StoreImport? _import;
    private int _held;
    private bool _isTrial;
    private long _done;

    /// <summary>What was received from the network, as Receive-DicomStudy puts it out; each object is given up after it was taken.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InvokeAnonymiseCommand.InputObjectSet)]
    [ValidateNotNull]
    public IReceivedObjects? InputObject { get; set; }

    /// <summary>Project by id or alias; by default what the objects say.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? Project { get; set; }

    /// <summary>Subject label; by default what the objects say, and bound to what came with a request.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(SubjectCompleter))]
    public string? Subject { get; set; }

    /// <summary>Session label; by default what the objects say, and bound to what came with a request.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(SessionCompleter))]
    public string? Session { get; set; }

    /// <summary>Objects worked on at the same time, 1 to 64. Default: the number of processors, at most 8.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = Math.Min(Environment.ProcessorCount, 8);

    /// <inheritdoc/>
    protected override string Activity => "Importing";

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var plan = new RoutingPlan(Project, Text(Subject), Text(Session));
        if (string.Equals(ParameterSetName, InvokeAnonymiseCommand.InputObjectSet, StringComparison.Ordinal))
        {
            Receive(plan, InputObject!);
            return;
        }

        if (!_origins.TryGetValue(plan, out var origin))
        {
            _origins[plan] = origin = Origin(plan, IngestSource.Files);
        }

        foreach (var path in InputFiles())
        {
            if (Ask(path) is { } isTrial)
            {
                _batch.Add(new ImportItem(origin, path, () => DicomFile.Open(path, DicomReadOptions.Inspect), isTrial));
            }

            if (_batch.Count >= BatchSize)
            {
                Flush(plan);
            }
        }

        if (_batch.Count > 0 && !_checked.Contains(plan))
        {
            Flush(plan);
        }
    }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        Flush(null);
        if (_import is not null)
        {
            End(_origins.Values.Select(o => o.Id));
        }

        base.OnEnd();
        if (_held > 0)
        {
            WriteWarning($"{_held} object(s) {(_isTrial ? "would be" : "were")} held back, encrypted; RecommendedAction of a result says what would let it through, Get-DeidPrearchive -State Review shows what waits for a person.");
        }
    }

    /// <inheritdoc/>
    private protected override void OnClosing()
    {
        _import?.Dispose();
        _batch.ForEach(i => i.Dispose());
    }

    private static string? Text(string? label) => string.IsNullOrEmpty(label) ? null : label;

    private static IngestOrigin Origin(RoutingPlan plan, IngestSource source) => new() { Id = $"import {Guid.NewGuid():N}", Source = source, Plan = plan };

    /// <summary>Takes all objects of a retrieval at once: they hold memory.</summary>
    private void Receive(RoutingPlan plan, IReceivedObjects input)
    {
        var origin = Origin(plan, IngestSource.Retrieval);
        if (input is DicomRetrieval retrieval)
        {
            origin = origin with { Peer = retrieval.Node.ToString(), Evidence = Evidence(retrieval.Evidence), Missing = retrieval.MissingCount };
        }

        Flush(null);
        foreach (var item in input.Instances)
        {
            if (Ask(item.Name) is { } isTrial)
            {
                _batch.Add(new ImportItem(origin, item.Name, item.OpenFile, isTrial, item));
            }
            else
            {
                item.Dispose();
            }
        }

        if (Flush(plan) && _import is not null)
        {
            End([origin.Id]);
        }
    }

    private void End(IEnumerable<string> origins) => WithStore((_, _, stop) =>
    {
        _import!.End(origins, stop);
        return Task.CompletedTask;
    });

    private static ArrivalEvidence Evidence(RetrieveEvidence evidence) => evidence switch
    {
        RetrieveEvidence.UidVerified => ArrivalEvidence.UidVerified,
        RetrieveEvidence.CountVerified => ArrivalEvidence.CountVerified,
        _ => ArrivalEvidence.IdleOnly,
    };

    /// <summary>Whether an object is only tried; null when somebody said no to it, which is put out.</summary>
    private bool? Ask(string name)
    {
        if (ShouldProcess($"'{name}' -> '{Project ?? "the store"}'", "Import", out var why))
        {
            return false;
        }

        if (why == ShouldProcessReason.WhatIf)
        {
            return true;
        }

        WriteObject(new DeidImport { Source = name, Status = AnonymiseStatus.Skipped, Reason = AnonymiseReason.Declined, Message = "Declined at the prompt." });
        return null;
    }

    /// <summary>Works on what was collected.</summary>
    /// <param name="plan">Checked before the first object that follows it; null when all were.</param>
    /// <returns>False after an error that was reported.</returns>
    private bool Flush(RoutingPlan? plan)
    {
        ImportItem[] items = [.. _batch];
        _batch.Clear();
        if (items.Length == 0)
        {
            return true;
        }

        return WithStore(
            async (store, sink, stop) =>
            {
                try
                {
                    if (_isTrial && !Array.TrueForAll(items, i => i.IsTrial))
                    {
                        // The first were refused at the prompt, these were not.
                        _import?.Dispose();
                        _import = null;
                    }

                    _import ??= new StoreImport(store, Policies(store), new IngestOptions { Workers = ThrottleLimit, IsTrial = _isTrial = Array.TrueForAll(items, i => i.IsTrial) });
                    if (plan is not null && !_checked.Contains(plan))
                    {
                        await CheckAsync(_import, plan, items, sink).ConfigureAwait(false);
                        _checked.Add(plan);
                    }

                    await TakeAsync(_import, items, sink, stop).ConfigureAwait(false);
                }
                finally
                {
                    Array.ForEach(items, i => i.Dispose());
                }
            },
            Project);
    }

    /// <summary>Where a plan cannot be followed, each of its objects gets a result, and all of them one error.</summary>
    private static async Task CheckAsync(StoreImport import, RoutingPlan plan, IReadOnlyList<ImportItem> items, PipelineSink sink)
    {
        try
        {
            import.Check(plan);
        }
        catch (DeidException error)
        {
            foreach (var item in items)
            {
                await sink.WriteAsync(new DeidImport { Source = item.Name, Status = AnonymiseStatus.Failed, Reason = AnonymiseReason.WriteFailed, Message = error.Message }).ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Takes objects several at once and puts their results out in order.</summary>
    private async Task TakeAsync(StoreImport import, IReadOnlyList<ImportItem> items, PipelineSink sink, CancellationToken stop)
    {
        var running = new Queue<Task<IngestReceipt>>();
        try
        {
            foreach (var item in items)
            {
                running.Enqueue(Task.Run(() => item.Take(import, stop), stop));
                if (running.Count > 2 * ThrottleLimit)
                {
                    await WriteAsync(await running.Dequeue().ConfigureAwait(false), sink).ConfigureAwait(false);
                }
            }

            while (running.TryDequeue(out var next))
            {
                await WriteAsync(await next.ConfigureAwait(false), sink).ConfigureAwait(false);
            }
        }
        finally
        {
            // After a stop, too: the store is closed when nobody writes into it any more.
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WriteAsync(IngestReceipt receipt, PipelineSink sink)
    {
        if (receipt.Result.Status == AnonymiseStatus.Failed)
        {
            await sink.ErrorAsync(new AnonymiseItemException(receipt.Result), receipt.Result.Source).ConfigureAwait(false);
        }

        await sink.VerboseAsync($"{receipt.Result.Explain()} {(receipt.Entry is null ? "No entry." : $"Entry {receipt.Entry} of {(receipt.Project is null ? "no project" : $"project '{receipt.Project}'")}, session '{receipt.Session}' of subject '{receipt.Subject}'.")}").ConfigureAwait(false);
        _held += receipt.Result.Status == AnonymiseStatus.Quarantined ? 1 : 0;
        await sink.WriteAsync(DeidImport.From(receipt)).ConfigureAwait(false);
        sink.Progress(++_done, Total);
    }
}
