using DeidPS.Store.Catalog;
using DeidPS.Store.Operations;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Projects;

/// <summary>How a staged session gets to its place: its rows in one transaction, its files by renames that may be repeated.</summary>
internal static class SessionFolder
{
    private const string ReplaceMark = ".replace";

    /// <summary>Says that a staged session takes the place of one that is there, instead of adding to it.</summary>
    public static void MarkReplacing(string staged) => File.WriteAllBytes(Path.Combine(staged, ReplaceMark), []);

    /// <summary>Writes the rows of a session; its files come after, and it is held by the operation until then.</summary>
    public static void Write(CatalogTransaction tx, DeidStore store, ArchivePlan plan, ArchiveRequest request, OperationRow operation, ArchiveStage stage, IReadOnlyList<string> policies)
    {
        if (request.Overwrite && plan.Existing is not null)
        {
            tx.Execute("delete from sessionseries where session = @Session", operation);
            tx.Execute("update session set series = 0, instances = 0, bytes = 0, modalities = '', evidence = @Evidence, checked = null, checkedby = null, checkreason = null where id = @Session", new { operation.Session, plan.Entry.Evidence });
            RequestBook.ForgetReplaced(tx, operation.Project!, plan.Entry);
        }

        var subject = SubjectId(tx, store, plan.Project.Id, plan.Subject, plan.Entry.PatientKey);
        if (plan.Existing is null)
        {
            tx.Execute(
                "insert into session (id, project, subject, label, folded, studykey, studyuid, state, islocked, flags, policies, modalities, evidence, studydate, series, instances, bytes, archived, archivedby, folder, operation) values (@Session, @Project, @subject, @Label, @Folded, @StudyKey, @StudyUid, 'Active', 0, @Flags, @Policies, '', @Evidence, @StudyDate, 0, 0, 0, @Now, @Caller, @Target, @Id)",
                new
                {
                    operation.Session, operation.Project, subject, Label = plan.Session, Folded = ProjectBook.Fold(plan.Session), plan.Entry.StudyKey, stage.StudyUid, plan.Entry.Flags, Policies = string.Join(',', policies),
                    plan.Entry.Evidence, stage.StudyDate, store.Now, Caller = store.Caller.Identity, operation.Target, operation.Id,
                });
        }

        foreach (var series in stage.Series)
        {
            tx.Execute(
                "insert into sessionseries (session, scan, seriesuid, number, modality, manufacturer, description, instances, bytes) values (@Session, @Scan, @SeriesUid, @Number, @Modality, @Manufacturer, @Description, @Instances, @Bytes) on conflict (session, scan) do update set instances = sessionseries.instances + @Instances, bytes = sessionseries.bytes + @Bytes",
                new { operation.Session, series.Scan, series.SeriesUid, Number = (long?)series.Number, series.Modality, series.Manufacturer, series.Description, Instances = (long)series.Instances, series.Bytes });
        }

        Count(tx, operation, request.Overwrite ? null : plan.Existing, stage, policies);
        CarryCheck(tx, operation);
    }

    /// <summary>Brings the files to their place, as often as it takes.</summary>
    public static void Publish(DeidStore store, OperationRow operation)
    {
        var layout = store.Layout;
        var staged = $"{operation.Work}/session";
        var (from, to) = (layout.Full(staged), layout.Full(operation.Target!));
        if (!Directory.Exists(from))
        {
            // Done before; the new session is in place.
            return;
        }

        var isReplaced = !Directory.Exists(Path.Combine(to, "scans")) || File.Exists(Path.Combine(from, ReplaceMark));
        if (isReplaced)
        {
            StoreFolders.Remove(layout, operation.Target!, operation.Work);
            store.Reached("archive.replaced");
            File.Delete(Path.Combine(from, ReplaceMark));
            StoreFolders.Move(layout, staged, operation.Target!);
            return;
        }

        // The manifest last: it tells of files that are there.
        var scans = Path.Combine(from, "scans");
        foreach (var path in Directory.Exists(scans) ? Directory.EnumerateFiles(scans, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList() : [])
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(path, target, overwrite: true);
            store.Reached("archive.file");
        }

        foreach (var name in (string[])[SessionManifest.ChecksumName, SessionManifest.FileName])
        {
            if (File.Exists(Path.Combine(from, name)))
            {
                File.Move(Path.Combine(from, name), Path.Combine(to, name), overwrite: true);
            }
        }

        StoreFolders.Delete(layout, $"{staged}/scans");
        store.Reached("archive.emptied");
        StoreFolders.Delete(layout, staged);
    }

    /// <summary>The subject of a label in a project, made where there is none.</summary>
    public static string SubjectId(CatalogTransaction tx, DeidStore store, string project, string label, string patientKey)
    {
        var folded = ProjectBook.Fold(label);
        var known = tx.Find<string>("select id from subject where project = @project and folded = @folded", new { project, folded });
        if (known is not null)
        {
            return known;
        }

        var id = Guid.CreateVersion7().ToString("N");
        tx.Execute(
            "insert into subject (id, project, label, folded, patientkey, created) values (@id, @project, @label, @folded, @patientKey, @Now)",
            new { id, project, label, folded, patientKey, store.Now });
        return id;
    }

    /// <summary>Counts a session anew. What was added to keeps the policies that made it; where the project's is another now, some of it is stale.</summary>
    private static void Count(CatalogTransaction tx, OperationRow operation, SessionRow? kept, ArchiveStage stage, IReadOnlyList<string> policies)
    {
        var earlier = Split(kept?.Policies);
        var isStale = kept is not null && (kept.Stale == 1 || !earlier.Contains(policies[^1], StringComparer.Ordinal));
        var modalities = Split(kept?.Modalities).Concat(stage.Modalities).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        tx.Execute(
            "update session set operation = @Id, modalities = @Modalities, policies = @Policies, stale = @Stale, checkstate = case when checkstate = 'Passed' then 'Unchecked' else checkstate end, revision = revision + 1, series = (select count(*) from sessionseries where session = @Session), instances = (select coalesce(sum(instances), 0) from sessionseries where session = @Session), bytes = (select coalesce(sum(bytes), 0) from sessionseries where session = @Session) where id = @Session",
            new { operation.Id, operation.Session, Modalities = string.Join(',', modalities), Policies = string.Join(',', earlier.Union(policies, StringComparer.Ordinal)), Stale = isStale ? 1L : 0L });
    }

    /// <summary>What has to be cleaned in an entry has to be in its session: until that was checked itself, or until a person lifts what a person said. What the session was found to be and is stands.</summary>
    private static void CarryCheck(CatalogTransaction tx, OperationRow operation) => tx.Execute(
        """
        update session set checkstate = e.checkstate, checked = case when e.checkreason is null then null else e.checked end, checkedby = e.checkedby, checkreason = e.checkreason, checkhigh = e.checkhigh, checkmedium = e.checkmedium, checklow = e.checklow
        from entry e where e.id = @Entry and e.checkstate = 'NeedsCleaning' and session.id = @Session and (session.checked is null or session.checkstate in ('Unchecked', 'Passed'))
        """,
        operation);

    private static string[] Split(string? list) => (list ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries);
}
