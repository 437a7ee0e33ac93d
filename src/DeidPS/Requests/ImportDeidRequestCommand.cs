using System.Management.Automation;
using DeidPS.Deid.Csv;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Plans what is to be fetched from an archive for a project: the rows of a CSV file, or the results of a query.</para>
/// <para type="description">
/// Checks the whole file first, asks the archive for every row, gives labels where there are none, and finds what cannot be: rows without a study or with several, labels that are taken,
/// studies that are there already, patients who may not be used. Nothing is transferred. Each study gives one request, Planned or Blocked with its reason; Start-DeidQueue fetches those that are Planned.
/// </para>
/// </summary>
/// <remarks>
/// Columns are those of Test-DeidRequestCsv. Nothing is planned while a row has an error, unless -SkipInvalid leaves such rows out and lists them in a file with .rejected.csv for an ending,
/// by line and code and without values. A blank Subject becomes the next subjNNN, the same for the same patient; a blank Session the subject with _001 and so on, by date. Import the same file again as
/// often as you like: what is there or has been requested is a Duplicate. about_DeidCohorts tells what each state and reason means and what to do. Relabel columns are written before the site's policy, which has the last word. What studies are called is kept sealed with
/// the store's key, for Get-DeidAccessionTrace; neither results nor messages name it. -WhatIf asks the archive, shows the plan and keeps nothing.
/// </remarks>
/// <example>
/// <summary>A list for a project, planned and fetched</summary>
/// <code>Import-DeidRequest ./cohort.csv -Project LUNG | Start-DeidQueue</code>
/// <para>Each request as it ends. Leave the second half out to look at the plan first.</para>
/// </example>
/// <example>
/// <summary>What would be fetched, and what would not</summary>
/// <code>Import-DeidRequest ./cohort.csv LUNG -Node sectra -OnMultiple Suffix -WhatIf | Group-Object State, Reason -NoElement</code>
/// <para>How many studies are Planned, and how many rows are Blocked for which reason.</para>
/// </example>
/// <example>
/// <summary>What a query finds</summary>
/// <code>Invoke-DicomQuery -Node sectra -Modality MR -StudyDate 2024-01 | Import-DeidRequest -Project BRAIN</code>
/// <para>One request for each study, with labels of the project.</para>
/// </example>
[Cmdlet(VerbsData.Import, "DeidRequest", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = InvokeAnonymiseCommand.InputObjectSet)]
[OutputType(typeof(DeidRequest))]
public sealed class ImportDeidRequestCommand : KeyedStoreCmdlet
{
    private readonly List<(DicomNode Node, PlanItem Item)> _found = [];

    /// <summary>CSV file with a row for each study to fetch; files may be piped in.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = PathCmdlet.PathSet)]
    [Alias("FullName", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>What Invoke-DicomQuery found, at study level.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InvokeAnonymiseCommand.InputObjectSet)]
    [ValidateNotNull]
    public DicomQueryResult? InputObject { get; set; }

    /// <summary>Project that the studies are for, by id or alias.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string Project { get; set; } = string.Empty;

    /// <summary>The archive, registered with Register-DicomNode; by default the only one that is registered, and that of a query's results.</summary>
    [Parameter]
    [DicomNodeTransform]
    [ArgumentCompleter(typeof(DicomNodeCompleter))]
    [ValidateNotNull]
    public DicomNode? Node { get; set; }

    /// <summary>What becomes of a row that finds several studies: Error (default) blocks it, Suffix takes all of them with _1 and so on behind the session label, First takes the earliest.</summary>
    [Parameter(ParameterSetName = PathCmdlet.PathSet)]
    public RequestMultiple OnMultiple { get; set; }

    /// <summary>Leave rows with errors out and plan the rest; off by default, then nothing is planned.</summary>
    [Parameter(ParameterSetName = PathCmdlet.PathSet)]
    public SwitchParameter SkipInvalid { get; set; }

    /// <summary>Pass over columns that are not known; off by default, then they are an error.</summary>
    [Parameter(ParameterSetName = PathCmdlet.PathSet)]
    public SwitchParameter IgnoreUnknownColumns { get; set; }

    /// <summary>Allow rows that name a patient and nothing else, which ask for all studies of the patient; off by default.</summary>
    [Parameter(ParameterSetName = PathCmdlet.PathSet)]
    public SwitchParameter AllowAllStudies { get; set; }

    /// <summary>Allow rows that name a date and nothing else; off by default.</summary>
    [Parameter(ParameterSetName = PathCmdlet.PathSet)]
    public SwitchParameter AllowBroad { get; set; }

    /// <summary>A further form of dates in the file, such as dd/MM/yyyy; none by default.</summary>
    [Parameter(ParameterSetName = PathCmdlet.PathSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DateFormatCompleter))]
    public string? DateFormat { get; set; }

    /// <summary>How many characters a Patient ID has at your site, to find leading zeros that a spreadsheet took away, 1 to 64; not checked by default.</summary>
    [Parameter(ParameterSetName = PathCmdlet.PathSet)]
    [ValidateRange(1, 64)]
    public int? PatientIdLength { get; set; }

    /// <summary>Where no study has an accession number, look for other spellings of it, then for Patient ID and date, as Invoke-DicomQuery does; what is not beyond doubt is Blocked as NeedsReview. Off by default.</summary>
    [Parameter(ParameterSetName = PathCmdlet.PathSet)]
    public SwitchParameter AccessionFallback { get; set; }

    /// <summary>What the site's accession numbers begin with, for -AccessionFallback; nothing by default.</summary>
    [Parameter(ParameterSetName = PathCmdlet.PathSet)]
    [ValidatePattern(@"^[^\\*?\s]+$")]
    [ValidateNotNullOrEmpty]
    public string[] AccessionPrefix { get; set; } = [];

    /// <summary>Days around the study date that -AccessionFallback takes in, 0 to 366; 0, the very day, by default.</summary>
    [Parameter(ParameterSetName = PathCmdlet.PathSet)]
    [ValidateRange(0, 366)]
    public int FallbackDays { get; set; }

    /// <summary>Which series are wanted: a shipped filter by name, such as gstt-burntin, a JSON file, or what New-DeidSeriesFilter made; what it leaves out is not transferred. Filters of project and site count besides. None by default.</summary>
    [Parameter]
    [SeriesFilterTransform]
    [ArgumentCompleter(typeof(SeriesFilterCompleter))]
    [ValidateNotNull]
    public SeriesFilter? SeriesFilter { get; set; }

    /// <summary>Fetch studies again that are in the project or its prearchive; off by default, then they are duplicates.</summary>
    [Parameter]
    public SwitchParameter Refetch { get; set; }

    /// <summary>Place in the queue, 0 to 1000: lower numbers go first. 10 by default.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int Priority { get; set; } = 10;

    /// <summary>User name and passcode for the archive; none by default.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Planning requests";

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        base.OnBegin();
        if (!AccessionFallback && (AccessionPrefix.Length > 0 || FallbackDays > 0))
        {
            throw new StoreException(StoreException.StoreValueInvalid, $"{(AccessionPrefix.Length > 0 ? "-AccessionPrefix" : "-FallbackDays")} has no effect without -AccessionFallback.", "Give -AccessionFallback too, or leave it out.");
        }
    }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        if (InputObject is not null)
        {
            Collect(InputObject);
            return;
        }

        var path = UnresolvedPath(Path);
        try
        {
            var options = new RequestCsvOptions { IgnoreUnknownColumns = IgnoreUnknownColumns, AllowAllStudies = AllowAllStudies, AllowBroad = AllowBroad, DateFormat = DateFormat, PatientIdLength = PatientIdLength };
            if (Check(path, options))
            {
                Plan(RequestBinding.Node(Node, Credential), () => ReadRows(path, options), path);
            }
        }
        catch (Exception error) when (error is DeidException or IOException or UnauthorizedAccessException)
        {
            ReportError(error, path);
        }
    }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        foreach (var some in _found.GroupBy(f => f.Node.Name, StringComparer.Ordinal))
        {
            Plan(some.First().Node, () => Items([.. some.Select(f => f.Item)]), some.Key);
        }

        base.OnEnd();
    }

    private static RequestCsv Open(string path, RequestCsvOptions options) => new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), options);

    private static async IAsyncEnumerable<PlanItem> ReadRows(string path, RequestCsvOptions options)
    {
        using var csv = Open(path, options);
        foreach (var row in csv.Rows().Where(r => r.IsValid))
        {
            yield return PlanItem.Of(row);
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    private static async IAsyncEnumerable<PlanItem> Items(IReadOnlyList<PlanItem> items)
    {
        foreach (var item in items)
        {
            yield return item;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    private static string Why(DeidRequest request) =>
        request.Conflicts.Count > 0 ? $"{request.Reason} {string.Join(", ", request.Conflicts)}" : request.DuplicateOf is { } other ? $"{request.Reason}, see request {other}" : request.Reason.ToString();

    private void Collect(DicomQueryResult result)
    {
        if (result.Level != QueryLevel.Study || result.StudyInstanceUID is not { Length: > 0 } uid)
        {
            ReportError(new StoreException(StoreException.StoreValueInvalid, "Studies are requested, not patients, series or images.", "Query with -Level Study."), result.Node.ToString());
            return;
        }

        try
        {
            var node = RequestBinding.Node(Node ?? result.Node, Credential);
            _found.Add((node, new PlanItem { Line = _found.Count + 1, Filter = new QueryFilter { StudyInstanceUID = [uid], PatientID = node.Model == QueryModel.PatientRoot ? result.PatientID : null }, Subject = result.Subject, Session = result.Session }));
        }
        catch (DeidException error)
        {
            ReportError(error, result.Node.ToString());
        }
    }

    /// <summary>Looks at all rows before anything is asked for.</summary>
    /// <returns>True when the file may be planned.</returns>
    private bool Check(string path, RequestCsvOptions options)
    {
        using var csv = Open(path, options);
        if (csv.IsEncodingGuessed)
        {
            WriteWarning("The file is not UTF-8 and does not say what it is; it is read as Windows-1252. Save it as 'CSV UTF-8' to be sure of names with accents.");
        }

        var rejected = new List<IReadOnlyList<string?>>();
        var bad = 0;
        var strange = 0;
        foreach (var row in csv.Rows())
        {
            StopToken.ThrowIfCancellationRequested();
            bad += row.IsValid ? 0 : 1;
            strange += row.Findings.Any(f => !f.IsError) ? 1 : 0;
            foreach (var finding in row.Findings.Where(f => f.IsError))
            {
                rejected.Add([finding.Line.ToString(System.Globalization.CultureInfo.InvariantCulture), finding.Column, finding.Code, finding.Message]);
                if (!SkipInvalid)
                {
                    ReportError(new CsvException(FormattableString.Invariant($"Line {finding.Line}: {finding.Message}"), finding.RecommendedAction), FormattableString.Invariant($"{path}, line {finding.Line}"));
                }
            }
        }

        if (strange > 0)
        {
            WriteWarning(FormattableString.Invariant($"{strange} row(s) held invisible characters, which were taken out. Test-DeidRequestCsv lists them."));
        }

        if (bad == 0)
        {
            return true;
        }

        if (!SkipInvalid)
        {
            ReportError(new CsvException(FormattableString.Invariant($"Nothing was planned: {bad} row(s) have errors."), "Correct them, or leave them out with -SkipInvalid."), path);
            return false;
        }

        var list = System.IO.Path.ChangeExtension(path, ".rejected.csv");
        if (ShouldProcess($"'{path}' -> '{list}'", "List rows that are left out"))
        {
            try
            {
                CsvTable.Write(list, ["Line", "Column", "Code", "Message"], rejected);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw WrittenFile.Unwritable(list, error);
            }

            WriteWarning(FormattableString.Invariant($"{bad} row(s) have errors and are left out; '{list}' lists them."));
        }

        return true;
    }

    private void Plan(DicomNode node, Func<IAsyncEnumerable<PlanItem>> items, string target)
    {
        var isTrial = !ShouldProcess($"'{target}' -> '{Project}'", "Plan requests", out var why);
        if (isTrial && why != ShouldProcessReason.WhatIf)
        {
            return;
        }

        WithStore((store, sink, stop) => PlanAsync(store, node, items(), isTrial, sink, stop), target);
    }

    private async Task PlanAsync(DeidStore store, DicomNode node, IAsyncEnumerable<PlanItem> items, bool isTrial, PipelineSink sink, CancellationToken stop)
    {
        var options = new PlanOptions
        {
            Project = Project, Node = node, Secrets = RequestBinding.Secrets(Credential), OnMultiple = OnMultiple, Refetch = Refetch, Priority = Priority, IsTrial = isTrial, Filter = SeriesFilter,
            Fallback = AccessionFallback ? new AccessionFallback { Prefixes = AccessionPrefix, Days = FallbackDays } : null, Tries = node.Limits.MaxAttempts, OnProgress = done => sink.Progress(done),
        };
        await sink.VerboseAsync(FormattableString.Invariant($"{node.Name} is asked; filter of series: {SeriesFilter?.Name ?? "none beside those of project and site"}; priority {Priority}.")).ConfigureAwait(false);
        var key = FindKey(store) ?? throw StoreKey.Missing();
        var batch = await new RequestPlanner(store, key, options).PlanAsync(items, stop).ConfigureAwait(false);
        try
        {
            foreach (var request in new RequestBook(store).List(new RequestFilter { Batch = batch, IncludesIncomplete = isTrial }))
            {
                if (request.Reason != RequestReason.None)
                {
                    await sink.VerboseAsync($"{request} ({Why(request)}).").ConfigureAwait(false);
                }

                await sink.WriteAsync(request).ConfigureAwait(false);
            }
        }
        finally
        {
            if (isTrial)
            {
                RequestPlanner.Forget(store, batch);
            }
        }
    }
}
