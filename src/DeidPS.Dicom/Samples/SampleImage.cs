using System.Buffers.Binary;

namespace DeidPS.Dicom;

/// <summary>Generated pixels: a body-like ellipse with two round organs, and letters for burnt-in text.</summary>
internal static class SampleImage
{
    /// <summary>Rows of five three-bit lines per character, top first: digits, then A to Z, then hyphen.</summary>
    private static readonly int[] s_glyphs =
    [
        0b111_101_101_101_111, 0b010_110_010_010_111, 0b111_001_111_100_111, 0b111_001_011_001_111, 0b101_101_111_001_001,
        0b111_100_111_001_111, 0b111_100_111_101_111, 0b111_001_001_010_010, 0b111_101_111_101_111, 0b111_101_111_001_111,
        0b010_101_111_101_101, 0b110_101_110_101_110, 0b011_100_100_100_011, 0b110_101_101_101_110, 0b111_100_110_100_111,
        0b111_100_110_100_100, 0b011_100_101_101_011, 0b101_101_111_101_101, 0b111_010_010_010_111, 0b001_001_001_101_010,
        0b101_101_110_101_101, 0b100_100_100_100_111, 0b101_111_111_101_101, 0b110_101_101_101_101, 0b010_101_101_101_010,
        0b110_101_110_100_100, 0b010_101_101_111_011, 0b110_101_110_101_101, 0b011_100_010_001_110, 0b111_010_010_010_010,
        0b101_101_101_101_111, 0b101_101_101_101_010, 0b101_101_111_111_101, 0b101_101_010_101_101, 0b101_101_010_010_010,
        0b111_001_010_100_111, 0b000_000_111_000_000,
    ];

    /// <summary>A grey phantom, row by row.</summary>
    /// <param name="columns">Width.</param>
    /// <param name="rows">Height.</param>
    /// <param name="phase">0 to 1: where in the body the slice lies, or when in the cycle the frame.</param>
    /// <param name="air">Value outside the body.</param>
    /// <param name="body">Value inside, with a gradient of a tenth of it.</param>
    /// <param name="organ">Value of the organs.</param>
    public static int[] Phantom(int columns, int rows, double phase, int air, int body, int organ)
    {
        var pixels = new int[columns * rows];
        var radius = 0.10 + (0.08 * Math.Sin(Math.PI * phase));
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                double u = (x + 0.5) / columns * 2 - 1, v = (y + 0.5) / rows * 2 - 1;
                var inside = (u * u / 0.72) + (v * v / 0.5) < 1;
                var isOrgan = Square(u - 0.35) + Square(v) < radius || Square(u + 0.35) + Square(v - 0.1) < radius * 0.6;
                pixels[(y * columns) + x] = !inside ? air : isOrgan ? organ : body + (body * x / columns / 10);
            }
        }

        return pixels;
    }

    /// <summary>Writes letters two pixels thick into a grey image; what does not fit is cut off.</summary>
    public static void Burn(int[] pixels, int columns, int left, int top, string text, int brightness)
    {
        foreach (var (index, letter) in text.ToUpperInvariant().Index())
        {
            var glyph = char.IsAsciiDigit(letter) ? letter - '0' : char.IsAsciiLetterUpper(letter) ? letter - 'A' + 10 : letter == '-' ? 36 : -1;
            for (var bit = 0; glyph >= 0 && bit < 15 * 4; bit++)
            {
                int cell = bit / 4, x = left + (index * 8) + (cell % 3 * 2) + (bit & 1), y = top + (cell / 3 * 2) + ((bit >> 1) & 1);
                if ((s_glyphs[glyph] >> (14 - cell) & 1) != 0 && x < columns)
                {
                    pixels[(y * columns) + x] = brightness;
                }
            }
        }
    }

    /// <summary>16-bit little endian words.</summary>
    public static byte[] Words(int[] pixels)
    {
        var bytes = new byte[pixels.Length * 2];
        for (var i = 0; i < pixels.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * 2), unchecked((short)pixels[i]));
        }

        return bytes;
    }

    /// <summary>Grey to three equal samples, colour by pixel.</summary>
    public static byte[] Colours(int[] pixels)
    {
        var bytes = new byte[pixels.Length * 3];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)pixels[i / 3];
        }

        return bytes;
    }

    private static double Square(double x) => x * x;
}
