using System.Globalization;
using System.Management.Automation;
using DeidPS.Dicom;
using DeidPS.Net;
using IOPath = System.IO.Path;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Retrieves studies, series or single images from a node, and makes sure that they are whole.</para>
/// <para type="description">
/// Asks the node what it has, retrieves with C-MOVE to a receiver that listens for the time of the command, or with C-GET, and asks again, image
/// by image, for what did not come. Each study gives one result with counts, what is missing and how sure it is. Without -Destination the
/// instances stay in memory, beyond a limit in encrypted temporary files, for Invoke-Anonymise and Import-DicomStudy: nothing identified is written.
/// </para>
/// </summary>
/// <remarks>
/// For C-MOVE the node must know our AE title, host and port. Evidence is UidVerified when every image the node lists arrived, CountVerified when
/// as many as it counts did. What is missing is an error of its own, and the result can be piped back to this command to ask for it again.
/// </remarks>
/// <example>
/// <summary>From a query to de-identified files, with nothing identified on disk</summary>
/// <code>Invoke-DicomQuery -Node sectra -AccessionNumber RJ1234567 | Receive-DicomStudy | Invoke-Anonymise -Destination ./out -Policy site-wide -KeyPath ./site.key</code>
/// <para>One result for each image.</para>
/// </example>
/// <example>
/// <summary>Ask again for what is missing</summary>
/// <code>$results = Receive-DicomStudy -Node sectra -StudyInstanceUID 1.2.3.4 -Destination ./identified
/// $results | Where-Object Status -eq Incomplete | Receive-DicomStudy -Destination ./identified</code>
/// <para>The second line asks for the missing images only.</para>
/// </example>
[Cmdlet(VerbsCommunications.Receive, "DicomStudy", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = NodeSet)]
[OutputType(typeof(DicomRetrieval))]
public sealed class ReceiveDicomStudyCommand : ReturnNodeCmdlet
{
    private const long Megabyte = 1024 * 1024;

    private readonly Dictionary<(DicomNode Node, string? Patient, string Study, string? Subject, string? Session), List<InstanceReference>> _single = [];
    private RetrievalKeeper? _keeper;
    private InstanceCollector? _collector;
    private MemoryBudget? _budget;
    private DicomListener? _listener;
    private string? _destination;
    private long _inMemory;

    /// <summary>(0020,000D) of the study; bound to what Invoke-DicomQuery puts out.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Study Instance UID")]
    [ValidateNotNullOrEmpty]
    public string StudyInstanceUID { get; set; } = string.Empty;

    /// <summary>(0020,000E) of one series of the study; by default all of them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? SeriesInstanceUID { get; set; }

    /// <summary>(0008,0018) of one image of the series; by default all of them. Images of one study that come one by one are asked for together at the end.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? SOPInstanceUID { get; set; }

    /// <summary>Patient ID of the study, which nodes of Patient Root need; bound to the result of a query. None by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? PatientID { get; set; }

    /// <summary>Images that are missing from an earlier retrieval; bound to its result. Only these are asked for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public InstanceReference[]? Missing { get; set; }

    /// <summary>Bound to the result of an earlier retrieval: one that is complete is passed on as it is.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public bool IsComplete { get; set; }

    /// <summary>Subject label, passed on to the result.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Subject { get; set; }

    /// <summary>Session label, passed on to the result.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Session { get; set; }

    /// <summary>Folder for the images, identified as they are; made when missing. By default they stay in memory for Invoke-Anonymise and Import-DicomStudy.</summary>
    [Parameter]
    [Alias("OutputPath")]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>Service that retrieves: Move (C-MOVE) or Get (C-GET). Default: what the node says, else Move.</summary>
    [Parameter]
    public RetrieveMethod RetrieveMethod { get; set; }

    /// <summary>Level of the requests: Study, Series or Image. Default: what the node says, else Series.</summary>
    [Parameter]
    public QueryLevel Level { get; set; }

    /// <summary>Megabytes of memory for images; beyond it they are kept in encrypted temporary files. 256 by default.</summary>
    [Parameter]
    [ValidateRange(0, 65536)]
    public int MemoryLimitMB { get; set; } = 256;

    /// <inheritdoc/>
    protected override string Activity => "Retrieving";

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        _destination = Destination is null ? null : IOPath.TrimEndingDirectorySeparator(UnresolvedPath(Destination));
        _keeper = new RetrievalKeeper(_destination);
        _collector = new InstanceCollector(_keeper.KeepAsync);
        _budget = new MemoryBudget(MemoryLimitMB * Megabyte);
    }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var node = Settings();
        if (IsComplete)
        {
            WriteObject(new DicomRetrieval { Node = node, StudyInstanceUID = StudyInstanceUID, Status = RetrievalStatus.Skipped, Subject = Subject, Session = Session });
            return;
        }

        var missing = Missing ?? [];
        if (!string.IsNullOrEmpty(SOPInstanceUID))
        {
            if (string.IsNullOrEmpty(SeriesInstanceUID))
            {
                // Not the whole study instead of the one image.
                ReportError(
                    new DimseException("DicomValueInvalid", "An image is asked for by the UIDs of its study, its series and itself; that of the series is missing.", "Add -SeriesInstanceUID, or pipe in what Invoke-DicomQuery -Level Image puts out."),
                    node.ToString());
                return;
            }

            var key = (node, PatientID, StudyInstanceUID, Subject, Session);
            var list = _single.TryGetValue(key, out var known) ? known : _single[key] = [];
            list.Add(new InstanceReference { StudyInstanceUID = StudyInstanceUID, SeriesInstanceUID = SeriesInstanceUID, SOPInstanceUID = SOPInstanceUID });
            return;
        }

        Retrieve(node, new RetrieveRequest { PatientID = PatientID, StudyInstanceUID = StudyInstanceUID, SeriesInstanceUID = string.IsNullOrEmpty(SeriesInstanceUID) ? null : SeriesInstanceUID, Instances = missing });
    }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        foreach (var ((node, patient, study, subject, session), instances) in _single)
        {
            (Subject, Session) = (subject, session);
            Retrieve(node, new RetrieveRequest { PatientID = patient, StudyInstanceUID = study, Instances = instances });
        }

        if (_inMemory > 0 && MyInvocation.PipelinePosition == MyInvocation.PipelineLength)
        {
            WriteWarning($"{_inMemory} image(s) are in memory only and on no disk: pipe the results to Invoke-Anonymise or Import-DicomStudy, or name a folder with -Destination.");
        }

        base.OnEnd();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _keeper?.Drop();

            // Closing takes no time that anybody has to wait for: nothing is on its way any more.
            _ = _listener?.DisposeAsync().AsTask();
        }
    }

    private DicomNode Settings()
    {
        var node = ResolveReturnNode();
        return node with
        {
            RetrieveMethod = MyInvocation.BoundParameters.ContainsKey(nameof(RetrieveMethod)) ? RetrieveMethod : node.RetrieveMethod,
            RetrieveLevel = MyInvocation.BoundParameters.ContainsKey(nameof(Level)) ? Level : node.RetrieveLevel,
        };
    }

    private void Retrieve(DicomNode node, RetrieveRequest request)
    {
        var result = new DicomRetrieval
        {
            Node = node, PatientID = node.Model == QueryModel.PatientRoot ? request.PatientID : null, StudyInstanceUID = request.StudyInstanceUID, SeriesInstanceUID = request.SeriesInstanceUID, Destination = _destination,
            Subject = string.IsNullOrEmpty(Subject) ? null : Subject, Session = string.IsNullOrEmpty(Session) ? null : Session,
        };
        if (!ShouldProcess($"'{node}' -> '{_destination ?? "memory"}'", "Fetch"))
        {
            WriteObject(result with { Status = RetrievalStatus.Skipped });
            return;
        }

        if (node.RetrieveMethod == RetrieveMethod.Move)
        {
            Listen(node);
        }

        _keeper!.Begin();
        RunAsync((sink, stop) => RetrieveAsync(node, request, result, sink, stop), node.ToString());
    }

    private async Task RetrieveAsync(DicomNode node, RetrieveRequest request, DicomRetrieval result, PipelineSink sink, CancellationToken stop)
    {
        var retriever = new StudyRetriever(node, Secrets, _collector!, _budget!) { QuietTime = TimeSpan.FromSeconds(QuietSec), OnProgress = (done, total) => sink.Progress(done, total) };
        RetrieveResult outcome;
        try
        {
            outcome = await retriever.RetrieveAsync(request, stop).ConfigureAwait(false);
        }
        catch (DeidException error)
        {
            _keeper!.Drop();
            await sink.WriteAsync(result with { Status = RetrievalStatus.Failed, LastFailure = (error as DimseException)?.Status?.ToString() }).ConfigureAwait(false);
            await sink.ErrorAsync(error, node.ToString()).ConfigureAwait(false);
            return;
        }

        var (instances, bytes) = _keeper!.Take();
        _inMemory += instances.Count;
        var status = outcome.IsComplete ? RetrievalStatus.Complete : outcome.Received > 0 ? RetrievalStatus.Incomplete : RetrievalStatus.Failed;
        if (status != RetrievalStatus.Complete)
        {
            await sink.ErrorAsync(Shortfall(node, outcome), node.ToString()).ConfigureAwait(false);
        }

        await sink.VerboseAsync(FormattableString.Invariant(
            $"{node} was asked {outcome.Rounds} time(s) by {node.RetrieveMethod}: {outcome.Received} of {outcome.Expected?.ToString(CultureInfo.InvariantCulture) ?? "an unknown number"} came, {outcome.Missing.Count} are known to be missing; {outcome.Evidence}{(outcome.LastFailure is { } last ? $"; its last failure was {last}" : string.Empty)}.")).ConfigureAwait(false);
        await sink.WriteAsync(result with
        {
            Status = status, Expected = outcome.Expected, Received = outcome.Received, Missing = outcome.Missing, Evidence = outcome.Evidence,
            Bytes = bytes, Requests = outcome.Rounds, LastFailure = outcome.LastFailure?.ToString(), Instances = instances,
        }).ConfigureAwait(false);
    }

    private static DeidException Shortfall(DicomNode node, RetrieveResult outcome)
    {
        if (outcome is { Received: 0, Error: { } error })
        {
            return error;
        }

        return outcome.Expected == 0
            ? new DimseException("NoMatch", $"{node} has no image of the study.", "Check the Study Instance UID with Invoke-DicomQuery; the images may have been moved to another archive.")
            : new DimseException(
                DimseException.RetrieveIncomplete,
                FormattableString.Invariant($"{outcome.Received} of {outcome.Expected?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "an unknown number of"} images arrived from {node}{(outcome.LastFailure is { } status ? $"; its last failure was {status}" : string.Empty)}."),
                outcome.LastFailure?.Remedy ?? "Pipe the result to Receive-DicomStudy again. With C-MOVE check that the node knows our AE title, host and port, and that no firewall is between.");
    }

    private void Listen(DicomNode node)
    {
        if (_listener is not null)
        {
            return;
        }

        var settings = new ListenerSettings
        {
            AETitle = node.EffectiveMoveDestination, Port = node.ReceiverPort, IdleTimeoutSec = node.IdleTimeoutSec, MemoryLimit = MemoryLimitMB * Megabyte,
            // Without a certificate of our own nobody could connect with TLS; the node then sends in clear, as it was set up to.
            Tls = node.Tls?.Certificate is null ? null : node.Tls, CertificatePassword = Secrets?.CertificatePassword,
        };
        var listener = new DicomListener(settings, _collector!);
        listener.Start();
        _listener = listener;
    }
}
