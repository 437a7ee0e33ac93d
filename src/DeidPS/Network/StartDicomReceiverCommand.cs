using System.Collections;
using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Security;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Net;
using DeidPS.Store.Ingest;
using IOPath = System.IO.Path;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Starts a receiver (C-STORE, C-ECHO) that de-identifies what a PACS sends before anything is written.</para>
/// <para type="description">
/// Listens for associations, applies the policies to each instance in memory and writes copies. The sender is answered success only once the
/// copy is on disk. What cannot be vouched for is held, encrypted with the site's key. Without -Wait the receiver runs in the background of this
/// process until Stop-DicomReceiver; with -Wait the command stays, as a service needs it, and puts out a receipt for each instance. A script block
/// instead of a destination gets each object, one after the other. With -Store it waits in the prearchive of a store, each study an entry of its own, and what projects want
/// archived without a person is archived.
/// </para>
/// </summary>
/// <remarks>
/// Senders that are not on -AllowedPeer are rejected. Objects too large for memory wait in encrypted temporary files. Below -MinimumFreeGB senders are
/// told to come back later (A700). What a script rejects, or with -Store a filter of series leaves out, is answered with success, so that the sender does not try again
/// for ever, and put on record in the quarantine folder or the store; -RejectFiltered refuses it instead. An instance that is there already is answered with success when it is the same, and held back
/// when its content is another. AA:true and AA:false in comments count only from senders whose AE title stands on -AllowedPeer.
/// With -Wait, Ctrl+C ends the receiver within a second; the signal to terminate (systemd, docker stop), or Stop-DicomReceiver in another runspace, lets instances
/// on their way be finished, and the script goes on behind the command.
/// A script block runs on the pipeline's thread and gets objects one by one; senders wait. The sender is answered success only when the block ended without
/// an error and Invoke-Anonymise wrote the object or held it, or the block opened it itself, or called its method Discard().
/// </remarks>
/// <example>
/// <summary>Take what SECTRA sends, in the background</summary>
/// <code>Start-DicomReceiver -Port 8104 -AllowedPeer 'SECTRA@10.1.0.0/16' -Destination D:\deid -Policy site-wide -KeyPath D:\keys\site.key
/// Get-DicomReceiver
/// Stop-DicomReceiver -Port 8104</code>
/// <para>The receiver with its counts.</para>
/// </example>
/// <example>
/// <summary>As a service, with a report</summary>
/// <code>Start-DicomReceiver -Port 8104 -Destination ./deid -Policy site-wide -KeyPath Env:SITE_KEY -Report ./received.csv -Wait | Where-Object Status -ne Written</code>
/// <para>A receipt for each instance that was not written, until the command is stopped.</para>
/// </example>
/// <example>
/// <summary>Teleradiology: what a PACS pushes waits in a store</summary>
/// <code>Start-DicomReceiver -Store D:\deid -Port 8104
/// Get-DeidPrearchive</code>
/// <para>The receiver; then one entry for each study that arrived.</para>
/// </example>
/// <example>
/// <summary>A script block decides what becomes of each object</summary>
/// <code>Start-DicomReceiver -Port 8104 -Wait -ScriptBlock {
///     param($object)
///     if ($object.CallingAE -eq 'CT1') { $object | Invoke-Anonymise -Destination ./ct1 -Policy site-wide -KeyPath ./site.key }
///     else { $object.Discard() }
/// }</code>
/// <para>The results of Invoke-Anonymise.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "DicomReceiver", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = DestinationSet)]
[OutputType(typeof(DicomReceiver), typeof(DicomReceipt))]
public sealed class StartDicomReceiverCommand : AsyncCmdlet
{
    /// <summary>Name of the parameter set that writes copies; the default.</summary>
    public const string DestinationSet = "Destination";

    /// <summary>Name of the parameter set with a script block.</summary>
    public const string ScriptBlockSet = "ScriptBlock";

    /// <summary>Name of the parameter set that takes what comes into a store.</summary>
    public const string StoreSet = "Store";

    private const long Megabyte = 1024 * 1024;

    /// <summary>Time for instances on their way when a person waits for the prompt.</summary>
    private static readonly TimeSpan s_stopTime = TimeSpan.FromMilliseconds(500);

    /// <summary>The same when the system ends the process: less than the ten seconds that the least patient of them gives.</summary>
    private static readonly TimeSpan s_terminateTime = TimeSpan.FromSeconds(8);

    /// <summary>Where receipts go; the receiver listens a moment before there is an output.</summary>
    private readonly TaskCompletionSource<PipelineSink> _output = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _receipts;

    /// <summary>Folder for the copies; made when missing.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = DestinationSet)]
    [Alias("OutputPath")]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>Gets each object as its first argument, to be piped to Invoke-Anonymise; needs -Wait. Its errors are answered to the sender as failures.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ScriptBlockSet)]
    [ValidateNotNull]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>Folder of a store: what comes waits in its prearchive, under the policy and limits of the store's settings. With -Key or -KeyPath where the settings name no key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StoreSet)]
    [ValidateNotNullOrEmpty]
    public string? Store { get; set; }

    /// <summary>Basic: the standard's Basic Application Level Confidentiality Profile (PS3.15 E.2), before the policies that -Policy names.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [ValidateSet("Basic")]
    public string? Profile { get; set; }

    /// <summary>Options of the profile (PS3.15 E.3), such as RetainPatientCharacteristics and RetainModifiedDates; none by default.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    public ProfileOptions Option { get; set; }

    /// <summary>Policies in the order they apply: names of shipped ones (site-wide, project-level), policy files (.json) or DicomEdit 6 scripts (.das).</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] Policy { get; set; } = [];

    /// <summary>Values of the scripts' variables, such as project, subject and session. The project is Unassigned unless given.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public Hashtable Variable { get; set; } = [];

    /// <summary>File with the table for lookup[]: lines of the form type/key = value.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [ValidateNotNullOrEmpty]
    public string? LookupTable { get; set; }

    /// <summary>The site's secret key as a secure string, for example from a secret store: its text form, or a passphrase of 12 characters or more.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [Parameter(ParameterSetName = StoreSet)]
    [ValidateNotNull]
    public SecureString? Key { get; set; }

    /// <summary>File with the site's secret key (New-DeidKey makes one), or Env:NAME for an environment variable; pseudonyms are derived from it.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [Parameter(ParameterSetName = StoreSet)]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>File with the project's own key, or Env:NAME; by default it is derived from the site's key and the variable project.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [ValidateNotNullOrEmpty]
    public string? ProjectKeyPath { get; set; }

    /// <summary>File for an encrypted table that leads from pseudonyms back to originals (Get-DeidPseudonym reads it); it is added to. None by default.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [ValidateNotNullOrEmpty]
    public string? MapPath { get; set; }

    /// <summary>Kinds of objects to release although nobody looked at their pixels or documents, such as SecondaryCapture; none by default.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    public HeldCase[] Allow { get; set; } = [];

    /// <summary>Folder for instances that are held back, encrypted with the site's key, each with a file that tells the reason; by default the destination's name with -quarantine added.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [ValidateNotNullOrEmpty]
    public string? Quarantine { get; set; }

    /// <summary>File for a report, CSV with one row for each instance; replaced when it exists.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [ValidateNotNullOrEmpty]
    public string? Report { get; set; }

    /// <summary>Every warning of a script is an error; off by default.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    public SwitchParameter Strict { get; set; }

    /// <summary>TCP port, 1 to 65535, or 0 for one that is free; 8104 by default.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; } = DicomNode.DefaultReceiverPort;

    /// <summary>Our AE title; requests for another are rejected. DEIDPS by default.</summary>
    [Parameter]
    [ValidateLength(1, 16)]
    public string AETitle { get; set; } = DicomNode.DefaultCallingAE;

    /// <summary>Answer to any AE title; off by default.</summary>
    [Parameter]
    public SwitchParameter AllowAnyCalledAE { get; set; }

    /// <summary>Address to listen on; all of them by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BindAddress { get; set; }

    /// <summary>Who may send: AE, AE@address or @address, with an address such as 10.1.2.3 or 10.1.0.0/16. Everybody by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] AllowedPeer { get; set; } = [];

    /// <summary>Associations at once, 1 to 1000; one more is rejected for the moment. 32 by default.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    [Alias("MaximumAssociations")]
    public int MaxAssociations { get; set; } = 32;

    /// <summary>Seconds an association may be silent, 1 to 86400; 300 by default.</summary>
    [Parameter]
    [ValidateRange(1, NodeRules.MaximumSeconds)]
    public int IdleTimeoutSec { get; set; } = 300;

    /// <summary>Protect connections with TLS; needs -ClientCertificate. Off by default.</summary>
    [Parameter]
    public SwitchParameter UseTls { get; set; }

    /// <summary>Our certificate for TLS: path of a PKCS #12 or PEM file, or the thumbprint of one in the certificate store.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClientCertificate { get; set; }

    /// <summary>File with the certificates that senders' certificates must lead to; by default those the operating system trusts.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TrustedRoots { get; set; }

    /// <summary>Refuse senders without a certificate; off by default.</summary>
    [Parameter]
    public SwitchParameter RequireClientCertificate { get; set; }

    /// <summary>Password of the file that holds our certificate; none by default.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>Megabytes of memory for instances on their way; beyond it they are kept in encrypted temporary files. 256 by default.</summary>
    [Parameter]
    [ValidateRange(0, 65536)]
    public int MemoryLimitMB { get; set; } = 256;

    /// <summary>Gigabytes that have to be free at the destination; below it senders are told to come back later. 1 by default.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [ValidateRange(0, 1_000_000)]
    public int MinimumFreeGB { get; set; } = 1;

    /// <summary>Refuse what a script rejects or a filter of series leaves out, instead of answering success; off by default.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [Parameter(ParameterSetName = StoreSet)]
    public SwitchParameter RejectFiltered { get; set; }

    /// <summary>Instances worked on at the same time, 1 to 64. Default: the number of processors, at most 8.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [Parameter(ParameterSetName = StoreSet)]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Stay until stopped, and put out a receipt for each instance, or what the script block puts out; off by default.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Receiving";

    /// <inheritdoc/>
    protected override bool EndsCmdlet(Dicom.DeidException exception) => true;

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        var destination = ScriptBlock is null ? IOPath.TrimEndingDirectorySeparator(UnresolvedPath(Store ?? Destination)) : null;
        if (ScriptBlock is not null && !Wait)
        {
            throw new NodeException("NodeSettingInvalid", "A script block runs on the thread of the pipeline, which has to stay for it.", "Add -Wait.");
        }

        if (!ShouldProcess($"'{AETitle}' on port {Port} -> '{destination ?? "script block"}'", "Start a receiver"))
        {
            return;
        }

        var receiver = ScriptBlock is not null ? StartScript(ScriptBlock) : Store is null ? StartAnonymising(destination!) : StartStoring(destination!);
        if (receiver is not null && Wait)
        {
            // The system's request to end: the command ends as if somebody had stopped the receiver, and the script goes on behind it.
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                _ = receiver.StopAsync(s_terminateTime);
            });
            RunAsync((sink, stop) => ServeAsync(receiver, sink, stop), AETitle);
        }
        else if (receiver is not null)
        {
            WriteObject(receiver);
        }

        base.OnEnd();
    }

    private async Task ServeAsync(DicomReceiver receiver, PipelineSink sink, CancellationToken stop)
    {
        _output.SetResult(sink);
        try
        {
            await receiver.Closed.WaitAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            await receiver.StopAsync(s_stopTime).ConfigureAwait(false);
        }
    }

    private async ValueTask WriteAsync(DicomReceipt receipt)
    {
        try
        {
            var sink = await _output.Task.ConfigureAwait(false);
            await sink.WriteAsync(receipt).ConfigureAwait(false);
            sink.Progress(Interlocked.Increment(ref _receipts));
        }
        catch (OperationCanceledException)
        {
            // Nobody reads any more, but the instance is kept and the sender is to know.
        }
    }

    private void Tell(ListenerEvent happened)
    {
        if (_output.Task is { IsCompletedSuccessfully: true, Result: var sink })
        {
            sink.TrySay(happened.Kind is ListenerEventKind.Accepted or ListenerEventKind.Released ? PipelineMessage.Verbose(happened.Message) : PipelineMessage.Warning(happened.Message));
        }
    }

    private DicomReceiver StartScript(ScriptBlock block)
    {
        var sink = new ScriptSink(block, _output.Task);
        return DicomReceiver.Start(new DicomListener(Settings(), sink), sink, AETitle, null, Tell);
    }

    /// <summary>Off this thread: a catalogue that does not answer holds up no stop.</summary>
    private DicomReceiver? StartStoring(string root)
    {
        var settings = Settings();
        var key = KeyBinding.From(Key, KeyPath, UnresolvedPath);
        var options = new IngestOptions { Workers = ThrottleLimit, RefuseFiltered = RejectFiltered, AllowedPeers = settings.AllowedPeers };
        DicomReceiver? receiver = null;
        RunAsync(
            (_, stop) =>
            {
                receiver = StoreReceiverSink.Start(root, key, options, settings, Wait ? WriteAsync : null, Tell);
                return stop.IsCancellationRequested ? receiver.StopAsync(TimeSpan.Zero) : Task.CompletedTask;
            },
            root);
        return receiver;
    }

    private DicomReceiver StartAnonymising(string destination)
    {
        var settings = Settings();
        var policies = new PolicyBinding(this, UnresolvedPath)
        {
            Profile = Profile, Option = Option, Policy = Policy, Variable = Variable, LookupTable = LookupTable, Key = Key, KeyPath = KeyPath,
            ProjectKeyPath = ProjectKeyPath, MapPath = MapPath, Allow = Allow, Strict = Strict,
        };
        AnonymiseReport? report = null;
        try
        {
            var runner = policies.Open();
            var quarantine = Quarantine is null ? destination + "-quarantine" : IOPath.TrimEndingDirectorySeparator(UnresolvedPath(Quarantine));
            DestinationFolder.CheckQuarantine(quarantine, destination);
            DestinationFolder.Prepare(destination);
            if (policies.SiteKey is null)
            {
                WriteWarning("There is no key to encrypt with: what has to be held back cannot be kept, and its sender is answered a failure (0110).");
            }

            var options = new AnonymiseOptions { Destination = destination, Quarantine = new QuarantineFolder(quarantine, policies.SiteKey), Durable = true };
            report = OpenReport();
            var sink = new AnonymisingSink(runner, options, policies, MinimumFreeGB * 1024 * Megabyte, ThrottleLimit)
            {
                RefusesRejected = RejectFiltered, OnResult = report is null ? null : result => Add(report, result), OnReceipt = Wait ? WriteAsync : null,
            };
            return DicomReceiver.Start(new DicomListener(settings, sink), sink, AETitle, destination, Tell, report is null ? [policies] : [policies, report]);
        }
        catch
        {
            report?.Dispose();
            policies.Dispose();
            throw;
        }
    }

    private AnonymiseReport? OpenReport()
    {
        try
        {
            return Report is null ? null : new AnonymiseReport(UnresolvedPath(Report));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DestinationException("WriteFailed", $"The report cannot be written ({error.GetType().Name}).", "Name a file in a folder that exists and that this account may write to.");
        }
    }

    private static void Add(AnonymiseReport report, AnonymiseResult result)
    {
        lock (report)
        {
            report.Add(result);
        }
    }

    private ListenerSettings Settings()
    {
        var peers = PeerBinding.From(AllowedPeer);
        var settings = new ListenerSettings
        {
            AETitle = AETitle, AllowAnyCalledAE = AllowAnyCalledAE, Port = Port, AllowedPeers = peers, MaximumAssociations = MaxAssociations, IdleTimeoutSec = IdleTimeoutSec,
            MemoryLimit = MemoryLimitMB * Megabyte, CertificatePassword = CertificatePassword is null ? null : new System.Net.NetworkCredential(string.Empty, CertificatePassword).Password,
            Tls = UseTls ? TlsBinding.From(true, ClientCertificate, TrustedRoots, null, false, SessionState)! with { RequireClientCertificate = RequireClientCertificate } : null,
        };
        if (BindAddress is null)
        {
            return settings;
        }

        return System.Net.IPAddress.TryParse(BindAddress, out var address)
            ? settings with { BindAddress = address }
            : throw new NodeException("NodeSettingInvalid", "The address to listen on is no IP address.", "Give an address of this machine, such as 10.1.2.3, or leave -BindAddress out.");
    }
}
