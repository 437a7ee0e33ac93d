using System.Management.Automation;
using DeidPS.Deid.Csv;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Checks a CSV file that lists studies to retrieve, before anything is asked for.</para>
/// <para type="description">
/// Takes XNAT's columns and what people write for them, and tells what is wrong with each row: dates that are none, numbers that a spreadsheet damaged, labels that are none, rows that ask for too much.
/// Invisible characters, byte order marks, semicolons, quotes and UTF-16 are understood.
/// </para>
/// </summary>
/// <remarks>
/// Columns to search by: Accession Number, Patient ID, Study Date, Date From, Date To, Study Instance UID, Last Name, First Name, Patient Name, DOB, Modality, NHS Number, Study Description. Series wanted: Series Description. Labels: Subject, Session. Changes: Relabel Accession Number, Relabel
/// Patient ID, Relabel Patient Name, Relabel Patient Birth Date, Relabel Study ID, Relabel Study Date. Findings name line and column and never a value. No server is asked.
/// </remarks>
/// <example>
/// <summary>What is wrong with a list</summary>
/// <code>Test-DeidRequestCsv ./cohort.csv</code>
/// <para>One object for each finding, with line, column and remedy; none for a list that can be asked for as it is.</para>
/// </example>
/// <example>
/// <summary>In a script</summary>
/// <code>if (-not (Test-DeidRequestCsv ./cohort.csv -DateFormat dd/MM/yyyy -PatientIdLength 8 -Quiet)) { exit 1 }</code>
/// <para>True when no row has an error; warnings do not count.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "DeidRequestCsv")]
[OutputType(typeof(RequestFinding), typeof(bool))]
public sealed class TestDeidRequestCsvCommand : DeidCmdlet
{
    private ProgressMeter? _progress;
    private bool _isGood = true;

    /// <summary>Paths of CSV files with one row for each study to retrieve.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Pass over columns that are not known; off by default, then they are an error.</summary>
    [Parameter]
    public SwitchParameter IgnoreUnknownColumns { get; set; }

    /// <summary>Allow rows that name a patient and nothing else, which ask for all studies of the patient; off by default.</summary>
    [Parameter]
    public SwitchParameter AllowAllStudies { get; set; }

    /// <summary>Allow rows that name a date and nothing else; off by default.</summary>
    [Parameter]
    public SwitchParameter AllowBroad { get; set; }

    /// <summary>A further form of dates in the file, such as dd/MM/yyyy; none by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DateFormatCompleter))]
    public string? DateFormat { get; set; }

    /// <summary>How many characters a Patient ID has at your site, to find leading zeros that a spreadsheet took away, 1 to 64; not checked by default.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int? PatientIdLength { get; set; }

    /// <summary>Put out true or false instead of findings; off by default.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        _progress ??= new ProgressMeter(this, "Checking rows");
        var options = new RequestCsvOptions { IgnoreUnknownColumns = IgnoreUnknownColumns, AllowAllStudies = AllowAllStudies, AllowBroad = AllowBroad, DateFormat = DateFormat, PatientIdLength = PatientIdLength };
        foreach (var path in Path.Select(UnresolvedPath))
        {
            try
            {
                Check(path, options);
            }
            catch (Exception error) when (error is CsvException or IOException or UnauthorizedAccessException)
            {
                _isGood = false;
                ReportError(error, path);
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        _progress?.Complete();
        if (Quiet)
        {
            WriteObject(_isGood);
        }
    }

    private void Check(string path, RequestCsvOptions options)
    {
        using var csv = new RequestCsv(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), options);
        if (csv.IsEncodingGuessed)
        {
            WriteWarning("The file is not UTF-8 and does not say what it is; it is read as Windows-1252. Save it as 'CSV UTF-8' to be sure of names with accents.");
        }

        var rows = 0L;
        foreach (var row in csv.Rows())
        {
            StopToken.ThrowIfCancellationRequested();
            _isGood &= row.IsValid;
            foreach (var finding in Quiet ? [] : row.Findings)
            {
                WriteObject(finding);
            }

            _progress!.Report(++rows);
        }
    }
}
