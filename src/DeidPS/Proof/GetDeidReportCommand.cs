using System.Management.Automation;
using System.Text;
using DeidPS.Deid.Files;
using DeidPS.Deid.Proof;
using DeidPS.Deid.Proof.Report;
using IOPath = System.IO.Path;

namespace DeidPS.Commands;

/// <summary>Writes a report of de-identified files for people who release data: one HTML page, and a CSV file.</summary>
/// <remarks>
/// <para>
/// The page needs nothing else and opens offline: what was looked at, the profile, options, policies and date handling that the objects record,
/// totals of the run, findings with values masked, and a row with a thumbnail for each series. A thumbnail is not made where (0028,0301) says that
/// text is burnt in; the name of the transfer syntax stands where it cannot be decoded.
/// </para>
/// <para>Writing the report does not say that data may be released: look at its findings.</para>
/// </remarks>
/// <example>
/// <title>Report of an output against its originals</title>
/// <code>Get-DeidReport ./out -Against ./in -Destination ./report.html -Csv ./report.csv</code>
/// <para>Writes both files and puts out their paths and totals.</para>
/// </example>
/// <example>
/// <title>With the totals of the run</title>
/// <code>Invoke-Anonymise ./in -Recurse -Destination ./out -Policy site-wide -KeyPath ./site.key -Report ./run.csv; Get-DeidReport ./out -RunReport ./run.csv -Destination ./report.html</code>
/// <para>The page also says how many inputs were written, held back and why.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidReport", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeidReport))]
public sealed class GetDeidReportCommand : DeidCmdlet
{
    /// <summary>Folder with the de-identified files, read at any depth.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>HTML file to write, replaced when it exists; its folder must exist.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("OutputPath")]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>CSV file to write with the same totals, series and findings, replaced when it exists; none by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("CsvPath")]
    public string? Csv { get; set; }

    /// <summary>Folder of the originals, read at any depth; without it files are searched by form only, and less is found.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Against { get; set; }

    /// <summary>Report that Invoke-Anonymise -Report wrote, for the totals of the run; none by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RunReport { get; set; }

    /// <summary>Files looked at at the same time, 1 to 64. Default: the number of processors, at most 8.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = Math.Min(Environment.ProcessorCount, 8);

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        var folder = Existing(Path);
        var page = InExistingFolder(Destination);
        var csv = Csv is null ? null : InExistingFolder(Csv);
        var run = RunReport is null ? null : Existing(RunReport);
        var unreadable = 0;
        var against = Against is null ? null : Existing(Against);
        var originals = against is null ? null : OriginalsReader.Read(this, against, ThrottleLimit, OnUnreadable, StopToken);
        var unlisted = new List<(Exception Error, string Path)>();

        // A report of an earlier run that lies in the folder would be a finding.
        var files = FolderWalk.Files(folder, recurse: true, (error, path) => unlisted.Add((error, path)), StopToken)
            .Where(path => path != page && path != csv);
        var count = new FileCount();
        count.Add([folder], recurse: true, StopToken);
        var content = ShownWork.Run(
            this,
            "Looking through the files",
            (sink, stop) => new DeidReportBuilder(new ResidualScan(originals, new ScanOptions()), ThrottleLimit) { OnProgress = done => sink.Progress(done, count.Total) }.Build(folder, files, originals?.FileCount, unreadable, run, stop),
            StopToken);
        foreach (var (error, path) in unlisted)
        {
            ReportError(error, path);
        }

        var go = ShouldProcess($"'{folder}' -> '{page}'", "Write report");
        if (go)
        {
            Write(content, page, csv);
        }

        WriteObject(new DeidReport
        {
            Path = page, CsvPath = csv, Against = against, Written = go, Files = content.Files, Instances = content.Instances, Series = content.SeriesCount, Certain = content.Certain, Possible = content.Possible,
        });

        void OnUnreadable(Exception error, string path)
        {
            unreadable++;
            ReportError(error, path);
        }
    }

    private string Existing(string path)
    {
        var full = UnresolvedPath(path);
        return IOPath.Exists(full) ? full : throw InputPathException.NotFound(path);
    }

    /// <summary>Before the files are read, which may take hours.</summary>
    private string InExistingFolder(string path)
    {
        var full = UnresolvedPath(path);
        return Directory.Exists(IOPath.GetDirectoryName(full)) ? full : throw new DestinationException("WriteFailed", $"The folder of '{path}' does not exist.", "Make it, or choose another place for the report.");
    }

    private static void Write(DeidReportContent content, string page, string? csv)
    {
        try
        {
            using (var writer = new StreamWriter(page, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
            {
                DeidReportHtml.Write(content, writer, DateTimeOffset.UtcNow);
            }

            if (csv is not null)
            {
                DeidReportCsv.Write(content, new FileStream(csv, FileMode.Create, FileAccess.Write));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DestinationException("WriteFailed", $"The report cannot be written ({error.GetType().Name}).", "Choose a folder that exists and that this account may write to.");
        }
    }
}
