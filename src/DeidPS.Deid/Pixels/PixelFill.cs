namespace DeidPS.Deid.Pixels;

/// <summary>What covered pixels become. Each part is 0 to 255.</summary>
/// <param name="Red">Red, or the value itself when all three are equal.</param>
/// <param name="Green">Green.</param>
/// <param name="Blue">Blue.</param>
public sealed record PixelFill(byte Red, byte Green, byte Blue)
{
    /// <summary>Brightness as a luma of ITU-R BT.601, which PS3.3 C.7.6.3.1.2 uses.</summary>
    public byte Luma => (byte)Math.Clamp((int)Math.Round((0.299 * Red) + (0.587 * Green) + (0.114 * Blue)), 0, 255);
}
