using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Checks;

/// <summary>A row of entries or sessions with its check.</summary>
internal sealed class ReviewRow
{
    private const int Part = 500;
    private const string Check = "checkstate, checked, checkedby, checkreason, checkhigh, checkmedium, checklow";

    private const string Entries = $"select id, 1 as isentry, project, subject, session, modalities, flags, reviewed, policies, received as time, {Check} from entry";

    // What was known about an entry was accepted before it became a session.
    private const string Sessions =
        $"select s.id, 0 as isentry, s.project, u.label as subject, s.label as session, s.modalities, s.flags, s.flags as reviewed, s.policies, s.archived as time, {Check} from session s join subject u on u.id = s.subject";

    public string Id { get; init; } = string.Empty;

    public long IsEntry { get; init; }

    public string Project { get; init; } = string.Empty;

    public string Subject { get; init; } = string.Empty;

    public string Session { get; init; } = string.Empty;

    public string Modalities { get; init; } = string.Empty;

    public long Flags { get; init; }

    public long Reviewed { get; init; }

    public string Policies { get; init; } = string.Empty;

    public long Time { get; init; }

    public string CheckState { get; init; } = string.Empty;

    public long? Checked { get; init; }

    public string? CheckedBy { get; init; }

    public string? CheckReason { get; init; }

    public long CheckHigh { get; init; }

    public long CheckMedium { get; init; }

    public long CheckLow { get; init; }

    /// <summary>An entry or session; null when there is none.</summary>
    public static ReviewRow? Of(CatalogTransaction tx, SampleItem item) => tx.Find<ReviewRow>(item.IsEntry ? $"{Entries} where id = @Id" : $"{Sessions} where s.id = @Id", item);

    /// <summary>Entries that wait for a project, then its sessions, each the oldest first; read a part at a time.</summary>
    public static IEnumerable<ReviewRow> Of(CatalogDatabase catalog, string project) =>
        Parts(catalog, project, $"{Entries} where project = @project and (received, id) > (@Time, @Id) order by received, id limit {Part}")
            .Concat(Parts(catalog, project, $"{Sessions} where s.project = @project and (s.archived, s.id) > (@Time, @Id) order by s.archived, s.id limit {Part}"));

    /// <summary>The row as it is shown.</summary>
    public DeidReview ToReview(IReadOnlyList<PilotPlaces> pilot) => new()
    {
        Project = Project, Entry = IsEntry == 1 ? Id : null, Subject = Subject, Session = Session, Modalities = Modalities.Split(',', StringSplitOptions.RemoveEmptyEntries), State = Enum.Parse<CheckState>(CheckState),
        OpenFlags = (EntryFlags)(Flags & ~Reviewed), AcceptedFlags = (EntryFlags)(Flags & Reviewed), High = CheckHigh, Medium = CheckMedium, Low = CheckLow,
        Checked = Checked is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null, CheckedBy = CheckedBy, Reason = CheckReason, Pilot = pilot,
    };

    private static IEnumerable<ReviewRow> Parts(CatalogDatabase catalog, string project, string statement)
    {
        for (var (time, id) = (long.MinValue, string.Empty); ;)
        {
            var part = catalog.Read(tx => tx.Query<ReviewRow>(statement, new { project, Time = time, Id = id }));
            foreach (var row in part)
            {
                yield return row;
            }

            if (part.Count < Part)
            {
                yield break;
            }

            (time, id) = (part[^1].Time, part[^1].Id);
        }
    }
}
