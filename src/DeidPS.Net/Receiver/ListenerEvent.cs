namespace DeidPS.Net;

/// <summary>Something that happened at a receiver.</summary>
/// <param name="Kind">What.</param>
/// <param name="Association">The association; null when there was none yet.</param>
/// <param name="Message">In words: titles, addresses, counts and codes only.</param>
public sealed record ListenerEvent(ListenerEventKind Kind, AssociationInfo? Association, string Message)
{
    /// <summary>When.</summary>
    public DateTimeOffset Time { get; init; } = DateTimeOffset.UtcNow;
}
