using System.Globalization;
using DeidPS.Deid.Pixels;
using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Proof;

/// <summary>
/// Checks what a study holds after its policies, as people check a sample of it: identifiers by their form and by what is known, dates that did not move together, private elements,
/// and pixels that may show text or a face. Everything is read but the pixels. Not thread safe; one for each study.
/// </summary>
/// <param name="options">How to look.</param>
public sealed class DataCheck(DataCheckOptions options)
{
    private const int LongestValue = 256;

    private readonly ResidualScan _scan = new(options.Known, new ScanOptions { Conformance = false, OwnPatterns = options.OwnPatterns });
    private readonly StudyDates _dates = new();
    private readonly FindingTable<DataFinding> _found = new(
        f => (int)f.Severity,
        (before, now) => before with { Count = before.Count + now.Count, Instances = before.Instances + 1, Severity = now.Severity > before.Severity ? now.Severity : before.Severity });

    /// <summary>Instances that were looked at.</summary>
    public int Instances { get; private set; }

    /// <summary>What was found so far: the worst first, then by place.</summary>
    public IReadOnlyList<DataFinding> Findings =>
        [.. _found.Findings.OrderByDescending(f => f.Severity).ThenBy(f => f.Path, StringComparer.Ordinal).ThenBy(f => f.Rule)];

    /// <summary>True for what is about pixels: it is mended by blanking or leaving out, not by a rule for an attribute.</summary>
    public static bool IsAboutPixels(FindingRule rule) => rule is FindingRule.BurnedInText or FindingRule.Overlay or FindingRule.FaceReview or FindingRule.Document;

    /// <summary>Looks at a file. One that cannot be read is a finding, not an error (fail closed).</summary>
    /// <param name="path">Full path.</param>
    /// <param name="stop">Stops within the file.</param>
    public void Add(string path, CancellationToken stop)
    {
        Instances++;
        using var file = TryOpen(path);
        var residual = file is null ? _scan.Scan(path, string.Empty, stop) : _scan.Scan(path, file, stop);
        foreach (var finding in residual)
        {
            Add(finding.Path, finding.Rule, SeverityOf(finding), finding.Masked, finding.Count, file);
        }

        if ((file is null || !TryLook(file)) && !residual.Any(f => f is { Rule: FindingRule.Unreadable or FindingRule.NotDicom, Confidence: FindingConfidence.Certain }))
        {
            Add("file", FindingRule.Unreadable, DataSeverity.High);
        }
    }

    /// <summary>Adds something that is known from elsewhere, such as that pixels could not be decoded.</summary>
    public void Add(string path, FindingRule rule, DataSeverity severity) => Add(path, rule, severity, string.Empty, 1, null);

    /// <summary>Opens a file; null when it cannot be opened, of which the scan tells why.</summary>
    private static DicomFile? TryOpen(string path)
    {
        try
        {
            return DicomFile.Open(path);
        }
        catch (Exception error) when (IsOfFile(error))
        {
            return null;
        }
    }

    private bool TryLook(DicomFile file)
    {
        try
        {
            Look(file);
            return true;
        }
        catch (Exception error) when (IsOfFile(error))
        {
            return false;
        }
    }

    private static bool IsOfFile(Exception error) => error is IOException or UnauthorizedAccessException or DeidException;

    private static DataSeverity SeverityOf(DeidFinding finding) =>
        finding.Confidence == FindingConfidence.Certain ? DataSeverity.High : finding.Rule == FindingRule.ForeignUid ? DataSeverity.Low : DataSeverity.Medium;

    private void Look(DicomFile file)
    {
        foreach (var element in _dates.Apart(file.Dataset))
        {
            Add(element.Tag.ToString(), FindingRule.DatesApart, DataSeverity.Medium, FirstOf(element), 1, file);
        }

        foreach (var element in file.Dataset)
        {
            if (element.Tag.IsPrivate && !element.Tag.IsPrivateCreator && !element.Tag.IsGroupLength)
            {
                Add(element.Tag.ToString(), FindingRule.PrivateElement, DataSeverity.Low);
            }
            else if (element.Tag.Group is >= 0x6000 and <= 0x60FF && element.Tag.Element == 0x3000 && !element.IsEmpty)
            {
                Add(element.Tag.ToString(), FindingRule.Overlay, DataSeverity.Medium);
            }
        }

        LookAtKind(file);
        if (HeadRule.Applies(file.Dataset, options.FaceModalities))
        {
            Add(DicomTags.PixelData.ToString(), FindingRule.FaceReview, DataSeverity.Medium);
        }
    }

    /// <summary>Asks the question once more that a policy asked when it released the object, of what the object says now.</summary>
    private void LookAtKind(DicomFile file)
    {
        foreach (var finding in ReleaseGate.Judge(ObjectTraits.Of(file), file, ClaimsOf(file.Dataset), [], held => held == HeldCase.UnknownAttribute))
        {
            var (rule, severity) = finding.Case switch
            {
                HeldCase.BurnedInAnnotation => (FindingRule.BurnedInText, DataSeverity.High),
                HeldCase.EncapsulatedDocument or HeldCase.StructuredReport or HeldCase.PresentationState or HeldCase.Sound or HeldCase.PrivateSopClass or HeldCase.UnknownSopClass or HeldCase.ReferencedPixels =>
                    (FindingRule.Document, DataSeverity.Medium),
                _ => (FindingRule.BurnedInText, DataSeverity.Medium),
            };
            Add((finding.Case == HeldCase.BurnedInAnnotation ? DicomTags.BurnedInAnnotation : DicomTags.SOPClassUID).ToString(), rule, severity);
        }

        if (file.Dataset.Find(DicomTags.ImageType)?.Values is [_, var second, ..] && second.Trim() == "SECONDARY")
        {
            Add(DicomTags.ImageType.ToString(), FindingRule.BurnedInText, DataSeverity.Low);
        }
    }

    /// <summary>Codes of the options that were carried out. What an object merely says of that may be its sender's: only what a seal vouches for counts.</summary>
    private HashSet<string> ClaimsOf(DicomDataset dataset) => options.Keys.Any(key => PolicySeal.IsValid(dataset, key)) ? PolicySeal.Claims(dataset) : [];

    private void Add(string path, FindingRule rule, DataSeverity severity, string masked, int count, DicomFile? file) => _found.Add(path, rule, new DataFinding
    {
        Path = path, Rule = rule, Severity = severity, Masked = masked, Count = count, Value = options.KeepValues && file is not null ? ValueOf(file, path) : null,
    });

    private static string FirstOf(DicomElement element) => element.Text is { Length: > 0 } text ? text[0] + "***" : string.Empty;

    /// <summary>The text of the element at a place; null where there is none.</summary>
    private static string? ValueOf(DicomFile file, string path)
    {
        var dataset = path.StartsWith("(0002,", StringComparison.Ordinal) ? file.FileMeta : file.Dataset;
        DicomElement? element = null;
        foreach (var step in path.Split('/'))
        {
            if (step.Length < 11 || dataset is null || !DicomTag.TryParse(step.AsSpan(0, 11), out var tag) || (element = dataset.Find(tag)) is null)
            {
                return null;
            }

            dataset = step.Length > 13 && int.TryParse(step.AsSpan(12, step.Length - 13), NumberStyles.None, CultureInfo.InvariantCulture, out var item) ? element.Items.ElementAtOrDefault(item) : null;
        }

        return element is { IsBulk: false, IsSequence: false, Text: { } text } ? text[..Math.Min(text.Length, LongestValue)] : null;
    }
}
