namespace DeidPS.Net;

/// <summary>Days of the week of a <see cref="NodeWindow"/>.</summary>
[Flags]
public enum NodeDays
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Monday.</summary>
    Mon = 1,

    /// <summary>Tuesday.</summary>
    Tue = 2,

    /// <summary>Wednesday.</summary>
    Wed = 4,

    /// <summary>Thursday.</summary>
    Thu = 8,

    /// <summary>Friday.</summary>
    Fri = 16,

    /// <summary>Saturday.</summary>
    Sat = 32,

    /// <summary>Sunday.</summary>
    Sun = 64,

    /// <summary>The whole week.</summary>
    All = 127,
}
