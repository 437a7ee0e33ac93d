using DeidPS.Deid.Csv;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Prearchive;

/// <summary>Finds out which of the pushed entries is which, by a list of what was sent when (workflow section 4, P7).</summary>
/// <param name="store">The store, in the name of its caller.</param>
public sealed class PushedBook(DeidStore store)
{
    private readonly PrearchiveBook _entries = new(store);

    /// <summary>Proposes matches; changes nothing.</summary>
    /// <param name="rows">The list.</param>
    /// <param name="tolerance">How far sending and arrival may be apart, beside the clocks' offset, which may be as much.</param>
    /// <returns>A match for each row in the order of the list, then the entries of that time that no row is about.</returns>
    /// <exception cref="StoreException">StoreValueInvalid: names the line of a label that is none.</exception>
    public IReadOnlyList<PushedMatch> Resolve(IReadOnlyList<SendLogRow> rows, TimeSpan tolerance)
    {
        ArgumentNullException.ThrowIfNull(rows);
        foreach (var row in rows)
        {
            if (!LabelRules.IsLegal(row.Subject) || !LabelRules.IsLegal(row.Session))
            {
                throw new StoreException(StoreException.StoreValueInvalid, FormattableString.Invariant($"Line {row.Line} of the list: a label is not one."), $"Use 1 to {LabelRules.Longest} letters, digits, '_', '-' and '.', not beginning or ending with a dot.");
            }
        }

        var sends = rows.OrderBy(r => r.Time).ToList();
        var arrivals = sends.Count == 0 ? [] : Pushed(sends[0].Time - (2 * tolerance), sends[^1].Time + (2 * tolerance));
        var matcher = new PushedMatcher([.. sends.Select(r => Seconds(r.Time))], [.. arrivals.Select(e => Seconds(e.Received))], tolerance.TotalSeconds);
        var settings = store.Settings();
        var found = sends.Select((row, i) => (row, Match: Describe(row, i, matcher, arrivals, settings))).ToDictionary(p => p.row, p => p.Match);
        var named = found.Values.SelectMany(m => m.Id is null ? m.Candidates : [m.Id]).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. rows.Select(r => found[r]),
            .. arrivals.Where(e => !named.Contains(e.Id)).Select(e => Of(e) with { Status = PushedStatus.NotListed, OffsetSeconds = matcher.Offset }),
        ];
    }

    /// <summary>Gives an entry that was matched the labels of the list.</summary>
    /// <exception cref="StoreException">StateConflict: it is not matched, or somebody gave it labels meanwhile; and what setting labels may throw.</exception>
    public PushedMatch Apply(PushedMatch match)
    {
        ArgumentNullException.ThrowIfNull(match);
        var settings = store.Settings();
        var entry = match is { Status: PushedStatus.Matched, Id: not null } ? _entries.Get(match.Id) : null;
        if (entry is null || !settings.IsPushedLabel(entry.Subject, entry.Session))
        {
            throw new StoreException(StoreException.StateConflict, "There is no single entry with a default label for the row.", "Give labels with Set-DeidPrearchiveLabel.");
        }

        _entries.SetLabels(entry.Id, match.Subject, match.Session);
        return match with { Status = PushedStatus.Labelled };
    }

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>What was pushed in a time, as far as the caller may see it.</summary>
    private List<PrearchiveEntry> Pushed(DateTimeOffset from, DateTimeOffset to) =>
        [.. _entries.List(new PrearchiveFilter { From = from, To = to }).Where(e => e.CallingAE is not null).OrderBy(e => e.Received)];

    private static PushedMatch Of(PrearchiveEntry entry) => new() { Id = entry.Id, Received = entry.Received, CallingAE = entry.CallingAE };

    private static PushedMatch Describe(SendLogRow row, int send, PushedMatcher matcher, IReadOnlyList<PrearchiveEntry> arrivals, SiteSettings settings)
    {
        var match = new PushedMatch { Line = row.Line, SendTime = row.Time, Subject = row.Subject, Session = row.Session, OffsetSeconds = matcher.Offset };
        if (matcher.Matches[send] is { } arrival)
        {
            var entry = arrivals[arrival];
            return match with
            {
                Id = entry.Id, Received = entry.Received, CallingAE = entry.CallingAE, DifferenceSeconds = Math.Round((entry.Received - row.Time).TotalSeconds - matcher.Offset, 3),
                Status = entry.Subject == row.Subject && entry.Session == row.Session ? PushedStatus.Labelled : settings.IsPushedLabel(entry.Subject, entry.Session) ? PushedStatus.Matched : PushedStatus.OtherLabels,
            };
        }

        string[] candidates = [.. matcher.Candidates(send).Select(a => arrivals[a].Id)];
        return match with { Candidates = candidates, Status = candidates.Length > 0 ? PushedStatus.Ambiguous : PushedStatus.NotArrived };
    }
}
