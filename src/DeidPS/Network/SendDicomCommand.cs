using System.Management.Automation;
using DeidPS.Dicom;
using DeidPS.Net;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Sends DICOM files to a node (C-STORE).</para>
/// <para type="description">
/// Sends files as they are, byte for byte, where the node takes their transfer syntax; native ones are encoded anew where it takes another. Each file
/// gives one result. A connection that breaks is opened again, and what failed can be piped back in.
/// </para>
/// </summary>
/// <remarks>
/// -Stamp writes the text by which a teleradiology receiver files what comes, such as Project:Unassigned Subject:subj001 Session:subj001_sess001, into
/// Patient Comments (0010,4000) and Study Comments (0032,4000) of what is sent; the files stay as they are. Send-Dicom sends what it is given, identified or not.
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
[Cmdlet(VerbsCommunications.Send, "Dicom", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = NodeSet)]
[OutputType(typeof(DicomSendResult))]
public sealed class SendDicomCommand : NodeCmdlet
{
    private const int BatchSize = 200;

    private static readonly DicomTag s_patientComments = new(0x00104000);
    private static readonly DicomTag s_studyComments = new(0x00324000);

    private readonly List<string> _batch = [];
    private DicomNode? _batchNode;
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
    public string Project { get; set; } = "Unassigned";

    /// <summary>Subject label of the text that -Stamp writes; subj001 by default.</summary>
    [Parameter]
    [ValidatePattern("^[A-Za-z0-9_-]{1,64}$")]
    public string Subject { get; set; } = "subj001";

    /// <summary>Session label of the text that -Stamp writes; subj001_sess001 by default.</summary>
    [Parameter]
    [ValidatePattern("^[A-Za-z0-9_-]{1,64}$")]
    public string Session { get; set; } = "subj001_sess001";

    /// <summary>How often a file is tried again after the connection broke, 0 to 10; 2 by default.</summary>
    [Parameter]
    [ValidateRange(0, 10)]
    public int RetryCount { get; set; } = 2;

    /// <inheritdoc/>
    protected override string Activity => "Sending";

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        _resolver ??= new PathResolver(SessionState, ReportError);
        var node = ResolveNode();
        if (_batchNode != node)
        {
            SendBatch();
            _batchNode = node;
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
        var files = new List<string>();
        foreach (var path in _batch)
        {
            if (ShouldProcess($"'{path}' -> '{node}'"))
            {
                files.Add(path);
            }
            else
            {
                WriteObject(new DicomSendResult { Source = path, Node = node, Status = SendStatus.Skipped });
            }
        }

        _batch.Clear();
        RunAsync((sink, stop) => SendAsync(node, files, sink, stop), node.ToString());
    }

    private async Task SendAsync(DicomNode node, List<string> paths, PipelineSink sink, CancellationToken stop)
    {
        var readable = new List<(string Path, string SopClass, DicomTransferSyntax Syntax)>();
        foreach (var path in paths)
        {
            try
            {
                using var file = DicomFile.Open(path);
                readable.Add((path, file.Dataset.GetText(DicomTags.SOPClassUID) ?? file.FileMeta?.GetText(DicomTags.MediaStorageSOPClassUID) ?? string.Empty, file.TransferSyntax));
            }
            catch (Exception error) when (error is DeidException or IOException or UnauthorizedAccessException)
            {
                await FailAsync(new DicomSendResult { Source = path, Node = node, Status = SendStatus.Failed, Message = error is DeidException ? error.Message : "The file cannot be read." }, error, sink).ConfigureAwait(false);
            }
        }

        var (groupOf, groups) = InstanceSender.Plan([.. readable.Select(r => (r.SopClass, r.Syntax))]);
        var sender = new InstanceSender(node, Secrets, RetryCount);
        await using (sender.ConfigureAwait(false))
        {
            for (var i = 0; i < readable.Count; i++)
            {
                if (i > 0 && groupOf[i] != groupOf[i - 1])
                {
                    await sender.ReleaseAsync(stop).ConfigureAwait(false);
                }

                await SendAsync(node, readable[i].Path, sender, groups[groupOf[i]], sink, stop).ConfigureAwait(false);
                sink.Progress(++_done);
            }

            await sender.ReleaseAsync(stop).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(DicomNode node, string path, InstanceSender sender, IReadOnlyList<PresentationContext> contexts, PipelineSink sink, CancellationToken stop)
    {
        var result = new DicomSendResult { Source = path, Node = node, Status = SendStatus.Failed };
        try
        {
            using var file = DicomFile.Open(path);
            if (Stamp)
            {
                var text = $"Project:{Project} Subject:{Subject} Session:{Session}";
                file.Dataset.SetText(s_patientComments, text);
                file.Dataset.SetText(s_studyComments, text);
            }

            var outcome = await sender.SendAsync(file, contexts, stop).ConfigureAwait(false);
            result = result with
            {
                Status = outcome.IsSent ? SendStatus.Sent : SendStatus.Failed, Answer = outcome.Status, Bytes = file.SourceLength, SOPClassUID = file.Dataset.GetText(DicomTags.SOPClassUID),
                TransferSyntax = outcome.TransferSyntax?.Name, Message = outcome.Error?.Message,
            };
            if (outcome.Error is { } error)
            {
                await FailAsync(result, error, sink).ConfigureAwait(false);
                return;
            }
        }
        catch (Exception error) when (error is DeidException or IOException or UnauthorizedAccessException)
        {
            await FailAsync(result with { Message = error is DeidException ? error.Message : "The file cannot be read." }, error, sink).ConfigureAwait(false);
            return;
        }

        await sink.WriteAsync(result).ConfigureAwait(false);
    }

    private static async Task FailAsync(DicomSendResult result, Exception error, PipelineSink sink)
    {
        await sink.WriteAsync(result).ConfigureAwait(false);
        await sink.ErrorAsync(error, result.Source).ConfigureAwait(false);
    }
}
