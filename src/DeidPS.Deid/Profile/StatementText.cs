using System.Text;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>Markdown of a conformance statement as it grows.</summary>
internal sealed class StatementText
{
    /// <summary>Stands for any mapped UID while a dummy is put into words.</summary>
    public const string NewUid = "2.25.1";

    private readonly List<string> _lines = [];

    /// <summary>The lines so far; the last one is never blank.</summary>
    public IReadOnlyList<string> Lines => _lines[^1].Length == 0 ? _lines[..^1] : _lines;

    public void Line(string text) => _lines.Add(text);

    public void Heading(string text) => _lines.AddRange([$"## {text}", string.Empty]);

    public void Paragraph(string text)
    {
        if (_lines[^1].Length > 0)
        {
            _lines.Add(string.Empty);
        }

        _lines.AddRange([text, string.Empty]);
    }

    public void List(IEnumerable<string> items)
    {
        _lines.AddRange(items.Select(static i => "* " + i));
        _lines.Add(string.Empty);
    }

    public void Table(string[] headers, IEnumerable<string[]> rows)
    {
        _lines.Add(Row(headers));
        _lines.Add("|" + string.Concat(Enumerable.Repeat("---|", headers.Length)));
        _lines.AddRange(rows.Select(Row));
        _lines.Add(string.Empty);
    }

    /// <summary>The items of a dummy sequence: keywords and values, sequences in braces.</summary>
    public static string Items(DicomElement sequence) => string.Join("; ", sequence.Items.Select(static item => string.Join(", ", item.Select(static e =>
        (DicomDictionary.Find(e.Tag)?.Keyword ?? e.Tag.ToString()) + (e.IsSequence ? e.Items.Count == 0 ? " of zero length" : $" {{ {Items(e)} }}" : $" = {Value(e.VR, e.Bytes.Span)}")))));

    /// <summary>A dummy's value: text as it is, bytes counted, since all are zero.</summary>
    public static string Value(DicomVR vr, ReadOnlySpan<byte> bytes)
    {
        if (vr.IsText())
        {
            var text = Encoding.ASCII.GetString(bytes).TrimEnd(' ', '\0');
            return text == NewUid ? "a new UID" : text;
        }

        return vr.IsBinaryNumber() && bytes.ContainsAnyExcept((byte)0)
            ? DicomElement.Create(default, vr, bytes.ToArray()).Text ?? string.Empty
            : FormattableString.Invariant($"{bytes.Length} zero bytes");
    }

    private static string Row(string[] cells) => "| " + string.Join(" | ", cells.Select(static c => c.Replace("|", "\\|", StringComparison.Ordinal))) + " |";
}
