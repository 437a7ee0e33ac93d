using System.Globalization;
using System.Management.Automation;
using DeidPS.Deid.Proof;
using IOPath = System.IO.Path;

namespace DeidPS.Commands;

/// <summary>Searches de-identified files for what must not be in them: one object per finding, nothing when nothing was found.</summary>
/// <remarks>
/// <para>
/// Every element at every depth, private ones, file meta information, preamble and the names of files and folders are searched: with
/// -Against for names, ids, numbers, dates, UIDs and places of the originals, whatever their accents, case and order; by form for NHS
/// numbers, postcodes, telephone numbers, e-mail addresses, URLs, dates in text and UIDs under foreign roots; and for breaches of form, such as required
/// attributes that are missing and references that lead nowhere. Pixel data is not searched.
/// </para>
/// <para>
/// A file that cannot be read is a finding. Findings show the first character of a value at most. Certain findings forbid release; possible
/// ones want a look. Dates of other patients coincide: they are certain only where the same picture shows whose date it is.
/// </para>
/// </remarks>
/// <example>
/// <title>Prove an output against its originals</title>
/// <code>Test-Deidentified ./out -Recurse -Against ./in</code>
/// <para>Lists what is left of the originals; an empty result means that nothing was found.</para>
/// </example>
/// <example>
/// <title>Only yes or no, in a script</title>
/// <code>if (-not (Test-Deidentified ./out -Recurse -Against ./in -Quiet)) { exit 1 }</code>
/// <para>True when all files were read and nothing was found.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "Deidentified", DefaultParameterSetName = PathSet)]
[OutputType(typeof(DeidFinding), typeof(bool))]
public sealed class TestDeidentifiedCommand : PumpedCmdlet<InputFile>
{
    private ResidualScan? _scan;
    private long _findings;
    private long _files;
    private bool _isIncomplete;

    /// <summary>Folder of the originals, read at any depth, or one original; without it files are searched by form only.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Against { get; set; }

    /// <summary>Do not search by form for NHS numbers, postcodes, dates and the like; off by default.</summary>
    [Parameter]
    public SwitchParameter SkipPattern { get; set; }

    /// <summary>Do not check required attributes, values, references and the record of the de-identification; off by default.</summary>
    [Parameter]
    public SwitchParameter SkipConformance { get; set; }

    /// <summary>Dates before this day are findings; no limit by default. The dummy 19000101 is never one.</summary>
    [Parameter]
    public DateTime EarliestDate { get; set; }

    /// <summary>Dates after this day are findings; today by default.</summary>
    [Parameter]
    public DateTime LatestDate { get; set; } = DateTime.Today;

    /// <summary>Put out true or false instead of findings: true when files were read and nothing was found, false for any finding, also a possible one; off by default.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Searching for identifiers";

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        OriginalIdentifiers? originals = null;
        if (Against is not null)
        {
            var folder = UnresolvedPath(Against);
            if (!IOPath.Exists(folder))
            {
                EndWithError(InputPathException.NotFound(Against), Against);
            }

            originals = OriginalsReader.Read(this, folder, ThrottleLimit, OnUnreadable, StopToken);
            WriteVerbose(string.Create(CultureInfo.InvariantCulture, $"{originals.FileCount} originals, {originals.Count} identifiers."));
        }

        _scan = new ResidualScan(originals, new ScanOptions
        {
            Patterns = !SkipPattern,
            Conformance = !SkipConformance,
            EarliestDate = MyInvocation.BoundParameters.ContainsKey(nameof(EarliestDate)) ? DateOnly.FromDateTime(EarliestDate) : null,
            LatestDate = DateOnly.FromDateTime(LatestDate),
        });
    }

    /// <inheritdoc/>
    protected override InputFile Prepare(InputFile file) => file;

    /// <inheritdoc/>
    protected override void Work(InputFile item, WorkSink sink, CancellationToken stop)
    {
        Interlocked.Increment(ref _files);
        Put(_scan!.Scan(item.FullName, item.IsNamed ? IOPath.GetFileName(item.FullName) : item.RelativePath, stop), sink.Write);
    }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        base.OnEnd();
        Put(_scan!.Finish(), WriteObject);
        if (Quiet)
        {
            WriteObject(Interlocked.Read(ref _findings) == 0 && Interlocked.Read(ref _files) > 0 && !_isIncomplete);
        }
    }

    private void Put(IReadOnlyList<DeidFinding> findings, Action<object> write)
    {
        Interlocked.Add(ref _findings, findings.Count);
        if (!Quiet)
        {
            foreach (var finding in findings)
            {
                write(finding);
            }
        }
    }

    /// <summary>What an unreadable original holds, nobody can search for.</summary>
    private void OnUnreadable(Exception error, string path)
    {
        _isIncomplete = true;
        ReportError(error, path);
    }
}
