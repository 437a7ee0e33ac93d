namespace DeidPS.Deid.Pixels;

/// <summary>How a window turns values into grey (PS3.3 C.11.2.1.2 and C.11.2.1.3).</summary>
public enum VoiFunction
{
    /// <summary>LINEAR: the middle lies half a value below the centre, and the slope is that of one value less than the width.</summary>
    Linear,

    /// <summary>LINEAR_EXACT: from half the width below the centre to half the width above.</summary>
    LinearExact,

    /// <summary>SIGMOID: steepest at the centre, never quite black or white.</summary>
    Sigmoid,
}
