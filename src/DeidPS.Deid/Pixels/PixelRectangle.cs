namespace DeidPS.Deid.Pixels;

/// <summary>A rectangle of an image: columns from <paramref name="Left"/> to before <paramref name="Right"/>, rows from <paramref name="Top"/> to before <paramref name="Bottom"/>.</summary>
/// <param name="Left">First column, from 0.</param>
/// <param name="Top">First row, from 0.</param>
/// <param name="Right">The column after the last.</param>
/// <param name="Bottom">The row after the last.</param>
public sealed record PixelRectangle(int Left, int Top, int Right, int Bottom)
{
    /// <summary>True when no pixel can lie in it.</summary>
    public bool IsEmpty => Left >= Right || Top >= Bottom;

    /// <summary>The part that lies inside an image.</summary>
    /// <param name="columns">The image's columns.</param>
    /// <param name="rows">The image's rows.</param>
    public PixelRectangle CutTo(int columns, int rows) =>
        new(Math.Max(Left, 0), Math.Max(Top, 0), Math.Min(Right, columns), Math.Min(Bottom, rows));
}
