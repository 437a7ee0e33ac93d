using System.Runtime.CompilerServices;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>
/// Queries a node and gets all answers, also from one that gives only so many to a query: a query of studies that reaches such a limit is
/// split in halves by date, and a day by time, until each part stays below it.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="secrets">Passcode and certificate password; null for none.</param>
/// <param name="today">The day open ranges end at.</param>
public sealed class NodeQuery(DicomNode node, AssociationSecrets? secrets, DateOnly today)
{
    private const int LastSecond = (24 * 3600) - 1;

    /// <summary>Limits archives are known to have. Reaching one by chance costs a few queries more.</summary>
    private static readonly HashSet<int> s_usualLimits = [100, 200, 250, 300, 400, 500, 1000, 1500, 2000, 2500, 3000, 5000, 10000];

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>C-FIND requests sent.</summary>
    public int Requests { get; private set; }

    /// <summary>Runs a query.</summary>
    /// <param name="filter">What is asked for.</param>
    /// <param name="level">The level.</param>
    /// <param name="maximum">Answers after which the query is cancelled; null for all.</param>
    /// <param name="stop">Cancels at the node.</param>
    /// <returns>Each answer once, as it comes.</returns>
    /// <exception cref="DeidException">The node is unreachable, refuses, or its limit cannot be got round (QueryTruncated).</exception>
    public async IAsyncEnumerable<DicomDataset> RunAsync(QueryFilter filter, QueryLevel level, int? maximum, [EnumeratorCancellation] CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var association = await Association.RequestAsync(node, [FindScu.Context(node.Model, isFuzzy: node.UseFuzzyMatching)], secrets, stop).ConfigureAwait(false);
        await using (association.ConfigureAwait(false))
        {
            var count = 0;
            var parts = new Stack<QueryFilter>([filter]);
            while (parts.TryPop(out var part))
            {
                DimseResponse? end = null;
                var answered = 0;
                await foreach (var answer in FindScu.QueryAsync(association, node.Model, part.Identifier(level), maximum - count, e => end = e, stop).ConfigureAwait(false))
                {
                    answered++;
                    if (_seen.Add(KeyOf(answer, level)))
                    {
                        count++;
                        yield return answer;
                    }
                }

                Requests++;
                stop.ThrowIfCancellationRequested();
                if (count == maximum)
                {
                    break;
                }

                foreach (var half in Continue(part, level, answered, end!.Status))
                {
                    parts.Push(half);
                }
            }

            await association.ReleaseAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>What is still to be asked after a part was answered: nothing, or its halves, the earlier one last.</summary>
    private IEnumerable<QueryFilter> Continue(QueryFilter part, QueryLevel level, int answered, DimseStatus status)
    {
        var isResource = (status.Code & 0xFF00) == 0xA700 || status.Class == StatusClass.Cancel;
        if (status.Class == StatusClass.Failure && !isResource)
        {
            throw DimseException.For(status, DimseService.Find, node.ToString());
        }

        var isLimited = isResource || (node.ResultLimit is { } limit && answered >= limit);
        if (!isLimited && !(node.ResultLimit is null && s_usualLimits.Contains(answered)))
        {
            return [];
        }

        if (level == QueryLevel.Study && Halves(part) is { } halves)
        {
            return [halves.Second, halves.First];
        }

        if (!isLimited)
        {
            return [];
        }

        throw isResource && answered == 0
            ? DimseException.For(status, DimseService.Find, node.ToString())
            : new DimseException(DimseException.QueryTruncated, FormattableString.Invariant($"{node} gave {answered} answers and has more; the query cannot be split further."), "Add keys, such as -Modality or -PatientId, and ask again.");
    }

    private (QueryFilter First, QueryFilter Second)? Halves(QueryFilter part)
    {
        var range = new DateRange(part.StudyDate?.From ?? new DateOnly(1900, 1, 1), part.StudyDate?.To ?? (part.StudyDate?.From > today ? part.StudyDate?.From : today.AddDays(1)));
        if (range.CanSplit)
        {
            var (first, second) = range.Split();
            return (part with { StudyDate = first }, part with { StudyDate = second });
        }

        var (from, to) = part.StudySeconds ?? (0, LastSecond);
        var middle = from + ((to - from) / 2);
        return from == to ? null : (part with { StudyDate = range, StudySeconds = (from, middle) }, part with { StudyDate = range, StudySeconds = (middle + 1, to) });
    }

    private static string KeyOf(DicomDataset answer, QueryLevel level) => level switch
    {
        QueryLevel.Patient => $"{answer.GetText(RetrieveIdentifier.PatientId)}\n{answer.GetText(new DicomTag(0x00100021))}",
        QueryLevel.Study => answer.GetText(RetrieveIdentifier.Study) ?? string.Empty,
        QueryLevel.Series => answer.GetText(RetrieveIdentifier.Series) ?? string.Empty,
        _ => answer.GetText(RetrieveIdentifier.SopInstance) ?? string.Empty,
    };
}
