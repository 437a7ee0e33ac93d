namespace DeidPS.Store.Tests.Harness;

/// <summary>The system's clock, moved by what a test says.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
