using System.Collections;
using System.Management.Automation;
using System.Security;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Net;
using IOPath = System.IO.Path;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Starts a receiver (C-STORE, C-ECHO) that de-identifies what a PACS sends before anything is written.</para>
/// <para type="description">
/// Listens for associations, applies the policies to each instance in memory and writes copies. The sender is answered success only once the
/// copy is on disk. What cannot be vouched for is held, encrypted with the site's key. Without -Wait the receiver runs in the background of this
/// process until Stop-DicomReceiver; with -Wait the command stays, as a service needs it, and puts out a receipt for each instance.
/// </para>
/// </summary>
/// <remarks>
/// Senders that are not on -AllowedPeer are rejected. Objects too large for memory wait in encrypted temporary files. Below -MinimumFreeGB senders are
/// told to come back later (A700). What a script rejects is answered with success, so that the sender does not try again for ever, and counted;
/// -RejectFiltered refuses it instead.
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
/// <code>Start-DicomReceiver -Destination /data/deid -Policy site-wide -KeyPath Env:SITE_KEY -Report /data/received.csv -Wait | Where-Object Status -ne Written</code>
/// <para>A receipt for each instance that was not written, until the command is stopped.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "DicomReceiver", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DicomReceiver), typeof(DicomReceipt))]
public sealed class StartDicomReceiverCommand : AsyncCmdlet
{
    private const long Megabyte = 1024 * 1024;
    private static readonly TimeSpan s_stopTime = TimeSpan.FromMilliseconds(500);

    /// <summary>Where receipts go; the receiver listens a moment before there is an output.</summary>
    private readonly TaskCompletionSource<PipelineSink> _output = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Folder for the copies; made when missing.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("OutputPath")]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>Basic: the standard's Basic Application Level Confidentiality Profile (PS3.15 E.2), before the policies that -Policy names.</summary>
    [Parameter]
    [ValidateSet("Basic")]
    public string? Profile { get; set; }

    /// <summary>Options of the profile (PS3.15 E.3), such as RetainPatientCharacteristics and RetainModifiedDates; none by default.</summary>
    [Parameter]
    public ProfileOptions Option { get; set; }

    /// <summary>Policies in the order they apply: names of shipped ones (site-wide, project-level), policy files (.json) or DicomEdit 6 scripts (.das).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] Policy { get; set; } = [];

    /// <summary>Values of the scripts' variables, such as project, subject and session. The project is Unassigned unless given.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable Variable { get; set; } = [];

    /// <summary>File with the table for lookup[]: lines of the form type/key = value.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LookupTable { get; set; }

    /// <summary>The site's secret key as a secure string, for example from a secret store: its text form, or a passphrase of 12 characters or more.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Key { get; set; }

    /// <summary>File with the site's secret key (New-DeidKey makes one), or Env:NAME for an environment variable; pseudonyms are derived from it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>File with the project's own key, or Env:NAME; by default it is derived from the site's key and the variable project.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ProjectKeyPath { get; set; }

    /// <summary>File for an encrypted table that leads from pseudonyms back to originals (Get-DeidPseudonym reads it); it is added to. None by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MapPath { get; set; }

    /// <summary>Kinds of objects to release although nobody looked at their pixels or documents, such as SecondaryCapture; none by default.</summary>
    [Parameter]
    public HeldCase[] Allow { get; set; } = [];

    /// <summary>Folder for instances that are held back, encrypted with the site's key, each with a file that tells the reason; by default the destination's name with -quarantine added.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Quarantine { get; set; }

    /// <summary>File for a report, CSV with one row for each instance; replaced when it exists.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Report { get; set; }

    /// <summary>Every warning of a script is an error; off by default.</summary>
    [Parameter]
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
    public int MaximumAssociations { get; set; } = 32;

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
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int MinimumFreeGB { get; set; } = 1;

    /// <summary>Refuse what a script rejects, instead of answering success; off by default.</summary>
    [Parameter]
    public SwitchParameter RejectFiltered { get; set; }

    /// <summary>Instances worked on at the same time, 1 to 64. Default: the number of processors, at most 8.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Stay until stopped, and put out a receipt for each instance; off by default.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Receiving";

    /// <inheritdoc/>
    protected override bool EndsCmdlet(Dicom.DeidException exception) => true;

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        var destination = IOPath.TrimEndingDirectorySeparator(Full(Destination));
        if (!ShouldProcess($"'{AETitle}' on port {Port} -> '{destination}'"))
        {
            return;
        }

        if (!Wait)
        {
            WriteObject(Start(destination, null));
        }
        else
        {
            var receiver = Start(destination, WriteAsync);
            RunAsync((sink, stop) => ServeAsync(receiver, sink, stop), AETitle);
        }

        base.OnEnd();
    }

    private async Task ServeAsync(DicomReceiver receiver, PipelineSink sink, CancellationToken stop)
    {
        _output.SetResult(sink);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(false);
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
        }
        catch (OperationCanceledException)
        {
            // Nobody reads any more, but the instance is kept and the sender is to know.
        }
    }

    private DicomReceiver Start(string destination, Func<DicomReceipt, ValueTask>? onReceipt)
    {
        var peers = AllowedPeer.Select(Peer).ToList();
        var policies = new PolicyBinding(this, Full)
        {
            Profile = Profile, Option = Option, Policy = Policy, Variable = Variable, LookupTable = LookupTable, Key = Key, KeyPath = KeyPath,
            ProjectKeyPath = ProjectKeyPath, MapPath = MapPath, Allow = Allow, Strict = Strict,
        };
        AnonymiseReport? report = null;
        try
        {
            var runner = policies.Open();
            var quarantine = Quarantine is null ? destination + "-quarantine" : IOPath.TrimEndingDirectorySeparator(Full(Quarantine));
            DestinationFolder.CheckQuarantine(quarantine, destination);
            DestinationFolder.Prepare(destination);
            report = Report is null ? null : new AnonymiseReport(Full(Report));
            var options = new AnonymiseOptions { Destination = destination, Quarantine = new QuarantineFolder(quarantine, policies.SiteKey), Durable = true };
            var sink = new AnonymisingSink(runner, options, policies.Map, MinimumFreeGB * 1024 * Megabyte, ThrottleLimit)
            {
                RefusesRejected = RejectFiltered,
                OnReceipt = (receipt, result) => ReceiptAsync(receipt, result, report, onReceipt),
            };
            return new DicomReceiver(new DicomListener(Settings(peers), sink), sink, AETitle, destination, report is null ? [policies] : [policies, report]);
        }
        catch
        {
            report?.Dispose();
            policies.Dispose();
            throw;
        }
    }

    private static async ValueTask ReceiptAsync(DicomReceipt receipt, AnonymiseResult result, AnonymiseReport? report, Func<DicomReceipt, ValueTask>? onReceipt)
    {
        if (report is not null)
        {
            lock (report)
            {
                report.Add(result);
            }
        }

        if (onReceipt is not null)
        {
            // The sender waits until whoever reads the receipts has time for this one.
            await onReceipt(receipt).ConfigureAwait(false);
        }
    }

    private ListenerSettings Settings(List<PeerRule> peers)
    {
        var settings = new ListenerSettings
        {
            AETitle = AETitle, AllowAnyCalledAE = AllowAnyCalledAE, Port = Port, AllowedPeers = peers, MaximumAssociations = MaximumAssociations, IdleTimeoutSec = IdleTimeoutSec,
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

    private static PeerRule Peer(string text) => PeerRule.TryParse(text, out var rule)
        ? rule
        : throw new NodeException("NodeSettingInvalid", "An entry of -AllowedPeer is no rule.", "Write AE, AE@address or @address, for example SECTRA@10.1.0.0/16.");

    private string Full(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
}
