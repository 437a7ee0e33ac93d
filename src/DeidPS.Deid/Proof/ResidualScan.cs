using DeidPS.Dicom;

namespace DeidPS.Deid.Proof;

/// <summary>
/// Searches outputs for what must not be in them: identifiers of the originals, identifiers by their form, and breaches of form and record.
/// Every element at every depth, file meta information, preamble, and the names of files and folders. Any number of threads may scan.
/// </summary>
/// <param name="originals">What to search for; null to search by form only.</param>
/// <param name="options">What else to look for.</param>
public sealed class ResidualScan(OriginalIdentifiers? originals, ScanOptions options)
{
    private readonly NeedleSet? _needles = originals?.Build();
    private readonly SetCheck _set = new();

    /// <summary>Scans one file. A file that cannot be read is a finding, not an error (fail closed).</summary>
    /// <param name="path">Full path.</param>
    /// <param name="relativePath">The part of the path whose names are searched: below the folder that is delivered.</param>
    /// <param name="stop">Ends the scan.</param>
    public IReadOnlyList<DeidFinding> Scan(string path, string relativePath, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(relativePath);
        return Scan(path, (findings, scan) =>
        {
            scan.Names(relativePath);
            ScanFile(path, findings, scan);
        }, stop);
    }

    /// <summary>Scans a file that is open; its names are not searched.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="file">The file.</param>
    /// <param name="stop">Ends the scan.</param>
    internal IReadOnlyList<DeidFinding> Scan(string path, DicomFile file, CancellationToken stop) => Scan(path, (findings, scan) => ScanFile(path, file, findings, scan), stop);

    /// <summary>What only all files together show: references that lead nowhere, frames of reference, the same instance twice.</summary>
    /// <remarks>Call it once, after the last file.</remarks>
    public IReadOnlyList<DeidFinding> Finish() => options.Conformance ? _set.Findings() : [];

    private IReadOnlyList<DeidFinding> Scan(string path, Action<FindingList, FileScan> look, CancellationToken stop)
    {
        var findings = new FindingList(path);
        try
        {
            look(findings, new FileScan(findings, _needles, options, stop));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DeidException)
        {
            findings.Add("file", FindingRule.Unreadable, FindingConfidence.Certain);
        }

        return findings.Findings;
    }

    private void ScanFile(string path, FindingList findings, FileScan scan)
    {
        DicomFile file;
        try
        {
            file = DicomFile.Open(path);
        }
        catch (DicomParseException error)
        {
            var isNotDicom = error.ErrorId == DicomParseException.NotDicom;
            if (!isNotDicom || !ExportFile.IsOne(path))
            {
                findings.Add("file", isNotDicom ? FindingRule.NotDicom : FindingRule.Unreadable, FindingConfidence.Certain);
            }

            scan.WholeFile(path);
            return;
        }

        using (file)
        {
            ScanFile(path, file, findings, scan);
        }
    }

    private void ScanFile(string path, DicomFile file, FindingList findings, FileScan scan)
    {
        if (file.IsSuspect)
        {
            findings.Add("file", FindingRule.Unreadable, FindingConfidence.Possible);
        }

        scan.Preamble(path, file.HasPreamble);
        scan.Picture(file.Dataset);
        if (file.FileMeta is { } meta)
        {
            scan.Dataset(meta);
        }

        scan.Dataset(file.Dataset);
        if (options.Conformance)
        {
            new ConformanceCheck(findings, _needles).Check(file);
            _set.Add(path, file);
        }
    }
}
