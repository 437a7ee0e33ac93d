using System.Management.Automation;
using DeidPS.Deid.Proof;
using DeidPS.Store;
using DeidPS.Store.Checks;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Checks a sample of what a project holds: headers, dates, pixels and faces, with a contact sheet where asked.</para>
/// <para type="description">
/// Some sessions, the same each time and spread from the first to the last, or as many of each modality and manufacturer with -PerModality. Every instance of them is searched for
/// identifiers by their form, dates that did not move together, private elements, kinds of images into which text is burnt, overlays, documents, and heads fine enough to make a
/// face of; what was to be known at arrival and nobody accepted counts too. One object for each session: Failed when something identifies, NeedsCleaning when pixels may,
/// Unchecked when somebody has to look first, Passed when nothing was found that matters. The state is recorded: what Failed is not archived, exported, shared or copied.
/// </para>
/// </summary>
/// <remarks>
/// <para>
/// Findings tell the element, the rule, the first character of the value and how often. -Destination writes contact-sheet.html and contact-sheet.csv: frames, and their edges enlarged,
/// to look for burnt-in text; whoever has the sheet has what is burnt in. Native, RLE and baseline JPEG frames are shown; for others the sheet says so, and the session is not Passed.
/// </para>
/// <para>
/// Owners, members, data managers and administrators check; pictures of archived sessions are for those who may read them. -KnownValues and -IncludeIdentifiers are for data managers,
/// need -Reason, and are recorded. Checking is a help: nothing found is no proof.
/// </para>
/// </remarks>
/// <example>
/// <summary>Three of each modality, with pictures</summary>
/// <code>Test-DeidSample LUNG -SampleSize 3 -PerModality -Destination ./check</code>
/// <para>One object for each session, and the contact sheet in the folder.</para>
/// </example>
/// <example>
/// <summary>In a scheduled task</summary>
/// <code>Test-DeidSample LUNG -Prearchive -SampleSize 20 -FailOn High, Medium -ErrorAction Stop</code>
/// <para>One object for each entry; then an error when one of them has such a finding.</para>
/// </example>
/// <example>
/// <summary>What is still unchecked</summary>
/// <code>Get-DeidReview LUNG -State Unchecked | Test-DeidSample | Where-Object State -ne Passed | Select-Object -ExpandProperty Findings</code>
/// <para>What was found in them.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "DeidSample", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeidSample))]
public sealed class TestDeidSampleCommand : KeyedStoreCmdlet
{
    private readonly List<(StoreException Error, string Target)> _failed = [];
    private ContactSheetFiles? _files;
    private string? _csv;
    private string? _folder;

    /// <summary>Project by id or alias; the one the sessions belong to or the entries wait for.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string Project { get; set; } = string.Empty;

    /// <summary>Label of the one session that is checked; by default a sample is.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SessionCompleter))]
    public string? Session { get; set; }

    /// <summary>Id of the one entry that is checked, as Get-DeidPrearchive shows it; by default a session or a sample is.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EntryCompleter))]
    public string? Entry { get; set; }

    /// <summary>Take the sample from the entries that wait for the project instead of from its sessions; off by default.</summary>
    [Parameter]
    public SwitchParameter Prearchive { get; set; }

    /// <summary>How many are checked, 1 to 1000; 3 by default.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int SampleSize { get; set; } = 3;

    /// <summary>Check as many of each modality and manufacturer; off by default.</summary>
    [Parameter]
    public SwitchParameter PerModality { get; set; }

    /// <summary>Folder for contact-sheet.html and contact-sheet.csv, made when missing; files of these names are replaced. None by default.</summary>
    [Parameter]
    [Alias("OutputPath")]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>Also write the findings into this CSV file, replacing one of that name; none by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Csv { get; set; }

    /// <summary>Severities of findings that make an error of a session, told when all are checked: High, Medium, Low. None by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DataSeverity[] FailOn { get; set; } = [];

    /// <summary>Forms that the site's own numbers have, as regular expressions without regard to case; by default RJ and six or more digits, as accession numbers look at the site this began at. @() for none.</summary>
    [Parameter]
    [ValidateNotNull]
    [AllowEmptyCollection]
    public string[] Pattern { get; set; } = [@"RJ\d{6,}"];

    /// <summary>Modalities whose head images are looked at for faces: MR, CT, PT. MR by default.</summary>
    [Parameter]
    [ValidateSet("MR", "CT", "PT")]
    public string[] FaceModality { get; set; } = ["MR"];

    /// <summary>Also search for patient id, accession number and study UID that the look-up table knows; for data managers. Off by default.</summary>
    [Parameter]
    public SwitchParameter KnownValues { get; set; }

    /// <summary>Show the values that are found in the objects' findings, never in a file; for data managers. Off by default.</summary>
    [Parameter]
    public SwitchParameter IncludeIdentifiers { get; set; }

    /// <summary>Why values are used or shown; recorded in the audit trail. No patient value.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Reason { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Checking";

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        base.OnBegin();
        if ((KnownValues || IncludeIdentifiers) && Reason is null)
        {
            throw new StoreException(StoreException.StoreValueInvalid, "Using or showing values of the source needs a reason.", "Give -Reason.");
        }

        _csv = Csv is null ? null : UnresolvedPath(Csv);
        _folder = Destination is null ? null : UnresolvedPath(Destination);
    }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var go = ShouldProcess(_folder is null ? $"'{Project}'" : $"'{Project}' -> '{_folder}'", "Check and record", out var why);
        if (!go && why != ShouldProcessReason.WhatIf)
        {
            return;
        }

        _files ??= new ContactSheetFiles(go ? _folder : null, go ? _csv : null);
        var request = new SampleRequest
        {
            Project = Project, Session = string.IsNullOrEmpty(Session) ? null : Session, Entry = string.IsNullOrEmpty(Entry) ? null : Entry, IsPrearchive = Prearchive, SampleSize = SampleSize, PerModality = PerModality,
            Patterns = Pattern, FaceModalities = FaceModality, WithKnownValues = KnownValues, WithValues = IncludeIdentifiers, Reason = Reason, WithPictures = go && _folder is not null, IsRecorded = go,
        };
        WithStore((store, sink, stop) => CheckAsync(store, request, sink, stop), Project);
    }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        try
        {
            _files?.Finish();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            ReportError(ContactSheetFiles.Unwritable(error), _folder ?? _csv!);
        }

        // Last: with -ErrorAction Stop the first one ends the command, and the files are there by then.
        base.OnEnd();
        foreach (var (error, target) in _failed)
        {
            ReportError(error, target);
        }
    }

    /// <inheritdoc/>
    private protected override void OnClosing() => _files?.Dispose();

    private async Task CheckAsync(DeidStore store, SampleRequest request, PipelineSink sink, CancellationToken stop)
    {
        var checker = new SampleChecker(store, request, request.WithKnownValues ? FindKey(store) ?? throw StoreKey.Missing() : null) { OnProgress = (done, total) => sink.Progress(done, total) };
        foreach (var item in checker.Choose())
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                var (sample, series) = checker.Check(item, stop);
                _files!.Add(sample, series);
                await sink.WriteAsync(sample).ConfigureAwait(false);
                if (sample.Findings.FirstOrDefault(f => FailOn.Contains(f.Severity)) is { } worst)
                {
                    var count = sample.Findings.Count(f => FailOn.Contains(f.Severity));
                    _failed.Add((
                        new StoreException(
                            StoreException.DataCheckFailed, FormattableString.Invariant($"The check of '{sample.Session}' in project '{sample.Project}' has {count} finding(s) of the severities that -FailOn names; the worst is {worst}."), worst.Recommendation),
                        sample.Entry ?? sample.Session));
                }
            }
            catch (StoreException error) when (error.ErrorId is StoreException.StoreBusy or StoreException.StoreItemNotFound)
            {
                // It is being worked on, or went while the others were looked at.
                await sink.ErrorAsync(error, item.Id).ConfigureAwait(false);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw ContactSheetFiles.Unwritable(error);
            }
        }
    }
}
