using System.Runtime.CompilerServices;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>
/// Queries a node and gets all answers, also from one that gives only so many to a query: a query of studies that reaches such a limit is
/// split in halves by date, and a day by time, until each part stays below it. Series and images are asked for study by study, unless the node
/// agrees to relational queries. One query after the other, not several at once: they share an association, which is opened anew when the node closed it
/// meanwhile, when a query was broken off, or when the next one needs another information model. Disposing releases it.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="secrets">Passcode and certificate password; null for none.</param>
/// <param name="today">The day open ranges are taken to end at, to find their middle.</param>
public sealed partial class NodeQuery(DicomNode node, AssociationSecrets? secrets, DateOnly today) : IAsyncDisposable
{
    /// <summary>Limits archives are known to have. Reaching one by chance costs a few queries more.</summary>
    private static readonly HashSet<int> s_usualLimits = [50, 100, 200, 250, 300, 400, 500, 1000, 1500, 2000, 2500, 3000, 5000, 10000];

    private QueryOptions _options;
    private int? _maximum;
    private int _count;

    /// <summary>What is tried when no study has the accession number; null for nothing.</summary>
    public AccessionFallback? Fallback { get; init; }

    /// <summary>Offset from UTC of the dates asked for and answered, where the node agrees to adjust them (PS3.4 C.5.1.1.1); by default the machine's.</summary>
    public TimeSpan Zone { get; init; } = TimeZoneInfo.Local.GetUtcOffset(DateTime.Now);

    /// <summary>C-FIND requests of the last query.</summary>
    public int Requests { get; private set; }

    /// <summary>True when the last query had to be split, so that studies without a date, or without a time on a full day, may be missing: nobody can ask for those.</summary>
    public bool MayLackUndated { get; private set; }

    /// <summary>True when the node gave to a request of the last query exactly as many answers as is a usual limit, and the query could not be split to see whether there are more; or none, with a warning.</summary>
    public bool MayBeTruncated { get; private set; }

    /// <summary>Runs a query, to its end before the next one is begun.</summary>
    /// <param name="filter">What is asked for.</param>
    /// <param name="level">The level. Patients are asked for in Patient Root, or found by their studies where a key is one of studies.</param>
    /// <param name="maximum">Answers after which the query is cancelled (C-CANCEL); null for all.</param>
    /// <param name="stop">Cancels at the node.</param>
    /// <returns>Each answer once, as it comes.</returns>
    /// <exception cref="DeidException">
    /// The node is unreachable, refuses, or its limit cannot be got round (QueryTruncated); a key cannot be asked for (DicomValueInvalid).
    /// </exception>
    public async IAsyncEnumerable<QueryAnswer> RunAsync(QueryFilter filter, QueryLevel level, int? maximum, [EnumeratorCancellation] CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        filter.Check(level);
        var isOfPatients = level == QueryLevel.Patient && !filter.HasStudyKeys;
        Enter();
        try
        {
            (_maximum, _count, Requests, MayLackUndated, MayBeTruncated) = (maximum, 0, 0, false, false);
            await OpenAsync(isOfPatients ? QueryModel.PatientRoot : node.Model, stop).ConfigureAwait(false);
            var answers = isOfPatients ? AnswersAsync(filter, level, null, IsEnough, stop) : level == QueryLevel.Patient ? PatientsOfStudiesAsync(filter, stop) : LevelAsync(filter, level, IsEnough, stop);
            await foreach (var answer in answers.ConfigureAwait(false))
            {
                if (!IsEnough())
                {
                    _count++;
                    yield return answer;
                }
            }
        }
        finally
        {
            await LeaveAsync().ConfigureAwait(false);
        }
    }

    private bool IsEnough() => _count >= _maximum;

    /// <summary>Asks at one level and passes on what is new and fits.</summary>
    private async IAsyncEnumerable<QueryAnswer> AnswersAsync(QueryFilter filter, QueryLevel level, QueryAnswer? above, Func<bool>? isEnough, [EnumeratorCancellation] CancellationToken stop)
    {
        var model = level == QueryLevel.Patient ? QueryModel.PatientRoot : node.Model;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var parts = new Stack<QueryPart>(QueryPart.Of(filter).Reverse());
        var doubtful = new List<QueryAnswer>();
        while (parts.TryPop(out var part))
        {
            DimseResponse? end = null;
            var answered = 0;
            var identifier = QueryKeys.Identifier(part, level, model, _options, Zone);
            await foreach (var answer in AskAsync(model, identifier, isEnough, e => end = e, stop).ConfigureAwait(false))
            {
                answered++;
                if (!QueryCheck.Fits(answer, part, level) || (KeyOf(answer, level) is { Length: > 0 } key && !seen.Add(key)))
                {
                    continue;
                }

                if (level == QueryLevel.Study && filter.Modality is not null && answer.Find(QueryKeys.ModalitiesInStudy) is null or { IsEmpty: true })
                {
                    doubtful.Add(new QueryAnswer(answer, above));
                    continue;
                }

                yield return new QueryAnswer(answer, above);
            }

            Requests++;
            stop.ThrowIfCancellationRequested();
            if (isEnough?.Invoke() == true)
            {
                yield break;
            }

            foreach (var half in Continue(part, level, answered, end!.Status))
            {
                parts.Push(half);
            }
        }

        // Modalities in Study is an optional key: where a node does not return it, the series tell.
        foreach (var study in doubtful)
        {
            if (isEnough?.Invoke() != true && await HasSeriesAsync(study, filter, stop).ConfigureAwait(false))
            {
                yield return study;
            }
        }
    }

    /// <summary>What is still to be asked after a part was answered: nothing, or its halves, the earlier one last.</summary>
    private IEnumerable<QueryPart> Continue(QueryPart part, QueryLevel level, int answered, DimseStatus status)
    {
        // Archives tell a limit by A700, by FE00 without being asked to cancel, or by a warning; others just stop.
        var isTold = status.IsBusy || status.Class is StatusClass.Cancel or StatusClass.Warning;
        if (status.Class == StatusClass.Failure && !isTold)
        {
            return part.IsRepeated ? [] : throw DimseException.For(status, DimseService.Find, node.ToString());
        }

        if (status.Class == StatusClass.Warning && answered == 0)
        {
            // Nothing that could have been cut off; but the standard has no warnings for a query, so nobody knows.
            MayBeTruncated = true;
            return [];
        }

        var isListed = level == QueryLevel.Study && part.Filter.StudyInstanceUID.Count is > 0 and var listed && answered >= listed;
        var isReached = !isListed && (node.ResultLimit is { } limit ? answered >= limit : s_usualLimits.Contains(answered));
        if (!isTold && !isReached)
        {
            return [];
        }

        if ((level == QueryLevel.Study || (_options.IsRelational && level > QueryLevel.Study)) && part.Halves(today) is { } halves)
        {
            MayLackUndated |= halves.First.FindsUntimed ? part.FindsUndated : part.FindsUntimed;
            return [halves.Second, halves.First];
        }

        if (isTold || node.ResultLimit is not null)
        {
            throw isTold && answered == 0
                ? DimseException.For(status, DimseService.Find, node.ToString())
                : new DimseException(DimseException.QueryTruncated, FormattableString.Invariant($"{node} gave {answered} answers and has more; the query cannot be split further."), "Add keys, such as -Modality or -PatientId, and ask again.");
        }

        MayBeTruncated = true;
        return [];
    }

    private static string KeyOf(DicomDataset answer, QueryLevel level) => level switch
    {
        QueryLevel.Patient => PatientKey(answer.GetText(RetrieveIdentifier.PatientId), answer.GetText(QueryKeys.IssuerOfPatientId)),
        QueryLevel.Study => answer.GetText(RetrieveIdentifier.Study) ?? string.Empty,
        QueryLevel.Series => answer.GetText(RetrieveIdentifier.Series) ?? string.Empty,
        _ => answer.GetText(RetrieveIdentifier.SopInstance) ?? string.Empty,
    };

    private static string PatientKey(string? id, string? issuer) => string.IsNullOrEmpty(id) ? string.Empty : $"{id}\n{issuer}";
}
