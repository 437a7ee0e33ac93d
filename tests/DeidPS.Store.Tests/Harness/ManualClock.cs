namespace DeidPS.Store.Tests.Harness;

/// <summary>A clock that only a test moves, in a time zone it chooses.</summary>
internal sealed class ManualClock(DateTimeOffset now, TimeZoneInfo? zone = null) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override TimeZoneInfo LocalTimeZone => zone ?? TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => Now.ToUniversalTime();

    public void Advance(double seconds) => Now += TimeSpan.FromSeconds(seconds);
}
