using DeidPS.Store.Access;

namespace DeidPS.Store.Projects;

/// <summary>How long projects may be kept (workflow section 14), in the name of the store's caller.</summary>
/// <param name="store">The store.</param>
public sealed class RetentionBook(DeidStore store)
{
    /// <summary>Projects that are past their last day, or reach it soon; the oldest first. Those the caller may not read are left out.</summary>
    /// <param name="within">Days from today within which the last day lies, also one that is to come; null for those past it only.</param>
    public IReadOnlyList<ProjectRetention> List(int? within = null) => store.Read(tx =>
    {
        var today = store.Clock.GetLocalNow().Date;
        var limit = new DateTimeOffset(DateTime.SpecifyKind(today.AddDays(within ?? -1), DateTimeKind.Utc)).ToUnixTimeMilliseconds();
        var rows = tx.Query<Row>(
            """
            select p.id, p.title, p.retentionend, p.state,
                (select count(*) from subject u where u.project = p.id) as subjects, (select count(*) from session s where s.project = p.id) as sessions, (select count(*) from entry e where e.project = p.id) as entries,
                (select cast(coalesce(sum(s.instances), 0) as bigint) from session s where s.project = p.id) + (select cast(coalesce(sum(e.instances), 0) as bigint) from entry e where e.project = p.id) as instances,
                (select cast(coalesce(sum(s.bytes), 0) as bigint) from session s where s.project = p.id) + (select cast(coalesce(sum(e.bytes), 0) as bigint) from entry e where e.project = p.id) as bytes
            from project p where p.state <> 'Deleted' and p.retentionend <= @limit order by p.retentionend, p.id
            """,
            new { limit });
        return (IReadOnlyList<ProjectRetention>)[.. rows.Where(r => AccessControl.Allows(tx, store.Caller, new AccessRequest { Action = StoreAction.ReadSessions, Project = r.Id })).Select(r => r.ToRetention(today))];
    });

    private sealed class Row
    {
        public string Id { get; init; } = string.Empty;

        public string Title { get; init; } = string.Empty;

        public long RetentionEnd { get; init; }

        public string State { get; init; } = string.Empty;

        public long Subjects { get; init; }

        public long Sessions { get; init; }

        public long Entries { get; init; }

        public long Instances { get; init; }

        public long Bytes { get; init; }

        public ProjectRetention ToRetention(DateTime today)
        {
            var end = DateTimeOffset.FromUnixTimeMilliseconds(RetentionEnd).UtcDateTime.Date;
            return new ProjectRetention
            {
                Project = Id, Title = Title, RetentionEnd = end, DaysLeft = (end - today).Days, State = Enum.Parse<ProjectState>(State), Subjects = Subjects, Sessions = Sessions, Entries = Entries,
                Instances = Instances, Bytes = Bytes,
            };
        }
    }
}
