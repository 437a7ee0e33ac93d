using System.Globalization;
using System.Text.RegularExpressions;

namespace DeidPS.Module.Tests.Image;

/// <summary>Draws sixels as a console does.</summary>
internal sealed partial class SixelReader
{
    private readonly Dictionary<int, int> _registers = [];

    private SixelReader(int width, int height)
    {
        Width = width;
        Height = height;
        Rgb = new int[width * height];
        Array.Fill(Rgb, -1);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The pixels row by row, red above green above blue; -1 where nothing was drawn.</summary>
    public int[] Rgb { get; }

    public int Registers => _registers.Count;

    public static SixelReader Read(IReadOnlyList<string> lines)
    {
        var text = string.Concat(lines);
        Assert.StartsWith("\u001bP0;1;0q", text, StringComparison.Ordinal);
        Assert.EndsWith("\u001b\\", text, StringComparison.Ordinal);
        var tokens = Token().Matches(text[8..^2]);
        Assert.Equal(text.Length - 10, tokens.Sum(t => t.Length));
        var size = tokens[0].Value[1..].Split(';').Select(Number).ToList();
        var reader = new SixelReader(size[2], size[3]);
        reader.Draw(tokens.Skip(1).Select(t => t.Value));
        Assert.DoesNotContain(-1, reader.Rgb);
        return reader;
    }

    private void Draw(IEnumerable<string> tokens)
    {
        int x = 0, top = 0, colour = 0;
        foreach (var token in tokens)
        {
            switch (token[0])
            {
                case '#' when token.Contains(';', StringComparison.Ordinal):
                    var parts = token[1..].Split(';').Select(Number).ToList();
                    _registers[parts[0]] = parts.Skip(2).Aggregate(0, (rgb, percent) => (rgb << 8) | (int)Math.Round(percent * 2.55));
                    break;
                case '#':
                    colour = _registers[Number(token[1..])];
                    break;
                case '$':
                    x = 0;
                    break;
                case '-':
                    (x, top) = (0, top + 6);
                    break;
                default:
                    for (var count = token[0] == '!' ? Number(token[1..^1]) : 1; count > 0; count--, x++)
                    {
                        Put(x, top, token[^1] - '?', colour);
                    }

                    break;
            }
        }
    }

    private void Put(int x, int top, int sixel, int colour)
    {
        for (var bit = 0; bit < 6; bit++)
        {
            if ((sixel >> bit & 1) != 0)
            {
                Rgb[((top + bit) * Width) + x] = colour;
            }
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"""[\d;]+|#[\d;]+|!\d+[?-~]|[?-~]|[$-]")]
    private static partial Regex Token();
}
