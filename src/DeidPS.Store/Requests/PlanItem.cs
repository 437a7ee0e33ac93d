using DeidPS.Net;

namespace DeidPS.Store.Requests;

/// <summary>What a plan asks the archive for: a row of a file, or a study that a query found. Holds identifiers: it is never written anywhere.</summary>
public sealed record PlanItem
{
    /// <summary>Line of the file, or number of the result.</summary>
    public required long Line { get; init; }

    /// <summary>What is searched for.</summary>
    public required QueryFilter Filter { get; init; }

    /// <summary>Subject label; null for one that is chosen.</summary>
    public string? Subject { get; init; }

    /// <summary>Session label; null for one that is chosen.</summary>
    public string? Session { get; init; }

    /// <summary>NHS number; null for none.</summary>
    public string? NhsNumber { get; init; }

    /// <summary>(0008,103E) of the series wanted; null for all.</summary>
    public string? SeriesDescription { get; init; }

    /// <summary>Tags as eight hexadecimal digits, and what is written into them before the site's policy; empty clears.</summary>
    public IReadOnlyDictionary<string, string> Relabels { get; init; } = new Dictionary<string, string>();

    /// <summary>The item of a row that can be asked for.</summary>
    /// <param name="row">The row.</param>
    public static PlanItem Of(RequestRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var number = row[RequestColumn.NhsNumber] is { } text ? Deid.Proof.NhsNumber.Parse(text) : null;
        return new PlanItem
        {
            Line = row.Line,
            Filter = new QueryFilter
            {
                AccessionNumber = row[RequestColumn.AccessionNumber], PatientID = row[RequestColumn.PatientId] ?? (row[RequestColumn.AccessionNumber] is null && row[RequestColumn.StudyInstanceUid] is null && row.PersonName is null ? number : null),
                PatientName = row.PersonName, PatientBirthDate = Range(row[RequestColumn.BirthDate]),
                StudyDate = Range(row.StudyDates), Modality = row[RequestColumn.Modality], StudyDescription = row[RequestColumn.StudyDescription],
                StudyInstanceUID = row[RequestColumn.StudyInstanceUid] is { } uid ? [uid] : [],
            },
            Subject = row[RequestColumn.Subject], Session = row[RequestColumn.Session], NhsNumber = number, SeriesDescription = row[RequestColumn.SeriesDescription], Relabels = RelabelsOf(row),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"line {Line}");

    private static DateRange? Range(string? dates) => dates is null ? null : DateRange.Parse(dates, default);

    private static Dictionary<string, string> RelabelsOf(RequestRow row)
    {
        (RequestColumn Column, string Tag)[] columns =
        [
            (RequestColumn.RelabelAccessionNumber, "00080050"), (RequestColumn.RelabelPatientId, "00100020"), (RequestColumn.RelabelPatientName, "00100010"), (RequestColumn.RelabelPatientBirthDate, "00100030"),
            (RequestColumn.RelabelStudyId, "00200010"), (RequestColumn.RelabelStudyDate, "00080020"),
        ];
        var relabels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (column, tag) in columns)
        {
            if (row[column] is { } value)
            {
                relabels[tag] = value;
            }
            else if (row.Cleared.Contains(column))
            {
                relabels[tag] = string.Empty;
            }
        }

        return relabels;
    }
}
