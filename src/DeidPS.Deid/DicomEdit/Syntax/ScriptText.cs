using System.Security.Cryptography;
using System.Text;

namespace DeidPS.Deid.DicomEdit.Syntax;

/// <summary>
/// A script's text after line ends are normalised, continued lines joined and comments removed, with the way back to the
/// line and column of every character as it was given.
/// </summary>
internal sealed class ScriptText
{
    private readonly int[] _origin;
    private readonly List<int> _lineStarts;

    private ScriptText(string text, int[] origin, List<int> lineStarts, string hash)
    {
        Text = text;
        _origin = origin;
        _lineStarts = lineStarts;
        Hash = hash;
    }

    /// <summary>The text the lexer reads; ends with a line feed.</summary>
    public string Text { get; }

    /// <summary>Lower-case hexadecimal SHA-256 of the normalised text with comments, in UTF-8.</summary>
    public string Hash { get; }

    /// <summary>Places, as indices of <see cref="Text"/>, where a comment ended in a backslash.</summary>
    public List<int> SwallowingComments { get; } = [];

    public static ScriptText Prepare(string text)
    {
        var normalised = Normalise(text);
        var lineStarts = new List<int> { 0 };
        for (var i = 0; i < normalised.Length; i++)
        {
            if (normalised[i] == '\n')
            {
                lineStarts.Add(i + 1);
            }
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(normalised)));
        var joined = new StringBuilder(normalised.Length);
        var joinedOrigin = new List<int>(normalised.Length);
        for (var i = 0; i < normalised.Length; i++)
        {
            if (normalised[i] == '\\' && i + 1 < normalised.Length && normalised[i + 1] == '\n')
            {
                i++;
                continue;
            }

            joined.Append(normalised[i]);
            joinedOrigin.Add(i);
        }

        if (joined.Length == 0 || joined[^1] != '\n')
        {
            // The last line was joined with nothing.
            joined.Append('\n');
            joinedOrigin.Add(normalised.Length - 1);
        }

        var swallowing = new List<int>();
        var (clean, origin) = RemoveComments(joined.ToString(), joinedOrigin, swallowing);
        var result = new ScriptText(clean, origin, lineStarts, hash);
        result.SwallowingComments.AddRange(swallowing);
        return result;
    }

    /// <summary>Line and column, from 1, of a character of <see cref="Text"/>.</summary>
    public (int Line, int Column) Locate(int index)
    {
        var offset = _origin.Length == 0 ? 0
            : index < _origin.Length ? _origin[Math.Max(index, 0)]
            : _origin[^1] + 1;
        var line = _lineStarts.BinarySearch(offset);
        line = line < 0 ? ~line - 1 : line;
        return (line + 1, offset - _lineStarts[line] + 1);
    }

    private static string Normalise(string text)
    {
        var start = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;
        var builder = new StringBuilder(text.Length + 1);
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] != '\r')
            {
                builder.Append(text[i]);
            }
            else if (i + 1 >= text.Length || text[i + 1] != '\n')
            {
                builder.Append('\n');
            }
        }

        if (builder.Length == 0 || builder[^1] != '\n')
        {
            builder.Append('\n');
        }

        return builder.ToString();
    }

    private static (string Text, int[] Origin) RemoveComments(string text, List<int> origin, List<int> swallowing)
    {
        var builder = new StringBuilder(text.Length);
        var map = new List<int>(text.Length + 1);
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == '\n')
            {
                quoted = false;
            }
            else if (c == '/' && !quoted && i + 1 < text.Length && text[i + 1] == '/' && !FollowsProtocol(text, i))
            {
                var end = text.IndexOf('\n', i);
                for (var k = i + 1; k <= end; k++)
                {
                    if (origin[k] != origin[k - 1] + 1)
                    {
                        swallowing.Add(builder.Length);
                        break;
                    }
                }

                i = end;
            }

            builder.Append(text[i]);
            map.Add(origin[i]);
        }

        return (builder.ToString(), [.. map]);
    }

    private static bool FollowsProtocol(string text, int index) =>
        text.AsSpan(0, index).EndsWith("http:", StringComparison.Ordinal)
        || text.AsSpan(0, index).EndsWith("https:", StringComparison.Ordinal);
}
