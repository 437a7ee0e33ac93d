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
/// A query that names neither an accession number, a patient, a UID nor a bounded range of dates is refused unless -AllowBroad is given. A single date
/// is exactly that day. Several values of one parameter are asked for one after the other; each answer comes out once.
/// </remarks>
/// <example>
/// <summary>The studies of a patient in January</summary>
/// <code>Invoke-DicomQuery -Node sectra -PatientId P1 -StudyDate 20240101-20240131</code>
/// <para>One object for each study.</para>
/// </example>
/// <example>
/// <summary>A list of requests from a spreadsheet</summary>
/// <code>Import-Csv requests.csv | Invoke-DicomQuery -Node sectra | Receive-DicomStudy | Invoke-Anonymise -Destination ./out -Policy site-wide -KeyPath ./site.key</code>
/// <para>Columns such as Accession Number, Patient ID, Study Date, Subject and Session are taken as they are named.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "DicomQuery", DefaultParameterSetName = NodeSet)]
[OutputType(typeof(DicomQueryResult))]
public sealed class InvokeDicomQueryCommand : NodeCmdlet
{
    private readonly HashSet<(DicomNode Node, string Key, string? Subject, string? Session)> _seen = [];
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
    public string[]? PatientId { get; set; }

    /// <summary>(0010,0010) Patient's Name: Last^First or Last, First; wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Patient Name")]
    [AllowNull]
    [AllowEmptyString]
    public string? PatientName { get; set; }

    /// <summary>(0010,0030) Patient's Birth Date, a day or a range.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("DOB")]
    [DateRangeTransform]
    [AllowNull]
    public DateRange? BirthDate { get; set; }

    /// <summary>(0008,0020) Study Date: 20240131 is that day, 20240101-20240131 a range, 2024-01 a month, -7d the last seven days.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Study Date")]
    [DateRangeTransform]
    [AllowNull]
    public DateRange? StudyDate { get; set; }

    /// <summary>Modality, such as CT: of any series of a study, or of the series at series level.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [AllowNull]
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

    /// <summary>What is asked for: Patient, Study (default), Series or Image. Series and images are asked for within a study.</summary>
    [Parameter]
    public QueryLevel Level { get; set; } = QueryLevel.Study;

    /// <summary>Answers after which the query is cancelled at the node, 1 to 1000000; all by default.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int MaxResults { get; set; }

    /// <summary>Allow a query that hardly asks for anything and may keep the node busy for long; off by default.</summary>
    [Parameter]
    public SwitchParameter AllowBroad { get; set; }

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
    protected override void OnRecord()
    {
        var node = ResolveNode();
        if (Level == QueryLevel.Patient)
        {
            // Study Root has no patient level (PS3.4 C.6.2.1).
            node = node with { Model = QueryModel.PatientRoot };
        }

        foreach (var accession in Several(AccessionNumber))
        {
            foreach (var patient in Several(PatientId))
            {
                foreach (var modality in Several(Modality))
                {
                    if (MaxResults == 0 || _count < MaxResults)
                    {
                        Query(node, Filter(accession, patient, modality));
                    }
                }
            }
        }
    }

    private static string?[] Several(string[]? values)
    {
        string?[] given = [.. (values ?? []).Where(v => !string.IsNullOrWhiteSpace(v)).Select(v => v.Trim())];
        return given.Length > 0 ? given : [null];
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private QueryFilter Filter(string? accession, string? patient, string? modality) => new()
    {
        AccessionNumber = accession, PatientID = patient, Modality = modality, PatientName = Given(PatientName), PatientBirthDate = BirthDate, StudyDate = StudyDate,
        StudyDescription = Given(StudyDescription), StudyInstanceUID = [.. (StudyInstanceUID ?? []).Where(u => !string.IsNullOrWhiteSpace(u)).Select(u => u.Trim())], SeriesInstanceUID = Given(SeriesInstanceUID),
    };

    private void Query(DicomNode node, QueryFilter filter)
    {
        if (filter.IsBroad && !AllowBroad)
        {
            ReportError(new DimseException("DicomValueInvalid", "The query asks for hardly anything: no accession number, patient, UID or range of dates with two ends.", "Add a key, or allow it with -AllowBroad."), node.ToString());
            return;
        }

        var (subject, session) = (Given(Subject), Given(Session));
        RunAsync(
            async (sink, stop) =>
            {
                var query = new NodeQuery(node, Secrets, DateOnly.FromDateTime(DateTime.Today));
                await foreach (var answer in query.RunAsync(filter, Level, MaxResults == 0 ? null : MaxResults - _count, stop).ConfigureAwait(false))
                {
                    var result = new DicomQueryResult(node, Level, answer, subject, session);
                    if (_seen.Add((node, $"{result.PatientID}\n{result.StudyInstanceUID}\n{result.SeriesInstanceUID}\n{result.SOPInstanceUID}", subject, session)))
                    {
                        sink.Progress(++_count);
                        await sink.WriteAsync(result).ConfigureAwait(false);
                    }
                }

                if (query.Requests > 1)
                {
                    await sink.VerboseAsync($"{node} was asked {query.Requests} times, since it gives only so many answers to one query.").ConfigureAwait(false);
                }
            },
            node.ToString());
    }
}
