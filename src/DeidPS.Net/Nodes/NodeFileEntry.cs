namespace DeidPS.Net;

/// <summary>A node as the file has it. Not <see cref="DicomNode"/> itself: what a file leaves out must get the node's default.</summary>
internal sealed class NodeFileEntry
{
    private static readonly DicomNode s_defaults = new() { HostName = string.Empty, CalledAE = string.Empty };

    public string? Name { get; set; }

    public string? HostName { get; set; }

    public int? Port { get; set; }

    public string? CalledAE { get; set; }

    public string? CallingAE { get; set; }

    public NodeFileTls? Tls { get; set; }

    public string? UserName { get; set; }

    public QueryModel? Model { get; set; }

    public RetrieveMethod? RetrieveMethod { get; set; }

    public QueryLevel? RetrieveLevel { get; set; }

    public string? MoveDestination { get; set; }

    public int? ReceiverPort { get; set; }

    public bool? UseFuzzyMatching { get; set; }

    public bool? UseRelationalQueries { get; set; }

    public bool? UseCombinedDateTime { get; set; }

    public bool? UseTimezone { get; set; }

    public int? ResultLimit { get; set; }

    public NodeFileLimits? Limits { get; set; }

    public int? ConnectTimeoutSec { get; set; }

    public int? AcceptTimeoutSec { get; set; }

    public int? TimeoutSec { get; set; }

    public int? IdleTimeoutSec { get; set; }

    /// <summary>Every setting is written, so that a new default of this program changes no node that is registered.</summary>
    public static NodeFileEntry From(DicomNode node) => new()
    {
        Name = node.Name,
        HostName = node.HostName,
        Port = node.Port,
        CalledAE = node.CalledAE,
        CallingAE = node.CallingAE,
        Tls = node.Tls is { } tls ? NodeFileTls.From(tls) : null,
        UserName = node.UserName,
        Model = node.Model,
        RetrieveMethod = node.RetrieveMethod,
        RetrieveLevel = node.RetrieveLevel,
        MoveDestination = node.MoveDestination,
        ReceiverPort = node.ReceiverPort,
        UseFuzzyMatching = node.UseFuzzyMatching,
        UseRelationalQueries = node.UseRelationalQueries,
        UseCombinedDateTime = node.UseCombinedDateTime,
        UseTimezone = node.UseTimezone,
        ResultLimit = node.ResultLimit,
        Limits = NodeFileLimits.From(node.Limits),
        ConnectTimeoutSec = node.ConnectTimeoutSec,
        AcceptTimeoutSec = node.AcceptTimeoutSec,
        TimeoutSec = node.TimeoutSec,
        IdleTimeoutSec = node.IdleTimeoutSec,
    };

    public DicomNode ToNode() => new()
    {
        Name = Name ?? string.Empty,
        HostName = HostName ?? string.Empty,
        Port = Port ?? s_defaults.Port,
        CalledAE = CalledAE ?? string.Empty,
        CallingAE = CallingAE ?? s_defaults.CallingAE,
        Tls = Tls?.ToSettings(),
        UserName = UserName,
        Model = Model ?? s_defaults.Model,
        RetrieveMethod = RetrieveMethod ?? s_defaults.RetrieveMethod,
        RetrieveLevel = RetrieveLevel ?? s_defaults.RetrieveLevel,
        MoveDestination = MoveDestination,
        ReceiverPort = ReceiverPort ?? s_defaults.ReceiverPort,
        UseFuzzyMatching = UseFuzzyMatching ?? s_defaults.UseFuzzyMatching,
        UseRelationalQueries = UseRelationalQueries ?? s_defaults.UseRelationalQueries,
        UseCombinedDateTime = UseCombinedDateTime ?? s_defaults.UseCombinedDateTime,
        UseTimezone = UseTimezone ?? s_defaults.UseTimezone,
        ResultLimit = ResultLimit,
        Limits = Limits?.ToLimits() ?? s_defaults.Limits,
        ConnectTimeoutSec = ConnectTimeoutSec ?? s_defaults.ConnectTimeoutSec,
        AcceptTimeoutSec = AcceptTimeoutSec ?? s_defaults.AcceptTimeoutSec,
        TimeoutSec = TimeoutSec ?? s_defaults.TimeoutSec,
        IdleTimeoutSec = IdleTimeoutSec ?? s_defaults.IdleTimeoutSec,
    };
}
