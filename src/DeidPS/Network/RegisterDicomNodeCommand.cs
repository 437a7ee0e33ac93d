using System.Management.Automation;
using DeidPS.Net;

namespace DeidPS.Commands;

/// <summary>Registers a DICOM node, such as a PACS, under a name that other cmdlets take.</summary>
/// <remarks>
/// <para>
/// The settings are kept in a file of the user, or with -Scope AllUsers of the machine: $XDG_CONFIG_HOME or ~/.config/DeidPS/nodes.json and
/// /etc/deidps/nodes.json, on Windows %APPDATA%\DeidPS\nodes.json and %ProgramData%\DeidPS\nodes.json. DEIDPS_NODES in the environment names
/// another file than the user's own, for services. No secret is ever stored: a passcode or the password of a certificate is given to the
/// cmdlet that connects. The node is not called; Test-DicomNode does that.
/// </para>
/// </remarks>
/// <example>
/// <title>A PACS that retrieves by C-MOVE</title>
/// <code>Register-DicomNode sectra pacs.example.org -CalledAE SECTRA -CallingAE RESEARCH -MoveDestination RESEARCH -ReceiverPort 8104</code>
/// <para>Stores the node; from now on -Node sectra names it.</para>
/// </example>
/// <example>
/// <title>A node with TLS, for everybody on this machine</title>
/// <code>Register-DicomNode -Name archive -HostName archive.example.org -Port 2762 -CalledAE ARCHIVE -UseTls -TrustedRoots ./hospital-ca.pem -RetrieveMethod Get -Scope AllUsers -PassThru</code>
/// <para>Stores the node where all users see it, and puts it out.</para>
/// </example>
/// <example>
/// <title>A PACS that the queue may use at night and at weekends only</title>
/// <code>Register-DicomNode sectra pacs.example.org -CalledAE SECTRA -Window 'Mon-Fri 20:00-06:00 associations=2', 'Sat 06:00-24:00', 'Sun 00:00-24:00' -UtilizationPercent 50 -MinIntervalSec 60 -Force</code>
/// <para>Replaces the node: two retrievals at once on week nights and one at weekends, a rest after each as long as it took, a minute between two starts.</para>
/// </example>
/// <example>
/// <title>Give a colleague's nodes to all users</title>
/// <code>Get-DicomNode hospital* | Register-DicomNode -Scope AllUsers -Force</code>
/// <para>Copies each node with all its settings.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Register, "DicomNode", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = SettingsSet)]
[OutputType(typeof(DicomNode))]
public sealed class RegisterDicomNodeCommand : DeidCmdlet
{
    private const string SettingsSet = "Settings";
    private const string InputObjectSet = "InputObject";

    /// <summary>Name to register under: 1 to 64 letters, digits, '.', '-' or '_', and blanks between them; upper and lower case are the same.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DicomNodeCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>Host name or IP address of the node.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    public string HostName { get; set; } = string.Empty;

    /// <summary>TCP port of the node, 1 to 65535; 104 by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; } = DicomNode.DefaultPort;

    /// <summary>AE title of the node, 1 to 16 characters.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AETitleCompleter))]
    public string CalledAE { get; set; } = string.Empty;

    /// <summary>Our AE title, as the node knows us; DEIDPS by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AETitleCompleter))]
    public string CallingAE { get; set; } = DicomNode.DefaultCallingAE;

    /// <summary>Protect connections with TLS; off by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    public SwitchParameter UseTls { get; set; }

    /// <summary>Our certificate for TLS: path of a PKCS #12 or PEM file, or the thumbprint of one in the certificate store. None by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    public string? ClientCertificate { get; set; }

    /// <summary>File with the certificates that the node's certificate must lead to; by default those the operating system trusts.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    public string? TrustedRoots { get; set; }

    /// <summary>Name the node's certificate must carry; the host name by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    public string? TlsServerName { get; set; }

    /// <summary>Take any certificate of the node: the line is secret, but nobody vouches for who is at the other end. Off by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    public SwitchParameter AllowUntrustedCertificate { get; set; }

    /// <summary>User name sent in user identity negotiation; none by default. Its passcode is given to the cmdlet that connects.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>Information model of queries: StudyRoot, the default, or PatientRoot.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    public QueryModel Model { get; set; } = QueryModel.StudyRoot;

    /// <summary>How images are fetched: Move, the default, has the node connect to our receiver; Get brings them back on the same connection.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    public RetrieveMethod RetrieveMethod { get; set; } = RetrieveMethod.Move;

    /// <summary>Level at which a study is retrieved: one request for the Study, for each Series, which is the default, or for each Image.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateSet(nameof(QueryLevel.Study), nameof(QueryLevel.Series), nameof(QueryLevel.Image))]
    public QueryLevel RetrieveLevel { get; set; } = QueryLevel.Series;

    /// <summary>AE title the node knows our receiver by, for Move; our AE title by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AETitleCompleter))]
    public string? MoveDestination { get; set; }

    /// <summary>Port at which the node expects our receiver, 1 to 65535; 8104 by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateRange(1, 65535)]
    public int ReceiverPort { get; set; } = DicomNode.DefaultReceiverPort;

    /// <summary>Ask the node to match person names by their sound or meaning where it can; off by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    public SwitchParameter UseFuzzyMatching { get; set; }

    /// <summary>Ask the node to match keys of all levels at once, and to retrieve by a UID alone, where it can; off by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    public SwitchParameter UseRelationalQueries { get; set; }

    /// <summary>Ask the node to take a range of dates and one of times as one range where it can; off by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    public SwitchParameter UseCombinedDateTime { get; set; }

    /// <summary>Ask the node to adjust dates and times to our time zone where it can; off by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    public SwitchParameter UseTimezone { get; set; }

    /// <summary>Most answers the node gives to one query, where that is known; a query that reaches it is split. Unknown by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateRange(1, int.MaxValue)]
    public int ResultLimit { get; set; }

    /// <summary>
    /// Hours of the week in which the queue may retrieve from the node, by the local clock: days, start and end, and what holds then instead of -MaxAssociations and
    /// -UtilizationPercent, such as 'Mon-Fri 20:00-06:00 associations=2 utilization=50'. At all times by default.
    /// </summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    public string[] Window { get; set; } = [];

    /// <summary>Retrievals at once, 1 to 64; 1 by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateRange(1, NodeRules.MaximumAssociations)]
    public int MaxAssociations { get; set; } = 1;

    /// <summary>Part of the time the queue uses the node, 1 to 100 percent: at 50 it rests after each retrieval as long as that took. 100 by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateRange(1, 100)]
    public int UtilizationPercent { get; set; } = 100;

    /// <summary>Longest rest after a retrieval in seconds, 0 to 86400; 1800 by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateRange(0, NodeRules.MaximumSeconds)]
    public int MaxRestSec { get; set; } = 1800;

    /// <summary>Seconds between the starts of two retrievals at least, 0 to 86400; 0 by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateRange(0, NodeRules.MaximumSeconds)]
    public int MinIntervalSec { get; set; }

    /// <summary>Tries of a study before the queue gives it up, 1 to 1000; 5 by default. A try while the node cannot be reached at all does not count.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateRange(1, NodeRules.MaximumAttempts)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Seconds before a study is tried again, 1 to 1800; twice as many before each next try, half an hour at most. 30 by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateRange(1, NodeLimits.MaximumBackoffSec)]
    public int BackoffSec { get; set; } = 30;

    /// <summary>Failures of the connection in a row after which the queue leaves the node alone for a while, 1 to 1000; 3 by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateRange(1, NodeRules.MaximumAttempts)]
    public int BreakerThreshold { get; set; } = 3;

    /// <summary>Do not ask for less when the node is out of resources or much slower than before; off by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    public SwitchParameter SkipAdaptiveRate { get; set; }

    /// <summary>Seconds to wait for TCP and TLS, 1 to 86400; 30 by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateRange(1, NodeRules.MaximumSeconds)]
    public int ConnectTimeoutSec { get; set; } = 30;

    /// <summary>Seconds to wait for the answer to an association request or release, 1 to 86400; 60 by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateRange(1, NodeRules.MaximumSeconds)]
    public int AcceptTimeoutSec { get; set; } = 60;

    /// <summary>Seconds to wait for the first response to a request, 1 to 86400; 60 by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateRange(1, NodeRules.MaximumSeconds)]
    public int TimeoutSec { get; set; } = 60;

    /// <summary>Seconds to wait between two responses, and for a node that takes or sends nothing, 1 to 86400; 300 by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateRange(1, NodeRules.MaximumSeconds)]
    public int IdleTimeoutSec { get; set; } = 300;

    /// <summary>A node to register with all its settings, as Get-DicomNode puts it out.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputObjectSet)]
    [DicomNodeTransform(AllowNames = false)]
    [ValidateNotNull]
    public DicomNode? InputObject { get; set; }

    /// <summary>For whom the node is registered: the current user, which is the default, or all users, which needs an administrator.</summary>
    [Parameter]
    public NodeScope Scope { get; set; } = NodeScope.CurrentUser;

    /// <summary>Replace a node of the same name; off by default, when that is an error.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Put out the node as it was stored; off by default.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var name = InputObject?.Name ?? Name;
        try
        {
            Register(InputObject ?? Described());
        }
        catch (NodeException exception) when (exception.ErrorId is NodeException.NodeExists or NodeException.NodeSettingInvalid)
        {
            ReportError(exception, name);
        }
    }

    private void Register(DicomNode node)
    {
        // Before the question: a trial finds the same mistakes.
        NodeRules.CheckName(node.Name);
        node = NodeRules.Check(node);
        var registry = NodeRegistry.Default();
        if (!ShouldProcess($"'{node.Name}' ({node.CalledAE} at {node.HostName}) -> '{registry.FileOf(Scope)}'", "Register the node"))
        {
            return;
        }

        node = registry.Add(node, Scope, Force, StopToken);
        if (node.Tls is { AllowUntrusted: true })
        {
            WriteWarning($"'{node.Name}' takes any certificate: whoever gets between can read and change what is sent.");
        }

        if (PassThru)
        {
            WriteObject(node);
        }
    }

    private DicomNode Described() => new()
    {
        Name = Name,
        HostName = HostName,
        Port = Port,
        CalledAE = CalledAE,
        CallingAE = CallingAE,
        Tls = TlsBinding.From(UseTls, ClientCertificate, TrustedRoots, TlsServerName, AllowUntrustedCertificate, SessionState),
        UserName = UserName,
        Model = Model,
        RetrieveMethod = RetrieveMethod,
        RetrieveLevel = RetrieveLevel,
        MoveDestination = MoveDestination,
        ReceiverPort = ReceiverPort,
        UseFuzzyMatching = UseFuzzyMatching,
        UseRelationalQueries = UseRelationalQueries,
        UseCombinedDateTime = UseCombinedDateTime,
        UseTimezone = UseTimezone,
        ResultLimit = ResultLimit > 0 ? ResultLimit : null,
        Limits = new NodeLimits
        {
            MaxAssociations = MaxAssociations,
            UtilizationPercent = UtilizationPercent,
            MaxRestSec = MaxRestSec,
            MinIntervalSec = MinIntervalSec,
            MaxAttempts = MaxAttempts,
            BackoffSec = BackoffSec,
            BreakerThreshold = BreakerThreshold,
            AdaptiveRate = !SkipAdaptiveRate,
            Windows = NodeSchedule.Parse(Window),
        },
        ConnectTimeoutSec = ConnectTimeoutSec,
        AcceptTimeoutSec = AcceptTimeoutSec,
        TimeoutSec = TimeoutSec,
        IdleTimeoutSec = IdleTimeoutSec,
    };
}
