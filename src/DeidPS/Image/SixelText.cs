using System.Globalization;
using System.Text;
using DeidPS.Deid.Pixels;

namespace DeidPS;

/// <summary>Draws pictures as sixels: six rows at once, colour by colour (DEC VT330/VT340 Programmer Reference Manual, volume 2, chapter 14).</summary>
internal static class SixelText
{
    /// <summary>Size of a cell of the VT340; consoles scale to it, or have cells of about that size.</summary>
    private const int CellWidth = 10;

    /// <summary>Steps of red, green and blue.</summary>
    private const int CubeSide = 6;

    private const int Greys = 40;

    /// <summary>Colours that a console has room for.</summary>
    private const int Registers = Greys + (CubeSide * CubeSide * CubeSide);

    /// <summary>Characters of a line. Consoles pass over line ends among sixels, and what shows text must not break one itself.</summary>
    private const int LineLength = 72;

    /// <summary>Pixels that a picture of some size has.</summary>
    public static (int Width, int Height) Pixels(PictureSize size) => (size.Columns * CellWidth, Math.Max(1, (int)Math.Round(size.Height * CellWidth)));

    /// <summary>The lines of a picture: grey ones in 101 steps, which is all that a register knows, others in a cube of colours with greys beside it.</summary>
    public static List<string> Lines(FramePicture picture)
    {
        var isGrey = picture.Window is not null;
        var indices = new byte[picture.Width * picture.Height];
        var rgb = picture.Rgb.Span;
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = isGrey ? Percent(rgb[3 * i]) : Nearest(rgb.Slice(3 * i, 3));
        }

        var lines = new List<string>();
        var line = new StringBuilder();
        Put(string.Create(CultureInfo.InvariantCulture, $"\u001bP0;1;0q\"1;1;{picture.Width};{picture.Height}"));
        foreach (var index in indices.Distinct().Order())
        {
            var (red, green, blue) = isGrey ? (index, index, index) : Register(index);
            Put(string.Create(CultureInfo.InvariantCulture, $"#{index};2;{red};{green};{blue}"));
        }

        var sixels = new byte[Registers * picture.Width];
        for (var top = 0; top < picture.Height; top += 6)
        {
            Array.Clear(sixels);
            var band = indices.AsSpan(top * picture.Width, Math.Min(6, picture.Height - top) * picture.Width);
            for (var i = 0; i < band.Length; i++)
            {
                sixels[(band[i] * picture.Width) + (i % picture.Width)] |= (byte)(1 << (i / picture.Width));
            }

            var isFirst = true;
            for (var index = 0; index < Registers; index++)
            {
                var row = sixels.AsSpan(index * picture.Width, picture.Width);
                if (row.ContainsAnyExcept((byte)0))
                {
                    Put(string.Create(CultureInfo.InvariantCulture, $"{(isFirst ? string.Empty : "$")}#{index}"));
                    PutRuns(row, Put);
                    isFirst = false;
                }
            }

            Put("-");
        }

        Put("\u001b\\");
        lines.Add(line.ToString());
        return lines;

        void Put(string part)
        {
            if (line.Length + part.Length > LineLength)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            line.Append(part);
        }
    }

    /// <summary>The sixels of one colour in a band; the blank ones behind the last are left out.</summary>
    private static void PutRuns(ReadOnlySpan<byte> sixels, Action<string> put)
    {
        var end = sixels.LastIndexOfAnyExcept((byte)0) + 1;
        for (var x = 0; x < end;)
        {
            var run = x + 1;
            while (run < end && sixels[run] == sixels[x])
            {
                run++;
            }

            var sixel = (char)('?' + sixels[x]);
            put(run - x > 3 ? string.Create(CultureInfo.InvariantCulture, $"!{run - x}{sixel}") : new string(sixel, run - x));
            x = run;
        }
    }

    private static byte Percent(int value) => (byte)(((value * 100) + 127) / 255);

    /// <summary>What has hardly a colour becomes a grey, which the cube has six of only.</summary>
    private static byte Nearest(ReadOnlySpan<byte> pixel)
    {
        var (least, greatest) = (Math.Min(pixel[0], Math.Min(pixel[1], pixel[2])), Math.Max(pixel[0], Math.Max(pixel[1], pixel[2])));
        return greatest - least < 16
            ? (byte)(((pixel[1] * (Greys - 1)) + 127) / 255)
            : (byte)(Greys + (((Step(pixel[0]) * CubeSide) + Step(pixel[1])) * CubeSide) + Step(pixel[2]));

        static int Step(int value) => ((value * (CubeSide - 1)) + 127) / 255;
    }

    /// <summary>Percent of red, green and blue.</summary>
    private static (byte Red, byte Green, byte Blue) Register(int index)
    {
        if (index < Greys)
        {
            var grey = (byte)(((index * 100) + ((Greys - 1) / 2)) / (Greys - 1));
            return (grey, grey, grey);
        }

        index -= Greys;
        const int Step = 100 / (CubeSide - 1);
        return ((byte)(index / (CubeSide * CubeSide) * Step), (byte)(index / CubeSide % CubeSide * Step), (byte)(index % CubeSide * Step));
    }
}
