namespace DeidPS;

/// <summary>Columns and lines of a console that a picture takes. A cell counts as twice as high as wide.</summary>
/// <param name="Columns">Columns.</param>
/// <param name="Lines">Lines of text.</param>
/// <param name="Height">Height in widths of a column, before it is rounded to lines.</param>
internal readonly record struct PictureSize(int Columns, int Lines, double Height)
{
    /// <summary>The largest size in the shape of a frame.</summary>
    /// <param name="columns">The frame's columns.</param>
    /// <param name="rows">The frame's rows.</param>
    /// <param name="aspect">Height of one of its pixels divided by the width.</param>
    /// <param name="mostColumns">Columns that there are.</param>
    /// <param name="mostLines">Lines that there are.</param>
    public static PictureSize Fit(int columns, int rows, double aspect, int mostColumns, int mostLines)
    {
        var shape = rows * aspect / columns;
        var width = (int)Math.Clamp(Math.Floor(2 * mostLines / shape), 1, mostColumns);
        var height = Math.Min(width * shape, 2 * mostLines);
        return new PictureSize(width, Math.Max(1, (int)Math.Round(height / 2)), height);
    }
}
