using System.Collections.Concurrent;
using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Proof.Report;

/// <summary>Looks at all files of an output folder and makes a report of them.</summary>
/// <param name="scan">Searches the files.</param>
/// <param name="workers">Files looked at at once.</param>
public sealed class DeidReportBuilder(ResidualScan scan, int workers)
{
    private static readonly DicomTag s_modality = new(0x00080060);
    private static readonly DicomTag s_description = new(0x0008103E);
    private static readonly DicomTag s_seriesNumber = new(0x00200011);
    private static readonly DicomTag s_number = new(0x00200013);
    private static readonly DicomTag s_temporal = new(0x00280303);

    private readonly ConcurrentBag<Looked> _looked = [];
    private long _done;

    /// <summary>Told how many files were looked at, from any thread; null for nobody.</summary>
    public Action<long>? OnProgress { get; init; }

    /// <summary>Makes the report's content; the same files give the same content, whatever the number of workers.</summary>
    /// <param name="folder">Full path of the folder.</param>
    /// <param name="files">Full paths of the files in it.</param>
    /// <param name="originals">How many originals <c>scan</c> knows; null when it knows none.</param>
    /// <param name="unreadableOriginals">Originals that it does not know, since they could not be read.</param>
    /// <param name="runReport">Report of the run, CSV; null for none.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ReportException">The run's report is none.</exception>
    public DeidReportContent Build(string folder, IEnumerable<string> files, int? originals, int unreadableOriginals, string? runReport, CancellationToken stop)
    {
        var content = new DeidReportContent { Originals = originals, UnreadableOriginals = unreadableOriginals, Run = runReport is null ? null : RunTotals.Read(runReport) };
        var options = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = stop };
        Parallel.ForEach(files, options, path =>
        {
            _looked.Add(Look(folder, path, stop));
            OnProgress?.Invoke(Interlocked.Increment(ref _done));
        });
        var series = new SortedDictionary<string, ReportSeries>(StringComparer.Ordinal);
        foreach (var file in _looked.OrderBy(l => l.Path, StringComparer.Ordinal))
        {
            Add(content, series, file, folder);
        }

        content.Findings.AddRange(scan.Finish());
        content.Series.AddRange(series.Values.OrderBy(s => s.Modality, StringComparer.Ordinal).ThenBy(s => s.Number).ThenBy(s => s.SeriesInstanceUid, StringComparer.Ordinal));
        Parallel.ForEach(content.Series, options, MakeThumbnail);
        return content;
    }

    private static void Add(DeidReportContent content, SortedDictionary<string, ReportSeries> series, Looked file, string folder)
    {
        content.Files++;
        content.Findings.AddRange(file.Findings);
        var isNameFound = file.Findings.Any(f => f.Path == "file name");
        content.FileNames[file.Path] = isNameFound ? string.Create(CultureInfo.InvariantCulture, $"file {content.Files} (name not shown)") : Path.GetRelativePath(folder, file.Path);
        if (file.Object is not { } seen)
        {
            return;
        }

        content.Instances++;
        foreach (var method in seen.Methods)
        {
            RunTotals.Count(content.Methods, method);
        }

        foreach (var code in seen.Codes)
        {
            RunTotals.Count(content.Codes, code);
        }

        RunTotals.Count(content.Dates, seen.Temporal);
        if (!series.TryGetValue(seen.Series, out var row))
        {
            series.Add(seen.Series, row = new ReportSeries
            {
                SeriesInstanceUid = seen.IsSeriesFound ? string.Create(CultureInfo.InvariantCulture, $"series {series.Count + 1} (UID not shown)") : seen.Series,
                Modality = seen.Modality,
                Number = seen.SeriesNumber,
                Description = seen.Description,
            });
        }

        // The clean text of one instance must not hide that another one's is not clean.
        row.Description = seen.IsDescriptionFound ? seen.Description : row.Description;
        row.SopClasses.Add(seen.SopClass);
        row.TransferSyntaxes.Add(seen.TransferSyntax);
        row.Instances.Add((seen.Number, file.Path));
    }

    private static void MakeThumbnail(ReportSeries series)
    {
        series.Instances.Sort(static (a, b) => a.Number != b.Number ? a.Number.CompareTo(b.Number) : string.CompareOrdinal(a.Path, b.Path));
        try
        {
            using var file = DicomFile.Open(series.Instances[series.Instances.Count / 2].Path);
            series.Thumbnail = ThumbnailMaker.Of(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DeidException)
        {
            series.Thumbnail = Thumbnail.None("not shown: cannot be read");
        }
    }

    private Looked Look(string folder, string path, CancellationToken stop)
    {
        var findings = scan.Scan(path, Path.GetRelativePath(folder, path), stop);
        try
        {
            using var file = DicomFile.Open(path);
            return new Looked(path, findings, Describe(file, findings));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DeidException)
        {
            // The scan says so among its findings.
            return new Looked(path, findings, null);
        }
    }

    private static Seen Describe(DicomFile file, IReadOnlyList<DeidFinding> findings)
    {
        var dataset = file.Dataset;
        var sopClass = dataset.GetText(DicomTags.SOPClassUID) ?? string.Empty;
        var isFound = IsFound(s_description);
        return new Seen
        {
            Series = dataset.GetText(DicomTags.SeriesInstanceUID) ?? string.Empty,
            IsSeriesFound = IsFound(DicomTags.SeriesInstanceUID),
            Modality = IsFound(s_modality) ? "?" : dataset.GetText(s_modality) ?? "?",
            SeriesNumber = !IsFound(s_seriesNumber) && int.TryParse(dataset.GetText(s_seriesNumber), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var series) ? series : null,
            Description = isFound ? "not shown: see findings" : dataset.GetText(s_description) ?? string.Empty,
            IsDescriptionFound = isFound,
            SopClass = DicomUids.FindSopClass(sopClass)?.Name ?? DicomUids.Find(sopClass)?.Name ?? "unknown SOP class",
            TransferSyntax = file.TransferSyntax.Name,
            Number = int.TryParse(dataset.GetText(s_number), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0,
            Methods = IsFound(DicomTags.DeidentificationMethod) ? ["not shown: see findings"] : [.. dataset.Find(DicomTags.DeidentificationMethod)?.Values.Where(v => v.Length > 0) ?? []],
            Codes = [.. CodesOf(dataset)],
            Temporal = IsFound(s_temporal) ? "?" : dataset.GetText(s_temporal) is { Length: > 0 } temporal ? temporal : "not stated",
        };

        bool IsFound(DicomTag tag)
        {
            var text = tag.ToString();
            return findings.Any(f => f.Path == text && f.Rule is <= FindingRule.Telephone or FindingRule.NhsNumber or FindingRule.Postcode or FindingRule.PhoneNumber
                or FindingRule.Email or FindingRule.Url or FindingRule.DateInText);
        }
    }

    private static IEnumerable<string> CodesOf(DicomDataset dataset)
    {
        foreach (var item in dataset.Find(DicomTags.DeidentificationMethodCodeSequence)?.Items ?? [])
        {
            // Other schemes hold seals and numbers of single objects.
            if (item.GetText(new DicomTag(0x00080102)) == "DCM" && item.GetText(new DicomTag(0x00080100)) is { Length: 6 } code)
            {
                yield return MeaningOf(code) is { } meaning ? $"{code} {meaning}" : code;
            }
        }
    }

    /// <summary>PS3.16 CID 7050.</summary>
    private static string? MeaningOf(string code) => code switch
    {
        "113100" => "Basic Application Confidentiality Profile",
        "113101" => "Clean Pixel Data Option",
        "113102" => "Clean Recognizable Visual Features Option",
        "113103" => "Clean Graphics Option",
        "113104" => "Clean Structured Content Option",
        "113105" => "Clean Descriptors Option",
        "113106" => "Retain Longitudinal Temporal Information Full Dates Option",
        "113107" => "Retain Longitudinal Temporal Information Modified Dates Option",
        "113108" => "Retain Patient Characteristics Option",
        "113109" => "Retain Device Identity Option",
        "113110" => "Retain UIDs Option",
        "113111" => "Retain Safe Private Option",
        "113112" => "Retain Institution Identity Option",
        _ => null,
    };

    private sealed record Looked(string Path, IReadOnlyList<DeidFinding> Findings, Seen? Object);

    private sealed record Seen
    {
        public required string Series { get; init; }

        public required bool IsSeriesFound { get; init; }

        public required string Modality { get; init; }

        public required int? SeriesNumber { get; init; }

        public required string Description { get; init; }

        public required bool IsDescriptionFound { get; init; }

        public required string SopClass { get; init; }

        public required string TransferSyntax { get; init; }

        public required int Number { get; init; }

        public required IReadOnlyList<string> Methods { get; init; }

        public required IReadOnlyList<string> Codes { get; init; }

        public required string Temporal { get; init; }
    }
}
