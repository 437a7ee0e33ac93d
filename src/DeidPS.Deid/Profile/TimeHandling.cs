namespace DeidPS.Deid.Profile;

/// <summary>What Modified Dates does to times of day (VR TM).</summary>
public enum TimeHandling
{
    /// <summary>Unchanged: only days move, so injection-to-scan times and SUV stay right.</summary>
    Keep,

    /// <summary>As without a temporal option: 000000 for Type 1, zero length for Type 2, removed else.</summary>
    Remove,
}
