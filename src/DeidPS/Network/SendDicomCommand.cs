using System.Management.Automation;
using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Net;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Sends DICOM files to a node (C-STORE).</para>
/// <para type="description">
/// Sends files as they are, byte for byte, where the node takes their transfer syntax; native ones are encoded anew where it takes another. Each file
/// gives one result, in the order they came in. A connection that breaks is opened again, and what a node is too busy for is tried again
/// after a wait. What failed can be piped back in; with -Report the same command again sends only what is not there yet.
/// </para>
/// </summary>
/// <remarks>
/// -Stamp writes the text by which a teleradiology receiver files what comes, such as Project:Unassigned Subject:subj001 Session:subj001_sess001, into
/// Patient Comments (0010,4000) and Study Comments (0032,4000) of what is sent; the files stay as they are. Send-Dicom sends what it is given, identified or not.
/// The report holds paths, sizes, status codes and the stamp, and nothing else of the images. A node that fails for three files in a row is left in
/// peace for half a minute: what comes meanwhile fails at once, so that a long run against a dead node ends.
/// </remarks>
/// <example>
/// <summary>Send a folder</summary>
/// <code>Send-Dicom ./clean -Recurse -Node research</code>
/// <para>One result for each file.</para>
/// </example>
/// <example>
/// <summary>Send once more what failed</summary>
/// <code>$results = Send-Dicom ./clean -Recurse -HostName pacs -Port 104 -CalledAE RESEARCH -ErrorAction SilentlyContinue
/// $results | Where-Object Status -eq Failed | Send-Dicom -HostName pacs -Port 104 -CalledAE RESEARCH</code>
/// <para>Results of the second try.</para>
/// </example>
/// <example>
/// <summary>A long run that can be stopped and taken up again</summary>
/// <code>Send-Dicom ./clean -Recurse -Node research -Report ./sent.csv</code>
/// <para>The same line once more sends what is not there yet; the others are Skipped with the reason AlreadySent.</para>
/// </example>
[Cmdlet(VerbsCommunications.Send, "Dicom", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = NodeSet)]
[OutputType(typeof(DicomSendResult))]
public sealed class SendDicomCommand : NodeCmdlet
{
    private const int BatchSize = 200;

    private readonly List<string> _batch = [];
    private DicomNode? _batchNode;
    private InstanceSender? _sender;
    private SendReport? _report;
    private PathResolver? _resolver;
    private long _done;

    /// <summary>Files and folders to send; wildcards are expanded. A folder stands for the files in it, with -Recurse at any depth.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    public string[]? Path { get; set; }

    /// <summary>Files and folders to send, each name taken as it stands; bound to what Get-ChildItem, Invoke-Anonymise and this command put out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP", "FullName", "Destination")]
    [AllowNull]
    [AllowEmptyCollection]
    public string[]? LiteralPath { get; set; }

    /// <summary>Also send what is in the subfolders of the folders given; off by default.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Write the teleradiology text into (0010,4000) and (0032,4000) of what is sent; off by default.</summary>
    [Parameter]
    public SwitchParameter Stamp { get; set; }

    /// <summary>Project of the text that -Stamp writes; Unassigned by default.</summary>
    [Parameter]
    [ValidatePattern("^[A-Za-z0-9_-]{1,24}$")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string Project { get; set; } = "Unassigned";

    /// <summary>Subject label of the text that -Stamp writes; subj001 by default.</summary>
    [Parameter]
    [ValidatePattern("^[A-Za-z0-9_-]{1,64}$")]
    [ArgumentCompleter(typeof(SubjectCompleter))]
    public string Subject { get; set; } = "subj001";

    /// <summary>Session label of the text that -Stamp writes; subj001_sess001 by default.</summary>
    [Parameter]
    [ValidatePattern("^[A-Za-z0-9_-]{1,64}$")]
    [ArgumentCompleter(typeof(SessionCompleter))]
    public string Session { get; set; } = "subj001_sess001";

    /// <summary>CSV file that tells what was sent, a row for each file as soon as it is known. A report that is there is gone on with: what it says the node has, unchanged and with the same stamp, is not sent again. None by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Report { get; set; }

    /// <summary>Send also what the report says the node has; off by default.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>How often a file is tried again after the connection broke or the node had no room for it, 0 to 10; 2 by default.</summary>
    [Parameter]
    [ValidateRange(0, 10)]
    public int RetryCount { get; set; } = 2;

    /// <summary>Seconds to wait before a file is tried again, doubled each time, 0 to 300; 2 by default.</summary>
    [Parameter]
    [ValidateRange(0, 300)]
    public int RetryDelaySec { get; set; } = 2;

    /// <inheritdoc/>
    protected override string Activity => "Sending";

    private string? StampText => Stamp ? $"Project:{Project} Subject:{Subject} Session:{Session}" : null;

    /// <inheritdoc/>
    protected override bool EndsCmdlet(DeidException exception) => exception is DestinationException;

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        _resolver = NewFileResolver();
        _report = Report is null ? null : new SendReport(UnresolvedPath(Report));
    }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var node = ResolveNode();
        if (_batchNode != node)
        {
            SendBatch();
            _batchNode = node;
            _sender = new InstanceSender(node, Secrets, RetryCount) { RetryDelay = TimeSpan.FromSeconds(RetryDelaySec) };
        }

        foreach (var file in Inputs())
        {
            _batch.Add(file);
            if (_batch.Count == BatchSize)
            {
                SendBatch();
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        SendBatch();
        base.OnEnd();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _report?.Dispose();

            // Each set of files closed its association; only one that was stopped and hangs may still be open.
            _ = _sender?.DisposeAsync().AsTask();
        }
    }

    private IEnumerable<string> Inputs()
    {
        // A result without a copy, such as one that was held back, has nothing to send; its original is never a substitute.
        var bound = MyInvocation.BoundParameters;
        if (bound.ContainsKey(nameof(LiteralPath)))
        {
            return _resolver!.Files([.. (LiteralPath ?? []).Where(p => !string.IsNullOrEmpty(p))], true, Recurse, StopToken).Select(f => f.FullName);
        }

        return _resolver!.Files(Path ?? [], false, Recurse, StopToken).Select(f => f.FullName);
    }

    private void SendBatch()
    {
        if (_batch.Count == 0)
        {
            return;
        }

        var node = _batchNode!;
        List<SendItem> items = [.. _batch.Select(path => new SendItem(path))];
        _batch.Clear();
        foreach (var item in items)
        {
            item.Result = Skipped(item.Path, node);
        }

        if (items.Exists(i => i.Result is null))
        {
            _report?.Begin();
        }

        var run = new SendRun(node, _sender!, _report, StampText) { OnDone = (sink) => sink.Progress(++_done, _resolver?.Count?.Total) };
        RunAsync((sink, stop) => run.SendAsync(items, sink, stop), node.ToString());
    }

    private DicomSendResult? Skipped(string path, DicomNode node)
    {
        var result = new DicomSendResult { Source = path, Node = node, Status = SendStatus.Skipped };
        if (!Force && _report is not null && SendRun.RowOf(path, node, StampText) is { } row && _report.WasSent(row))
        {
            return result with { Reason = SendReason.AlreadySent, Message = "The report says that the node has it." };
        }

        return ShouldProcess($"'{path}' -> '{node}'", "Send") ? null : result with { Reason = SendReason.Declined };
    }
}
