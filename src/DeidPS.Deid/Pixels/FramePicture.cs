using StbImageWriteSharp;

namespace DeidPS.Deid.Pixels;

/// <summary>A frame of an image, or a part of one, in the range of a screen.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Rgb">Red, green and blue of every pixel, row by row from the top.</param>
public sealed record FramePicture(int Width, int Height, ReadOnlyMemory<byte> Rgb)
{
    /// <summary>The window that its grey values went through; null when it has colours.</summary>
    public FrameWindow? Window { get; init; }

    /// <summary>The picture as a PNG file.</summary>
    public byte[] ToPng()
    {
        using var stream = new MemoryStream();
        new ImageWriter().WritePng(Rgb.ToArray(), Width, Height, ColorComponents.RedGreenBlue, stream);
        return stream.ToArray();
    }
}
