using System.Text;
using CsvHelper;
using DeidPS.Deid.Csv;

namespace DeidPS.Store.Requests;

/// <summary>
/// Reads a list of studies that people made with a spreadsheet: XNAT's columns (workflow section 6.2), whatever the spreadsheet did to encoding, separator and
/// invisible characters. Rows come as they are read, however many there are.
/// </summary>
public sealed class RequestCsv : IDisposable
{
    private readonly Stream _stream;
    private readonly CsvReader _reader;
    private readonly RequestRowReader _rows;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="stream">The file, which can be read twice; it is closed with the reader.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="CsvException">CsvInvalid: a header is unknown or there twice, or the quotes are broken.</exception>
    public RequestCsv(Stream stream, RequestCsvOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        _stream = stream;
        Encoding = RequestEncoding.Detect(stream, out var isGuessed);
        IsEncodingGuessed = isGuessed;
        _reader = CsvFiles.ReadForeign(stream, Encoding);
        _rows = new RequestRowReader(options);
        Columns = Guarded(() =>
        {
            _reader.ReadHeader();
            return RequestHeader.Read([.. _reader.Headers], options.IgnoreUnknownColumns);
        });
    }

    /// <summary>How the file is encoded.</summary>
    public Encoding Encoding { get; }

    /// <summary>True when the file is no UTF-8 and says nothing of its encoding: Windows-1252 is a guess.</summary>
    public bool IsEncodingGuessed { get; }

    /// <summary>What its columns are; null for those that are passed over.</summary>
    public IReadOnlyList<RequestColumn?> Columns { get; }

    /// <summary>The rows, with what is wrong with each.</summary>
    /// <exception cref="CsvException">CsvInvalid: the quotes are broken from some line on.</exception>
    public IEnumerable<RequestRow> Rows()
    {
        while (Guarded(_reader.Read))
        {
            var fields = new (string, bool)[_reader.FieldCount];
            for (var i = 0; i < fields.Length; i++)
            {
                fields[i] = (_reader.GetString(i), _reader.GetRawSpan(i).TrimStart((byte)' ').StartsWith((byte)'"'));
            }

            yield return _rows.Read(_reader.LineNumber, Columns, fields);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException)
        {
            throw new CsvException(
                FormattableString.Invariant($"The quotes of the request file are broken behind line {_reader.LineNumber}, or a row is longer than {CsvFiles.MaximumRow / 1024 / 1024} MB."),
                "Look for a quote that is not closed; save the list anew as CSV.");
        }
    }
}
