namespace DeidPS.Deid.Pixels;

/// <summary>The values that a picture shows between black and white (PS3.3 C.11.2.1.2).</summary>
/// <param name="Centre">The value in the middle, in units of the modality, such as HU.</param>
/// <param name="Width">How many values lie between black and white; more than 0.</param>
/// <param name="Function">What happens between them.</param>
public sealed record FrameWindow(double Centre, double Width, VoiFunction Function = VoiFunction.Linear)
{
    /// <summary>The window in which the least value is black and the greatest white.</summary>
    public static FrameWindow Over(double least, double greatest) =>
        greatest > least ? new((least + greatest) / 2, greatest - least, VoiFunction.LinearExact) : new(least + 0.5, 1, VoiFunction.LinearExact);

    /// <summary>The grey of a value, 0 for black to 255 for white.</summary>
    public double Grey(double value)
    {
        // A width below 1 has no meaning in LINEAR and an obvious one in LINEAR_EXACT.
        var share = Function switch
        {
            VoiFunction.Sigmoid => 1 / (1 + Math.Exp(-4 * (value - Centre) / Width)),
            VoiFunction.Linear when Width > 1 => ((value - (Centre - 0.5)) / (Width - 1)) + 0.5,
            VoiFunction.Linear when Width == 1 => value <= Centre - 0.5 ? 0 : 1,
            _ => ((value - Centre) / Width) + 0.5,
        };
        return Math.Clamp(share, 0, 1) * 255;
    }
}
