using System.Management.Automation;
using DeidPS.Dicom;
using DeidPS.Net;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Asks a node for patients, studies, series or images.</para>
/// <para type="description">
/// C-FIND by any mixture of accession number, patient, date and more, with the wildcards * and ?. Where a node gives only so many answers to a
/// query, the range of dates is split until all are there. Results carry the node and all UIDs and pipe on to Receive-DicomStudy.
/// </para>
/// </summary>
/// <remarks>
/// A query that names neither an accession number, a patient, a Study Instance UID nor a range of study dates with two ends is refused unless
/// -AllowBroad is given. A single date is exactly that day. Several values of one parameter are asked for one after the other; each answer comes
/// out once. A name is asked for as Last^First, where it is written Last, First or First Last also as it stands; a name beyond ASCII in each
/// character set an archive may hold it in. Series and images are asked for study by study, so that every key can be used at every level. All
/// records of a pipeline share one association with a node, which stays open while they come.
/// </remarks>
/// <example>
/// <summary>The studies of a patient in January</summary>
/// <code>Invoke-DicomQuery -Node sectra -PatientID P1 -StudyDate 20240101-20240131</code>
/// <para>One object for each study.</para>
/// </example>
/// <example>
/// <summary>A list of requests from a spreadsheet</summary>
/// <code>Import-Csv requests.csv | Invoke-DicomQuery -Node sectra | Receive-DicomStudy | Invoke-Anonymise -Destination ./out -Policy site-wide -KeyPath ./site.key</code>
/// <para>Columns such as Accession Number, Patient ID, Study Date, Subject and Session are taken as they are named.</para>
/// </example>
/// <example>
/// <summary>Accession numbers out of a spreadsheet that are not always written as the archive has them</summary>
/// <code>Import-Csv requests.csv | Invoke-DicomQuery -Node sectra -AccessionFallback -AccessionPrefix RJ, RJ1 -FallbackDays 1 | Where-Object NeedsReview</code>
/// <para>The studies that were found another way and that somebody has to look at; Step tells which way.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "DicomQuery", DefaultParameterSetName = NodeSet)]
[OutputType(typeof(DicomQueryResult))]
public sealed class InvokeDicomQueryCommand : NodeCmdlet
{
    private readonly HashSet<(DicomNode Node, string Key, string? Subject, string? Session)> _seen = [];
    private readonly Dictionary<DicomNode, NodeQuery> _queries = [];
    private IReadOnlyList<DicomTag> _tags = [];
    private int _count;

    /// <summary>(0008,0050) Accession Number; wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Accession Number")]
    [AllowEmptyCollection]
    [AllowNull]
    public string[]? AccessionNumber { get; set; }

    /// <summary>(0010,0020) Patient ID; wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Patient ID")]
    [AllowEmptyCollection]
    [AllowNull]
    public string[]? PatientID { get; set; }

    /// <summary>(0010,0010) Patient's Name: Last^First, Last, First or First Last; wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Patient Name")]
    [AllowNull]
    [AllowEmptyString]
    public string? PatientName { get; set; }

    /// <summary>Family name, where a spreadsheet has it in a column of its own; wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Last Name")]
    [AllowNull]
    [AllowEmptyString]
    public string? LastName { get; set; }

    /// <summary>Given name, where a spreadsheet has it in a column of its own; wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("First Name")]
    [AllowNull]
    [AllowEmptyString]
    public string? FirstName { get; set; }

    /// <summary>(0010,0030) Patient's Birth Date, a day or a range.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("DOB", "Date of Birth")]
    [DateRangeTransform(AllowsEmpty = true)]
    [AllowNull]
    public DateRange? BirthDate { get; set; }

    /// <summary>(0008,0020) Study Date: 20240131 is that day, 20240101-20240131 a range, 2024-01 a month, -7d the last seven days.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Study Date")]
    [DateRangeTransform(AllowsEmpty = true)]
    [AllowNull]
    public DateRange? StudyDate { get; set; }

    /// <summary>First study date; with -To instead of -StudyDate. Without -To the range has no end.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Date From")]
    [DateRangeTransform(AllowsEmpty = true)]
    [AllowNull]
    public DateRange? From { get; set; }

    /// <summary>Last study date; with -From instead of -StudyDate. Without -From the range has no beginning.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Date To")]
    [DateRangeTransform(AllowsEmpty = true)]
    [AllowNull]
    public DateRange? To { get; set; }

    /// <summary>Modality, such as CT: of any series of a study, or of the series at series level.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [AllowNull]
    [ArgumentCompleter(typeof(ModalityCompleter))]
    public string[]? Modality { get; set; }

    /// <summary>(0008,1030) Study Description; wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Study Description")]
    [AllowNull]
    [AllowEmptyString]
    public string? StudyDescription { get; set; }

    /// <summary>(0020,000D) Study Instance UID; several are asked for in one query.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Study Instance UID")]
    [AllowEmptyCollection]
    [AllowNull]
    public string[]? StudyInstanceUID { get; set; }

    /// <summary>(0020,000E) Series Instance UID, for series and image level.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? SeriesInstanceUID { get; set; }

    /// <summary>What is asked for: Patient, Study (default), Series or Image. Series and images are those of the studies that the keys find.</summary>
    [Parameter]
    public QueryLevel Level { get; set; } = QueryLevel.Study;

    /// <summary>Answers after which the query is cancelled at the node, 1 to 1000000; all by default.</summary>
    [Parameter]
    [Alias("First")]
    [ValidateRange(1, 1_000_000)]
    public int MaxResults { get; set; }

    /// <summary>Allow a query that hardly asks for anything and may keep the node busy for long; off by default.</summary>
    [Parameter]
    public SwitchParameter AllowBroad { get; set; }

    /// <summary>More attributes to be returned, by keyword or number: they are in Attributes of the results, as far as the node has them. None by default.</summary>
    [Parameter]
    [DicomTagTransform]
    [ArgumentCompleter(typeof(DicomTagCompleter))]
    [ValidateNotNull]
    public TagSelector[] Tag { get; set; } = [];

    /// <summary>
    /// Where no study has the accession number, look for other spellings of it (without blanks, hyphens and leading zeros, with and without
    /// -AccessionPrefix), then for Patient ID and study date; off by default. Results tell by Step which of them hit.
    /// </summary>
    [Parameter]
    public SwitchParameter AccessionFallback { get; set; }

    /// <summary>What the site's accession numbers begin with, put in front and taken away by -AccessionFallback; nothing by default.</summary>
    [Parameter]
    [ValidatePattern(@"^[^\\*?\s]+$")]
    [ValidateNotNullOrEmpty]
    public string[] AccessionPrefix { get; set; } = [];

    /// <summary>Days around the study date that -AccessionFallback takes in when it looks for patient and date, 0 to 366; 0, the very day, by default.</summary>
    [Parameter]
    [ValidateRange(0, 366)]
    public int FallbackDays { get; set; }

    /// <summary>Subject label, passed on to the results.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Subject { get; set; }

    /// <summary>Session label, passed on to the results.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Session { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Querying";

    /// <inheritdoc/>
    protected override void OnBegin() => _tags = [.. Tag.Select(TagOf)];

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var node = ResolveNode();
        foreach (var accession in Several(AccessionNumber))
        {
            foreach (var patient in Several(PatientID))
            {
                foreach (var modality in Several(Modality))
                {
                    if (MaxResults == 0 || _count < MaxResults)
                    {
                        Query(node, accession, patient, modality);
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        if (_queries.Count > 0)
        {
            RunAsync(async (_, _) => await CloseAsync().ConfigureAwait(false));
        }

        base.OnEnd();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            // After a stop or an error; nobody has to wait for it.
            _ = CloseAsync();
        }
    }

    private async Task CloseAsync()
    {
        foreach (var query in _queries.Values)
        {
            await query.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string?[] Several(string[]? values)
    {
        string?[] given = [.. (values ?? []).Where(v => !string.IsNullOrWhiteSpace(v)).Select(v => v.Trim())];
        return given.Length > 0 ? given : [null];
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    /// <summary>One attribute of the standard that can be asked for; no pattern, path or private element.</summary>
    private static DicomTag TagOf(TagSelector selector)
    {
        var tag = DicomDictionary.FindKeyword(selector.Text)?.Tag ?? (DicomTag.TryParse(selector.Text, out var number) ? number : default);
        return tag.Group >= 8 && tag.Group != 0x7FE0 && !tag.IsPrivate && !tag.IsGroupLength && tag.Value is not (0x00080005 or 0x00080052)
            ? tag
            : throw new DimseException("DicomValueInvalid", "-Tag names something that no query returns.", "Give keywords or numbers of single standard attributes, such as ReferringPhysicianName or '(0010,4000)'.");
    }

    private string? Name() => (Given(LastName), Given(FirstName)) switch
    {
        (null, null) => Given(PatientName),
        ({ } last, { } first) => $"{last}^{first}",
        ({ } last, null) => $"{last}*",
        (null, { } first) => $"*^{first}*",
    };

    private DateRange? Dates() => From is null && To is null ? StudyDate
        : StudyDate is null ? new DateRange(From?.From, To?.To)
        : throw new DateRangeException("Both -StudyDate and -From or -To are given.", "Give one of them.");

    private void Query(DicomNode node, string? accession, string? patient, string? modality)
    {
        try
        {
            var filter = new QueryFilter
            {
                AccessionNumber = accession, PatientID = patient, Modality = modality, PatientName = Name(), PatientBirthDate = BirthDate, StudyDate = Dates(), StudyDescription = Given(StudyDescription),
                StudyInstanceUID = [.. (StudyInstanceUID ?? []).Where(u => !string.IsNullOrWhiteSpace(u)).Select(u => u.Trim())], SeriesInstanceUID = Given(SeriesInstanceUID), ReturnTags = _tags,
            };
            if (filter.IsBroad(node) && !AllowBroad)
            {
                throw new DimseException("DicomValueInvalid", "The query asks for hardly anything: no accession number, patient, Study Instance UID or range of study dates with two ends.", "Add a key, or allow it with -AllowBroad.");
            }

            var (subject, session) = (Given(Subject), Given(Session));
            RunAsync((sink, stop) => QueryAsync(node, filter, subject, session, sink, stop), node.ToString());
        }
        catch (DeidException error) when (error is DimseException or DateRangeException)
        {
            // About this record only: the next may be sound.
            ReportError(error, node.ToString());
        }
    }

    private async Task QueryAsync(DicomNode node, QueryFilter filter, string? subject, string? session, PipelineSink sink, CancellationToken stop)
    {
        // One for each node: the records of a long list share an association.
        if (!_queries.TryGetValue(node, out var query))
        {
            _queries[node] = query = new NodeQuery(node, Secrets, DateOnly.FromDateTime(DateTime.Today))
            {
                Fallback = AccessionFallback ? new AccessionFallback { Prefixes = AccessionPrefix, Days = FallbackDays } : null,
            };
        }

        var (before, found, byFallback) = (query.Requests, _count, 0);
        await foreach (var answer in query.RunAsync(filter, Level, MaxResults == 0 ? null : MaxResults - _count, stop).ConfigureAwait(false))
        {
            var result = new DicomQueryResult(node, Level, answer, subject, session);
            if (_seen.Add((node, $"{result.PatientID}\n{result.StudyInstanceUID}\n{result.SeriesInstanceUID}\n{result.SOPInstanceUID}", subject, session)))
            {
                byFallback += result.NeedsReview ? 1 : 0;
                sink.Progress(++_count);
                await sink.WriteAsync(result).ConfigureAwait(false);
            }
        }

        await sink.VerboseAsync(FormattableString.Invariant(
            $"{node} was asked {query.Requests - before} time(s) at level {Level} by {filter.KeyNames}: {_count - found} answer(s){(query.MayLackUndated ? "; split by date and time, since it gives only so many at once" : string.Empty)}{(byFallback > 0 ? $"; {byFallback} found another way than asked for, to be reviewed" : string.Empty)}.")).ConfigureAwait(false);
        if (query.MayLackUndated)
        {
            await sink.WarningAsync($"{node} gives only so many answers, so the query was split by date and time: studies without a date or time may be missing. Ask for them by patient or accession number.").ConfigureAwait(false);
        }

        if (query.MayBeTruncated)
        {
            await sink.WarningAsync($"{node} gave exactly as many answers as is a usual limit of archives, or none and a warning; there may be more. Add keys and ask again, or register the node with its -ResultLimit.").ConfigureAwait(false);
        }
    }
}
