using System.Globalization;
using CsvHelper;
using DeidPS.Deid.Csv;

namespace DeidPS.Deid.Files;

/// <summary>
/// What was sent, as CSV, a row for each file in the order they ended. Rows are on disk as soon as they are known, so that a run that was
/// stopped or killed can be taken up again: a report that is there is read first and then gone on with.
/// </summary>
public sealed class SendReport : IDisposable
{
    private const string Sent = "Sent";

    private static readonly string[] s_header =
    [
        "Time", "LiteralPath", "Status", "Reason", "Answer", "HostName", "Port", "CalledAE", "Stamp", "Bytes", "Modified", "TransferSyntax", "IsTranscoded", "Message",
    ];

    private readonly string _path;
    private readonly HashSet<(string Path, long Bytes, long Modified, string Node, string Stamp)> _sent = [];
    private CsvWriter? _writer;

    /// <summary>Reads the report, when there is one; writes nothing yet.</summary>
    /// <param name="path">Path of the report.</param>
    /// <exception cref="CsvException">CsvInvalid: the file is no report of this kind.</exception>
    /// <exception cref="DestinationException">WriteFailed: the file cannot be opened.</exception>
    public SendReport(string path)
    {
        _path = path;
        if (File.Exists(path))
        {
            using var stream = Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            Read(stream);
        }
    }

    /// <summary>True when the very file, as it is now, was sent to that node with that stamp.</summary>
    public bool WasSent(SendReportRow row) => _sent.Contains(KeyOf(row));

    /// <summary>Creates the file, or opens it to go on behind its last whole row, and locks it against a second run. Does nothing the second time.</summary>
    /// <exception cref="CsvException">CsvInvalid: the file is there and no report of this kind; it is left as it is.</exception>
    /// <exception cref="DestinationException">WriteFailed: the file cannot be written, or another run writes it.</exception>
    public void Begin()
    {
        if (_writer is not null)
        {
            return;
        }

        var stream = Open(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            if (stream.Length == 0)
            {
                _writer = CsvFiles.Create(stream, s_header);
                _writer.Flush();
                return;
            }

            // Once more, now that nobody else writes.
            stream.SetLength(Read(stream));
            stream.Position = stream.Length;
            _writer = CsvFiles.Append(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Adds a row, after <see cref="Begin"/>.</summary>
    /// <exception cref="DestinationException">WriteFailed: the row is not on disk.</exception>
    public void Add(SendReportRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var writer = _writer ?? throw new InvalidOperationException("The report was not begun.");
        try
        {
            foreach (var field in Fields(row))
            {
                writer.WriteField(field);
            }

            writer.EndRecord();
            writer.Flush();
        }
        catch (IOException error)
        {
            throw Unwritable(error);
        }

        if (row.IsSent)
        {
            _sent.Add(KeyOf(row));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();

    private static string[] Fields(SendReportRow row) =>
    [
        DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture), row.Path, row.IsSent ? Sent : "Failed", row.Reason, row.Answer, row.HostName,
        row.Port.ToString(CultureInfo.InvariantCulture), row.CalledAE, row.Stamp, row.Bytes.ToString(CultureInfo.InvariantCulture), row.Modified.ToString("O", CultureInfo.InvariantCulture),
        row.TransferSyntax, row.IsTranscoded ? "True" : "False", row.Message,
    ];

    /// <summary>Takes over the rows that say Sent.</summary>
    /// <returns>Where the last whole row ends.</returns>
    private long Read(FileStream stream)
    {
        var end = CsvFiles.EndOfRows(stream);
        stream.Position = 0;
        using var rows = new MemoryStream();
        stream.CopyTo(rows);
        rows.SetLength(end);
        rows.Position = 0;
        long line = 1;
        try
        {
            using var reader = CsvFiles.Read(rows);
            if (end == 0 || !reader.Headers.SequenceEqual(s_header, StringComparer.Ordinal))
            {
                throw Invalid(line);
            }

            while (reader.Read())
            {
                line = reader.LineNumber;
                if (reader.GetString("Status") == Sent)
                {
                    _sent.Add(KeyOf(RowOf(reader)));
                }
            }
        }
        catch (Exception error) when (error is CsvFormatException or FormatException or OverflowException)
        {
            throw Invalid(line);
        }

        return end;
    }

    private static SendReportRow RowOf(CsvReader reader) => new()
    {
        Path = reader.GetString("LiteralPath"), HostName = reader.GetString("HostName"), Port = int.Parse(reader.GetString("Port"), NumberStyles.None, CultureInfo.InvariantCulture),
        CalledAE = reader.GetString("CalledAE"), Stamp = reader.GetString("Stamp"), Bytes = long.Parse(reader.GetString("Bytes"), NumberStyles.None, CultureInfo.InvariantCulture),
        Modified = DateTime.ParseExact(reader.GetString("Modified"), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
    };

    private static (string Path, long Bytes, long Modified, string Node, string Stamp) KeyOf(SendReportRow row) =>
        (Plain(row.Path), row.Bytes, row.Modified.ToUniversalTime().Ticks, FormattableString.Invariant($"{Plain(row.CalledAE)}@{row.HostName.ToLowerInvariant()}:{row.Port}"), row.Stamp);

    /// <summary>A text that a spreadsheet could take for a formula is written with an apostrophe before it; keys are compared without.</summary>
    private static string Plain(string text) => text.TrimStart('\'');

    private static CsvException Invalid(long line) => new(
        FormattableString.Invariant($"The report that is there is none of Send-Dicom, or was changed (line {line})."), "Name another file with -Report; this one is left as it is.");

    private static DestinationException Unwritable(Exception error) => new(
        "WriteFailed", $"The report cannot be written ({error.GetType().Name}).", "Check that the folder exists and has room, and that no other run or program has the report open. What was sent is in its rows; run the same command again.");

    private FileStream Open(FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(_path, mode, access, share);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(error);
        }
    }
}
