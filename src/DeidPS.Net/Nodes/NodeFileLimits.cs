namespace DeidPS.Net;

/// <summary>Limits of a node as the file has them; windows as their texts.</summary>
internal sealed class NodeFileLimits
{
    private static readonly NodeLimits s_defaults = new();

    public int? MaxAssociations { get; set; }

    public int? UtilizationPercent { get; set; }

    public int? MaxRestSec { get; set; }

    public int? MinIntervalSec { get; set; }

    public int? MaxAttempts { get; set; }

    public int? BackoffSec { get; set; }

    public int? BreakerThreshold { get; set; }

    public bool? AdaptiveRate { get; set; }

    public IReadOnlyList<string>? Windows { get; set; }

    public static NodeFileLimits From(NodeLimits limits) => new()
    {
        MaxAssociations = limits.MaxAssociations,
        UtilizationPercent = limits.UtilizationPercent,
        MaxRestSec = limits.MaxRestSec,
        MinIntervalSec = limits.MinIntervalSec,
        MaxAttempts = limits.MaxAttempts,
        BackoffSec = limits.BackoffSec,
        BreakerThreshold = limits.BreakerThreshold,
        AdaptiveRate = limits.AdaptiveRate,
        Windows = [.. limits.Windows.Select(w => w.ToString())],
    };

    /// <exception cref="NodeException">NodeSettingInvalid: a window cannot be read, or two overlap.</exception>
    public NodeLimits ToLimits() => new()
    {
        MaxAssociations = MaxAssociations ?? s_defaults.MaxAssociations,
        UtilizationPercent = UtilizationPercent ?? s_defaults.UtilizationPercent,
        MaxRestSec = MaxRestSec ?? s_defaults.MaxRestSec,
        MinIntervalSec = MinIntervalSec ?? s_defaults.MinIntervalSec,
        MaxAttempts = MaxAttempts ?? s_defaults.MaxAttempts,
        BackoffSec = BackoffSec ?? s_defaults.BackoffSec,
        BreakerThreshold = BreakerThreshold ?? s_defaults.BreakerThreshold,
        AdaptiveRate = AdaptiveRate ?? s_defaults.AdaptiveRate,
        Windows = Windows is null ? s_defaults.Windows : NodeSchedule.Parse(Windows.Select(w => w ?? string.Empty)),
    };
}
