using System.Text;

namespace DeidPS.Deid.Policies;

/// <summary>Line and column of a byte of a text, found going forward only: the whole text costs one pass however many places are asked for.</summary>
/// <param name="utf8">The text.</param>
internal sealed class TextPlace(byte[] utf8)
{
    private int _offset;
    private int _lineStart;

    /// <summary>Line, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Column in UTF-16 units, from 1.</summary>
    public int Column { get; private set; } = 1;

    /// <summary>Bytes between the line's begin and the place.</summary>
    public int BytesInLine => _offset - _lineStart;

    /// <summary>Goes to a byte at or behind the last one.</summary>
    public void MoveTo(int offset)
    {
        offset = Math.Min(offset, utf8.Length);
        while (_offset < offset)
        {
            var rest = utf8.AsSpan(_offset, offset - _offset);
            var end = rest.IndexOf((byte)'\n');
            if (end < 0)
            {
                Column += Encoding.UTF8.GetCharCount(rest);
                _offset = offset;
                return;
            }

            _offset += end + 1;
            _lineStart = _offset;
            Line++;
            Column = 1;
        }
    }

    /// <summary>The byte at which a line begins.</summary>
    /// <param name="line">Line, from 0.</param>
    public int StartOf(long line)
    {
        var start = 0;
        for (; line > 0; line--)
        {
            start += utf8.AsSpan(start).IndexOf((byte)'\n') + 1;
        }

        return start;
    }
}
