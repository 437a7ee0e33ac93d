using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>One request of a query: one form of the name, one character set, and a part of the dates.</summary>
/// <param name="Filter">The keys; at most <see cref="UidBatch"/> UIDs.</param>
/// <param name="Name">The form of the name.</param>
/// <param name="Repertoire">(0008,0005); empty for ASCII.</param>
internal sealed record QueryPart(QueryFilter Filter, string? Name, string Repertoire)
{
    /// <summary>Study Instance UIDs in one request: a value of VR UI in explicit syntaxes has 65,534 bytes at most.</summary>
    private const int UidBatch = 100;

    private const int Day = 24 * 3600;

    private static readonly DateOnly s_usualFirst = new(1900, 1, 1);

    /// <summary>True when it asks again, in another character set, what was answered already; a node may not know that set.</summary>
    public bool IsRepeated { get; private init; }

    /// <summary>What the name in an answer has to match, where the key is wider than what was asked for; null for anything.</summary>
    public string? NameCheck { get; private init; }

    /// <summary>Seconds of the day from and to, 0 to 86400, both included; null when the time is not asked for.</summary>
    public (int From, int To)? Seconds { get; private init; }

    /// <summary>(0008,0030): with an open end at midnight, so that no fraction of the last second is left out (PS3.4 C.2.2.2.5).</summary>
    public string TimeKey => Seconds is { } s ? $"{(s.From > 0 ? Clock(s.From) : string.Empty)}-{(s.To < Day ? Clock(s.To) : string.Empty)}" : string.Empty;

    /// <summary>True when no date limits it, so that it may find studies that have none.</summary>
    public bool FindsUndated => Filter.StudyDate is null or { From: null, To: null };

    /// <summary>True when the time of day is not limited, so that it may find studies that have none.</summary>
    public bool FindsUntimed => Seconds is null;

    /// <summary>The requests a query consists of, before any has to be split.</summary>
    public static IEnumerable<QueryPart> Of(QueryFilter filter)
    {
        IReadOnlyList<IReadOnlyList<string>> batches = filter.StudyInstanceUID.Count <= UidBatch ? [filter.StudyInstanceUID] : [.. filter.StudyInstanceUID.Distinct(StringComparer.Ordinal).Chunk(UidBatch)];
        return from uids in batches
               from name in PersonNameForms.Of(filter.PatientName)
               from repertoire in QueryRepertoires.Of((name.Key, DicomVR.PN), (filter.PatientID, DicomVR.LO), (filter.AccessionNumber, DicomVR.SH), (filter.StudyDescription, DicomVR.LO)).Select((term, index) => (term, index))
               select new QueryPart(filter with { StudyInstanceUID = uids }, name.Key, repertoire.term) { IsRepeated = repertoire.index > 0, NameCheck = name.Check };
    }

    /// <summary>
    /// Two parts that together match what this one does, but for studies without a date or time: by date, and a single day by time of day. Open ends stay open.
    /// Times overlap by a second, since a value may have a fraction. Null when a second is left.
    /// </summary>
    /// <param name="today">Where an open range is taken to end, to find its middle.</param>
    public (QueryPart First, QueryPart Second)? Halves(DateOnly today)
    {
        var from = Filter.StudyDate?.From;
        var to = Filter.StudyDate?.To;
        var first = from ?? (to <= s_usualFirst ? DateOnly.MinValue : s_usualFirst);
        var last = to ?? (first > today ? DateOnly.MaxValue : today.AddDays(1));
        if (first < last)
        {
            var middle = first.AddDays((last.DayNumber - first.DayNumber) / 2);
            return (With(new DateRange(from, middle)), With(new DateRange(middle.AddDays(1), to)));
        }

        var (start, end) = Seconds ?? (0, Day);
        var noon = start + ((end - start) / 2);
        return end - start < 2 ? null : (this with { Seconds = (start, noon) }, this with { Seconds = (noon, end) });
    }

    private QueryPart With(DateRange dates) => this with { Filter = Filter with { StudyDate = dates } };

    private static string Clock(int seconds) => FormattableString.Invariant($"{seconds / 3600:00}{seconds / 60 % 60:00}{seconds % 60:00}");
}
