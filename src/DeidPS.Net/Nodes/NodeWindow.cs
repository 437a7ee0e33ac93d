using System.Globalization;
using System.Text;

namespace DeidPS.Net;

/// <summary>
/// Hours of the week in which a node may be retrieved from, by the local clock. As text: days, start and end, and what holds then instead of the node's
/// own limits, such as <c>Mon-Fri 20:00-24:00 associations=2 utilization=50</c>.
/// </summary>
public sealed record NodeWindow
{
    internal const string Associations = "associations";
    internal const string Utilization = "utilization";

    /// <summary>End of the day.</summary>
    public static readonly TimeSpan EndOfDay = TimeSpan.FromHours(24);

    private const int DaysOfWeek = 7;

    /// <summary>The days.</summary>
    public NodeDays Days { get; init; } = NodeDays.All;

    /// <summary>First moment, 00:00 to 23:59.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.Zero;

    /// <summary>Moment after the last, later than <see cref="Start"/>, up to 24:00.</summary>
    public TimeSpan End { get; init; } = EndOfDay;

    /// <summary>Retrievals at once, 1 to 64; null for the node's own limit.</summary>
    public int? MaxAssociations { get; init; }

    /// <summary>Part of the time that is used, 1 to 100; null for the node's own limit.</summary>
    public int? UtilizationPercent { get; init; }

    /// <summary>Reads the text of a window. One over midnight becomes two, since each has its days: <c>Fri 20:00-06:00</c> is Friday evening and Saturday morning.</summary>
    /// <param name="text">Days, which may be left out for all, as <c>Mon</c>, <c>Mon-Fri</c> or <c>Mon,Wed-Fri</c>; start and end as <c>20:00-06:00</c>; <c>associations=n</c>; <c>utilization=n</c>.</param>
    /// <returns>One window, or two.</returns>
    /// <exception cref="NodeException">NodeSettingInvalid, with the position of the mistake.</exception>
    public static IReadOnlyList<NodeWindow> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new NodeWindowParser(text).Parse();
    }

    /// <summary>True when a moment of the local clock is in the window.</summary>
    public bool Contains(DateTime local) => Days.HasFlag(DayOf(local)) && local.TimeOfDay >= Start && local.TimeOfDay < End;

    /// <summary>The text <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Format(Days)).Append(' ').Append(Format(Start)).Append('-').Append(Format(End));
        if (MaxAssociations is { } associations)
        {
            text.Append(CultureInfo.InvariantCulture, $" {Associations}={associations}");
        }

        if (UtilizationPercent is { } utilization)
        {
            text.Append(CultureInfo.InvariantCulture, $" {Utilization}={utilization}");
        }

        return text.ToString();
    }

    internal static NodeDays DayOf(DateTime local) => Day(((int)local.DayOfWeek + DaysOfWeek - 1) % DaysOfWeek);

    /// <summary>A day by its number, Monday is 0; numbers go round.</summary>
    internal static NodeDays Day(int number) => (NodeDays)(1 << (number % DaysOfWeek));

    /// <summary>The days after the days.</summary>
    internal static NodeDays Next(NodeDays days) => (NodeDays)((((int)days << 1) | ((int)days >> (DaysOfWeek - 1))) & (int)NodeDays.All);

    private static string Format(TimeSpan time) => FormattableString.Invariant($"{(int)time.TotalHours:00}:{time.Minutes:00}");

    private static string Format(NodeDays days)
    {
        var parts = new List<string>();
        for (var first = 0; first < DaysOfWeek; first++)
        {
            if (!days.HasFlag(Day(first)))
            {
                continue;
            }

            var last = first;
            while (last + 1 < DaysOfWeek && days.HasFlag(Day(last + 1)))
            {
                last++;
            }

            parts.Add(first == last ? $"{Day(first)}" : $"{Day(first)}-{Day(last)}");
            first = last;
        }

        return string.Join(',', parts);
    }
}
