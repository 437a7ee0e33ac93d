using System.Management.Automation;
using DeidPS.Net;
using DeidPS.Store;
using DeidPS.Store.Ingest;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Fetches what was requested, as the archives allow, until everything is there.</para>
/// <para type="description">
/// Lets the requests that are piped in wait for their turn, then works through the queue: fetches each study, compares it image by image with what the archive has, asks again for what is missing, and
/// takes it through the site's policy into the prearchive. What fails for now is tried again later, less often each time; a study that fails keeps no other waiting. Ends when nothing waits any more.
/// </para>
/// </summary>
/// <remarks>
/// How much an archive is asked is said with Register-DicomNode: associations at once, windows, utilisation, attempts. For C-MOVE the queue listens itself, on the node's receiver port; a
/// receiver of the store that runs beside it needs another port. Stop it at any moment, also with a kill: what was under way is fetched again when the queue is started next, without what arrived.
/// Several may run at once, on several machines, and share the archives' limits. It works in the name of the account it runs under; each request needs the rights of who started it. Archives are looked up where that
/// account has them registered: for a service register them with -Scope AllUsers. What each state and reason means is in about_DeidCohorts.
/// </remarks>
/// <example>
/// <summary>Plan and fetch a list</summary>
/// <code>Import-DeidRequest ./cohort.csv -Project LUNG | Start-DeidQueue</code>
/// <para>Each request as it ends: Complete, or Failed with its reason.</para>
/// </example>
/// <example>
/// <summary>In the background</summary>
/// <code>$job = Get-DeidRequest -Project LUNG -State Planned | Start-DeidQueue -AsJob
/// Get-DeidQueue</code>
/// <para>The job at once, then how far the queue is.</para>
/// </example>
/// <example>
/// <summary>As a service or a scheduled task</summary>
/// <code>Start-DeidQueue -Continuous -Store D:\deid -KeyPath D:\keys\site.key</code>
/// <para>Waits for more when everything is done; Stop-DeidQueue ends it. examples/queue-service.ps1 writes a systemd unit and a scheduled task.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "DeidQueue", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeidRequest), typeof(Job))]
public sealed class StartDeidQueueCommand : KeyedStoreCmdlet
{
    private const long Megabyte = 1024 * 1024;

    private bool _hasInput;
    private long _started;
    private IReadOnlyList<PeerRule> _peers = [];

    /// <summary>Ids of requests to start; bound to what Import-DeidRequest and Get-DeidRequest put out. Without any, what waits already is fetched.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RequestCompleter))]
    public string[]? Id { get; set; }

    /// <summary>Only let the requests wait for their turn, for a queue that runs elsewhere; off by default.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>Wait for more when everything is done, as a service does; off by default.</summary>
    [Parameter]
    public SwitchParameter Continuous { get; set; }

    /// <summary>Work in the background and put out the job at once, for Receive-Job; off by default. A job ends with its session.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <summary>User name and passcode for the archives; none by default.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Who may send to the queue's receiver for C-MOVE: AE, AE@address or @address, with an address such as 10.1.2.3 or 10.1.0.0/16. Everybody by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] AllowedPeer { get; set; } = [];

    /// <summary>Seconds without a new image, after an archive says it is done, until what is missing counts as missing, 1 to 3600; 10 by default.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int QuietSec { get; set; } = 10;

    /// <summary>Minutes after which a study of today or yesterday is looked at once more, since it may still grow, 0 to 1440; 10 by default.</summary>
    [Parameter]
    [ValidateRange(0, 1440)]
    public int GrowthMinutes { get; set; } = 10;

    /// <summary>Megabytes of memory for images on their way; beyond it they are kept in encrypted temporary files. 256 by default.</summary>
    [Parameter]
    [ValidateRange(0, 65536)]
    public int MemoryLimitMB { get; set; } = 256;

    /// <inheritdoc/>
    protected override string Activity => "Fetching studies";

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        base.OnBegin();
        _peers = PeerBinding.From(AllowedPeer);
        if (NoWait && (Continuous || AsJob))
        {
            throw new StoreException(StoreException.StoreValueInvalid, $"{(Continuous ? "-Continuous" : "-AsJob")} has no effect beside -NoWait, which fetches nothing.", "Give one of them.");
        }

        if (NoWait && Id is null && !MyInvocation.ExpectingInput)
        {
            throw new StoreException(StoreException.StoreValueInvalid, "-NoWait has no effect without requests.", "Pipe requests in, such as those of Get-DeidRequest -State Planned, or give -Id.");
        }
    }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var id in Id ?? [])
        {
            _hasInput = true;
            if (ShouldProcess($"request '{id}'", "Fetch"))
            {
                WithStore((store, sink, _) => StartAsync(store, id, sink), id);
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        if (NoWait)
        {
            base.OnEnd();
            return;
        }

        // What was piped in and started was agreed to; where nothing of it was started, a service still works on what waits already.
        if (_started > 0 || ((!_hasInput || Continuous) && ShouldProcess("the queue", "Fetch what waits")))
        {
            if (AsJob)
            {
                StartJob(WorkAsync);
            }
            else
            {
                WithStore((_, sink, stop) => WorkAsync(new SinkOutput(sink), stop));
            }
        }

        base.OnEnd();
    }

    private async Task StartAsync(DeidStore store, string id, PipelineSink sink)
    {
        var request = new RequestBook(store).Start(id);
        _started++;
        if (NoWait || request.State is RequestState.Blocked)
        {
            await sink.WriteAsync(request).ConfigureAwait(false);
        }
    }

    private async Task WorkAsync(IJobOutput output, CancellationToken stop)
    {
        var registry = NodeRegistry.Default();
        var secrets = RequestBinding.Secrets(Credential);
        var options = new QueueOptions
        {
            FindNode = name => registry.Find(name) is { } node ? RequestBinding.With(node, Credential) : null, Secrets = _ => secrets, IsContinuous = Continuous, QuietTime = TimeSpan.FromSeconds(QuietSec), GrowthCheck = TimeSpan.FromMinutes(GrowthMinutes), MemoryLimit = MemoryLimitMB * Megabyte, AllowedPeers = _peers,
            OnRequest = request => request.State is RequestState.Complete or RequestState.Failed or RequestState.Cancelled
                ? output.WriteAsync(request)
                : output.VerboseAsync($"{request}{(request.NextTry is { } next ? FormattableString.Invariant($" ({request.Reason}), again at {next.ToLocalTime():HH:mm:ss}") : string.Empty)}."),
            OnMessage = output.Warn, OnProgress = output.Progress,
        };
        var runner = QueueRunner.Open(Root, Policies, new IngestOptions(), options);
        await using (runner.ConfigureAwait(false))
        {
            await runner.RunAsync(stop).ConfigureAwait(false);
        }
    }
}
