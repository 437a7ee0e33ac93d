using System.Text;

namespace DeidPS.Dicom;

/// <summary>An embedded table: the bytes as they stand, and where each row begins. Cells are decoded when they are asked for.</summary>
internal sealed class TsvTable
{
    private readonly byte[] _bytes;
    private readonly List<int> _starts;

    private TsvTable(byte[] bytes, int expectedRows)
    {
        _bytes = bytes;
        _starts = new List<int>(expectedRows + 1);
        var position = bytes.AsSpan().IndexOf((byte)'\n') + 1;
        while (position < bytes.Length)
        {
            _starts.Add(position);
            var length = bytes.AsSpan(position).IndexOf((byte)'\n');
            position = length < 0 ? bytes.Length + 1 : position + length + 1;
        }

        _starts.Add(position);
    }

    /// <summary>Rows without the header line.</summary>
    public int RowCount => _starts.Count - 1;

    /// <summary>Loads the table embedded under a name.</summary>
    public static TsvTable Load(string name, int expectedRows)
    {
        using var stream = typeof(TsvTable).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The table {name} is not embedded in this assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new TsvTable(bytes, expectedRows);
    }

    /// <summary>The UTF-8 bytes of one cell.</summary>
    public ReadOnlySpan<byte> Cell(int row, int column)
    {
        var line = _bytes.AsSpan(_starts[row], _starts[row + 1] - _starts[row] - 1);
        for (; column > 0; column--)
        {
            line = line[(line.IndexOf((byte)'\t') + 1)..];
        }

        var end = line.IndexOf((byte)'\t');
        return end < 0 ? line : line[..end];
    }

    /// <summary>The text of one cell.</summary>
    public string Text(int row, int column) => Encoding.UTF8.GetString(Cell(row, column));
}
