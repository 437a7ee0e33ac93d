using System.Globalization;
using DeidPS.Deid.Csv;
using DeidPS.Deid.Files;
using DeidPS.Deid.Proof.Report;
using DeidPS.Dicom;
using DeidPS.Store.Checks;

namespace DeidPS;

/// <summary>The files of a data check: the contact sheet under its name once it is whole, and the findings as CSV. No value of an object stands in them but first characters.</summary>
/// <param name="folder">Full path of the folder of the contact sheet; null for none.</param>
/// <param name="csv">Full path of a CSV file beside it; null for none.</param>
internal sealed class ContactSheetFiles(string? folder, string? csv) : IDisposable
{
    private static readonly string[] s_header = ["Project", "Entry", "Subject", "Session", "Modalities", "State", "Severity", "Rule", "Path", "Value", "Count", "Instances", "Recommendation"];

    private readonly List<IReadOnlyList<string?>> _rows = [];
    private string? _temporary;
    private FileStream? _stream;
    private ContactSheet? _sheet;

    /// <summary>Adds a checked session.</summary>
    /// <exception cref="IOException">The sheet cannot be written.</exception>
    public void Add(DeidSample sample, IReadOnlyList<ContactSheetSeries> series)
    {
        if (folder is null && csv is null)
        {
            return;
        }

        string?[] own = [sample.Project, sample.Entry, sample.Subject, sample.Session, string.Join(' ', sample.Modalities), sample.State.ToString()];
        if (sample.Findings.Count == 0)
        {
            _rows.Add([.. own, null, null, null, null, null, null, null]);
        }

        _rows.AddRange(sample.Findings.Select(f => (IReadOnlyList<string?>)[.. own, f.Severity.ToString(), f.Rule.ToString(), f.Path, f.Masked, Text(f.Count), Text(f.Instances), f.Recommendation]));
        if (folder is not null)
        {
            Sheet(folder).Add($"{sample.Project}, {sample.Subject}, {sample.Session}", sample.State.ToString(), sample.Findings, series);
        }
    }

    /// <summary>Gives the files their names.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void Finish()
    {
        if (folder is not null && _sheet is not null)
        {
            _sheet.Dispose();
            _sheet = null;
            _stream!.Flush(flushToDisk: true);
            _stream.Dispose();
            File.Move(_temporary!, Path.Combine(folder, "contact-sheet.html"), overwrite: true);
            CsvTable.Write(Path.Combine(folder, "contact-sheet.csv"), s_header, _rows);
        }

        if (csv is not null)
        {
            CsvTable.Write(csv, s_header, _rows);
        }
    }

    /// <summary>The error of a file that cannot be written.</summary>
    public static DestinationException Unwritable(Exception error) =>
        new("WriteFailed", $"The contact sheet or the CSV file cannot be written ({error.GetType().Name}).", "Choose a folder that this account may write to, on a disk with free space.");

    /// <summary>Removes what is not whole.</summary>
    public void Dispose()
    {
        try
        {
            _sheet?.Dispose();
            _stream?.Dispose();
            if (_temporary is not null)
            {
                File.Delete(_temporary);
            }
        }
        catch (IOException)
        {
            // What is left has a temporary name.
        }
    }

    private ContactSheet Sheet(string target)
    {
        if (_sheet is null)
        {
            PrivateFile.CreateFolder(target);
            _temporary = PrivateFile.Temporary(target);
            _stream = PrivateFile.CreateNew(_temporary);
            _sheet = new ContactSheet(_stream, "Contact sheet of a data check", DateTimeOffset.UtcNow);
        }

        return _sheet;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
