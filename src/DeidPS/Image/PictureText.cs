using System.Globalization;
using System.Text;
using DeidPS.Deid.Pixels;

namespace DeidPS;

/// <summary>Draws pictures with the characters of a console.</summary>
internal static class PictureText
{
    /// <summary>From dark to light, on a dark console.</summary>
    private const string Ramp = " .:-=+*#%@";

    private const char UpperHalf = '\u2580';

    private const string Reset = "\u001b[0m";

    /// <summary>Pixels that a picture of some size has: one for each character.</summary>
    public static (int Width, int Height) AsciiPixels(PictureSize size) => (size.Columns, size.Lines);

    /// <summary>Pixels that a picture of some size has: two in each cell.</summary>
    public static (int Width, int Height) HalfBlockPixels(PictureSize size) => (size.Columns, 2 * size.Lines);

    /// <summary>A character for each pixel, by its luminance. Blanks at the end of a line are left out.</summary>
    public static List<string> Ascii(FramePicture picture)
    {
        var rgb = picture.Rgb.Span;
        var lines = new List<string>(picture.Height);
        var line = new char[picture.Width];
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < line.Length; x++)
            {
                var pixel = rgb.Slice(3 * ((y * line.Length) + x), 3);
                var grey = ((299 * pixel[0]) + (587 * pixel[1]) + (114 * pixel[2])) / 1000;
                line[x] = Ramp[grey * Ramp.Length / 256];
            }

            lines.Add(new string(line).TrimEnd());
        }

        return lines;
    }

    /// <summary>Two pixels in each cell, one above the other, in 24-bit colours. A colour is named where it changes; each line ends as it began.</summary>
    public static List<string> HalfBlocks(FramePicture picture)
    {
        var rgb = picture.Rgb.Span;
        var lines = new List<string>(picture.Height / 2);
        var line = new StringBuilder();
        for (var y = 0; y + 1 < picture.Height; y += 2)
        {
            line.Clear();
            (int Upper, int Lower) last = (-1, -1);
            for (var x = 0; x < picture.Width; x++)
            {
                var at = 3 * ((y * picture.Width) + x);
                var (upper, lower) = (Colour(rgb[at..]), Colour(rgb[(at + (3 * picture.Width))..]));
                if (upper != last.Upper)
                {
                    Append(line, 38, upper);
                }

                if (lower != last.Lower)
                {
                    Append(line, 48, lower);
                }

                line.Append(UpperHalf);
                last = (upper, lower);
            }

            lines.Add(line.Append(Reset).ToString());
        }

        return lines;

        static int Colour(ReadOnlySpan<byte> pixel) => (pixel[0] << 16) | (pixel[1] << 8) | pixel[2];

        static void Append(StringBuilder line, int ground, int colour) =>
            line.Append(CultureInfo.InvariantCulture, $"\u001b[{ground};2;{colour >> 16};{(colour >> 8) & 255};{colour & 255}m");
    }
}
