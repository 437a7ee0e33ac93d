using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Names;

/// <summary>
/// Names of what is in a store, for somebody who is typing one: what the caller may see by the table of roles, read as it comes. Nothing is written, not even that
/// something was refused; a store that is not there, not reachable within seconds, or of another version is not opened.
/// Everywhere, start is how a name begins, in any case; * and ? in it stand for others.
/// </summary>
public sealed class StoreNames : IDisposable
{
    /// <summary>Lines of the audit trail that are looked at, the newest.</summary>
    private const int AuditLines = 1000;

    private readonly CatalogDatabase _catalog;
    private readonly StoreCaller _caller;
    private readonly TimeProvider _clock;

    private StoreNames(CatalogDatabase catalog, StoreCaller caller, TimeProvider clock) => (_catalog, _caller, _clock) = (catalog, caller, clock);

    /// <summary>Opens the catalogue of a store, for reading only.</summary>
    /// <param name="root">The store's folder.</param>
    /// <param name="caller">In whose name; null for the account of the process.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    /// <exception cref="StoreException">StoreItemNotFound, StoreUnusable.</exception>
    public static StoreNames Open(string root, StoreCaller? caller = null, TimeProvider? clock = null) =>
        new(SiteFile.OpenToRead(new StoreLayout(Path.GetFullPath(root))), caller ?? StoreCaller.Current, clock ?? TimeProvider.System);

    /// <summary>Ids and aliases of projects, with their titles.</summary>
    /// <param name="start">How the name begins, in any case; empty for any.</param>
    public IEnumerable<StoreName> Projects(string start)
    {
        var rows = _catalog.Read(tx => tx.Query<NameRow>(
            $"select n.name as text, p.title as detail, p.id as project from projectname n join project p on p.id = n.project where p.state <> 'Deleted' and {Begins("n.folded")} order by n.isalias, n.folded", new { Start = Like(start) }));
        return rows.Where(r => Allows(StoreAction.SeeProject, r.Project)).Select(r => r.ToName());
    }

    /// <summary>Labels of subjects of a project.</summary>
    /// <param name="project">The project by id or alias.</param>
    /// <param name="start">How the label begins.</param>
    public IEnumerable<StoreName> Subjects(string project, string start) => Readable(project) is not { } id
        ? []
        : Names($"select label as text, '' as detail from subject where project = @Project and {Begins("folded")} order by folded", new { Project = id, Start = Like(start) });

    /// <summary>Labels of sessions of a project, those of its own and those that are shared into it, each with its subject and modalities.</summary>
    /// <param name="project">The project by id or alias.</param>
    /// <param name="subject">Of this subject only; null for any.</param>
    /// <param name="start">How the label begins.</param>
    public IEnumerable<StoreName> Sessions(string project, string? subject, string start)
    {
        if (Readable(project) is not { } id)
        {
            return [];
        }

        var ofSubject = subject is null ? string.Empty : " and u.folded = @Subject";
        var parameters = new { Project = id, Subject = subject?.ToUpperInvariant(), Start = Like(start), Now = _clock.GetUtcNow().ToUnixTimeMilliseconds() };
        var own = Names($"select s.label as text, u.label || ', ' || s.modalities as detail from session s join subject u on u.id = s.subject where s.project = @Project and {Begins("s.folded")}{ofSubject} order by s.folded", parameters);
        return own.Concat(Names(
            $"select h.label as text, u.label || ', ' || s.modalities || ', shared from ' || h.owner as detail from share h join session s on s.id = h.session join subject u on u.id = s.subject where h.project = @Project and h.state = 'Active' and (h.until is null or h.until > @Now) and {Begins("h.folded")}{ofSubject} order by h.folded",
            parameters));
    }

    /// <summary>Labels under which sessions of a project are shared, or were until they were deleted.</summary>
    /// <param name="project">The project they belong to, by id or alias.</param>
    /// <param name="to">The project they are shared into, by id or alias; null for any.</param>
    /// <param name="start">How the label begins.</param>
    public IEnumerable<StoreName> Shares(string project, string? to, string start)
    {
        if (Readable(project) is not { } id)
        {
            return [];
        }

        var target = to is null ? null : Find(to);
        return to is not null && target is null ? [] : Names(
            $"select label as text, 'seen in ' || project as detail from share where owner = @Project and state <> 'Ended'{(target is null ? string.Empty : " and project = @To")} and {Begins("folded")} order by label, project", new { Project = id, To = target, Start = Like(start) });
    }

    /// <summary>Ids of entries of the prearchive, the newest first, with their project, labels and state.</summary>
    /// <param name="project">Of this project only, by id or alias; null for any.</param>
    /// <param name="start">How the id begins.</param>
    public IEnumerable<StoreName> Entries(string? project, string start) => OfEntries("id", "subject || ', ' || session || ', ' || state", project, start);

    /// <summary>Labels of subjects that wait in the prearchive.</summary>
    /// <param name="project">Of this project only, by id or alias; null for any.</param>
    /// <param name="start">How the label begins.</param>
    public IEnumerable<StoreName> EntrySubjects(string? project, string start) => OfEntries("subject", "''", project, start).DistinctBy(n => n.Text);

    /// <summary>Labels of sessions that wait in the prearchive.</summary>
    /// <param name="project">Of this project only, by id or alias; null for any.</param>
    /// <param name="start">How the label begins.</param>
    public IEnumerable<StoreName> EntrySessions(string? project, string start) => OfEntries("session", "subject || ', ' || state", project, start).DistinctBy(n => n.Text);

    /// <summary>The project that an entry waits for; null where there is none, or none that the caller may see.</summary>
    public string? ProjectOfEntry(string entry) => _catalog.Read(tx => tx.Find<string>("select project from entry where id = @entry", new { entry })) is { } project && Allows(StoreAction.SeePrearchive, project) ? project : null;

    /// <summary>Ids of imports of requests, the newest first, with project, archive and number of rows.</summary>
    /// <param name="project">Of this project only, by id or alias; null for any.</param>
    /// <param name="start">How the id begins.</param>
    public IEnumerable<StoreName> Batches(string? project, string start) => Visible(
        $"select id as text, project || ', ' || node || ', ' || cast(rows as text) || ' rows' as detail, project, createdby as actor from requestbatch where iscomplete = 1 and {Begins("upper(id)")}", "project", "created desc, id desc", project, start, MayRequest);

    /// <summary>Ids of requests, with their project, session and state.</summary>
    /// <param name="project">Of this project only, by id or alias; null for any.</param>
    /// <param name="start">How the id begins.</param>
    public IEnumerable<StoreName> Requests(string? project, string start) => OfRequests(
        "r.id", "coalesce(r.session || ', ', '') || r.state", string.Empty, "r.batch desc, r.line, r.part", project, start);

    /// <summary>Labels of sessions that are requested, with their state.</summary>
    /// <param name="project">Of this project only, by id or alias; null for any.</param>
    /// <param name="start">How the label begins.</param>
    public IEnumerable<StoreName> RequestSessions(string? project, string start) => OfRequests(
        "r.session", "r.state", " and r.session is not null", "r.session", project, start).DistinctBy(n => n.Text);

    /// <summary>People with a role: in a project, or in the site and in every project that the caller may read.</summary>
    /// <param name="project">The project by id or alias; null for all.</param>
    /// <param name="start">How the identity begins.</param>
    public IEnumerable<StoreName> People(string? project, string start)
    {
        var id = project is null ? null : Find(project);
        var rows = _catalog.Read(tx => tx.Query<NameRow>(
            $"select identity as text, role as detail, project from member where (project = @Project or @Project is null) and {Begins("upper(identity)")} order by identity, project", new { Project = id, Start = Like(start) }));
        var members = (project is not null && id is null ? [] : rows).Where(r => Allows(StoreAction.ReadSessions, r.Project)).Select(r => new StoreName(r.Text, $"{r.Detail} of {r.Project}"));
        var ofSite = project is null && Allows(StoreAction.ManageSite, null) ? Names($"select identity as text, role as detail from siterole where {Begins("upper(identity)")} order by identity", new { Start = Like(start) }) : [];
        return members.Concat(ofSite).DistinctBy(n => n.Text);
    }

    /// <summary>Custom routing rules of the site, as they were written.</summary>
    /// <param name="target">Name of their target; null for all.</param>
    public IEnumerable<StoreName> RoutingRules(string? target) => !Allows(StoreAction.AssignUnassigned, null)
        ? []
        : Names($"select rule as text, target as detail from routingrule where (target = @target or @target is null) order by target, position", new { target });

    /// <summary>Who did something lately, and what was done, from the newest lines of the audit trail: the pairs, each once.</summary>
    /// <param name="project">Of this project only, by id or alias; null for any.</param>
    public IReadOnlyList<(string Actor, string Action)> Audit(string? project)
    {
        var id = project is null ? null : Find(project);
        var mayAll = (project is null || id is not null) && Allows(StoreAction.ReadAudit, id);
        return !mayAll && !Allows(StoreAction.ReadAudit, id, isOwnAction: true)
            ? []
            : [.. _catalog.Read(tx => tx.Query<AuditRecord>(
                FormattableString.Invariant($"select sequence, time, actor, project, record, hash from audit where (project = @Project or @Project is null) and (actor = @Actor or @Actor is null) order by sequence desc limit {AuditLines}"),
                new { Project = id, Actor = mayAll ? null : _caller.Identity })).Select(AuditLine.Of).Select(l => (l.Actor, l.Action)).Distinct()];
    }

    /// <inheritdoc/>
    public void Dispose() => _catalog.Dispose();

    private IEnumerable<StoreName> OfEntries(string column, string detail, string? project, string start) => Visible(
        $"select {column} as text, coalesce(project || ', ', '') || {detail} as detail, project, callingae as actor from entry where {Begins($"upper({column})")}", "project", "received desc, id desc", project, start, (sight, row) => sight.Allows(row.Project, row.Actor));

    private IEnumerable<StoreName> OfRequests(string column, string detail, string condition, string order, string? project, string start) => Visible(
        $"select {column} as text, {detail} as detail, r.project, r.requester as actor from request r join requestbatch b on b.id = r.batch where b.iscomplete = 1{condition} and {Begins($"upper({column})")}", "r.project", order, project, start, MayRequest);

    private bool MayRequest(EntrySight sight, NameRow row) => sight.AllowsProject(row.Project) || row.Actor == _caller.Identity;

    private IEnumerable<StoreName> Visible(string sql, string projectColumn, string order, string? project, string start, Func<EntrySight, NameRow, bool> may)
    {
        var id = project is null ? null : Find(project);
        if (project is not null && id is null)
        {
            yield break;
        }

        var sight = new EntrySight(_catalog, _caller);
        var ofProject = id is null ? string.Empty : $" and {projectColumn} = @Project";
        foreach (var row in _catalog.Stream<NameRow>($"{sql}{ofProject} order by {order}", new { Project = id, Start = Like(start) }).Where(r => may(sight, r)))
        {
            yield return row.ToName();
        }
    }

    private IEnumerable<StoreName> Names(string sql, object parameters) => _catalog.Stream<NameRow>(sql, parameters).Select(r => r.ToName());

    private string? Find(string project) => _catalog.Read(tx => ProjectBook.Find(tx, project));

    private string? Readable(string project) => Find(project) is { } id && Allows(StoreAction.ReadSessions, id) ? id : null;

    private bool Allows(StoreAction action, string? project, bool isOwnAction = false) =>
        _catalog.Read(tx => AccessControl.Allows(tx, _caller, new AccessRequest { Action = action, Project = project, IsOwnAction = isOwnAction }));

    private static string Begins(string column) => $"{column} like @Start escape '!'";

    private static string Like(string start) => start.ToUpperInvariant().Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal).Replace('*', '%').Replace('?', '_') + "%";

    private sealed class NameRow
    {
        public string Text { get; init; } = string.Empty;

        public string? Detail { get; init; }

        public string? Project { get; init; }

        public string? Actor { get; init; }

        public StoreName ToName() => new(Text, Detail ?? string.Empty);
    }
}
