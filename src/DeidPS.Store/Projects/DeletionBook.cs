using System.Security.Cryptography;
using System.Text;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Operations;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Projects;

/// <summary>
/// Deletes subjects and projects for good (workflow section 14): shares, then files, then records, one session after the other. A kill leaves a deletion that
/// the same call completes; its certificate then counts everything, also what went before.
/// </summary>
/// <param name="store">The store, in the name of its caller.</param>
public sealed class DeletionBook(DeidStore store)
{
    private readonly SessionBook _sessions = new(store);

    /// <summary>Told how many sessions of how many are gone; null for nobody.</summary>
    public Action<int, int>? OnProgress { get; init; }

    /// <summary>Deletes a subject with all sessions, or completes that.</summary>
    /// <param name="project">The project by id or alias.</param>
    /// <param name="subject">The subject's label.</param>
    /// <param name="everywhere">True to delete it although sessions are shared.</param>
    /// <param name="reason">Why; recorded.</param>
    /// <param name="stop">Stops between sessions; the same call goes on later.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied; StateConflict when a session is locked or shared; StoreBusy.</exception>
    public DeletionCertificate RemoveSubject(string project, string subject, bool everywhere, string? reason, CancellationToken stop)
    {
        store.Process.Register();
        var folded = ProjectBook.Fold(subject);
        var certificate = store.Write(tx =>
        {
            var id = ProjectBook.Find(tx, project) ?? throw ProjectBook.Missing(project);
            store.Demand(tx, new AccessRequest { Action = StoreAction.DeleteSession, Project = id });
            if (CertificateRow.Pending(tx, id, DeletionScope.Subject, folded) is { } pending)
            {
                return pending;
            }

            var sessions = Sessions(tx, id, folded);
            if (sessions.Count == 0)
            {
                throw new StoreException(StoreException.StoreItemNotFound, $"There is no subject '{subject}' in project '{id}'.", "Get-DeidSession lists those there are.");
            }

            RequireFree(tx, sessions, everywhere);
            var begun = new DeletionCertificate { Id = Guid.CreateVersion7().ToString("N"), Project = id, Scope = DeletionScope.Subject };
            CertificateRow.Write(tx, begun, folded);
            store.Record(tx, new AuditEvent { Action = "RemoveSubject", Project = id, Item = begun.Id, Reason = reason }.With("subject", subject).With("sessions", sessions.Count));
            return begun;
        });
        store.Reached("erase.begun");
        RemoveSessions(certificate, folded, reason, stop);
        return Issue(certificate, folded, _ => { });
    }

    /// <summary>Deletes a project with all that is in it and that waits for it, or completes that. Its id stays taken.</summary>
    /// <param name="project">The project by id or alias.</param>
    /// <param name="everywhere">True to delete it although sessions are shared.</param>
    /// <param name="reason">Why; recorded.</param>
    /// <param name="stop">Stops between sessions; the same call goes on later.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied for all but administrators; StateConflict when a session is locked or shared; StoreBusy.</exception>
    public DeletionCertificate RemoveProject(string project, bool everywhere, string? reason, CancellationToken stop)
    {
        store.Process.Register();
        var certificate = store.Write(tx => BeginProject(tx, project, everywhere, reason));
        store.Reached("erase.begun");
        RemoveEntries(certificate, reason, stop);
        store.Reached("erase.entries");
        RemoveSessions(certificate, null, reason, stop);
        store.Reached("erase.sessions");
        foreach (var folder in (string[])[Path.Combine(store.Layout.Archive, certificate.Project), Path.Combine(store.Layout.Prearchive, certificate.Project)])
        {
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }

        return Issue(certificate, null, tx => End(tx, certificate.Project));
    }

    /// <summary>Certificates of what was deleted in a project, for those who may read its audit trail; of all projects, and of one that is gone, for administrators.</summary>
    /// <param name="project">Id or alias of the project, also of one that is gone by its id; null for all.</param>
    /// <exception cref="StoreException">AccessDenied, StoreItemNotFound.</exception>
    public IReadOnlyList<DeletionCertificate> Certificates(string? project = null) => store.Read(tx =>
    {
        var id = project is null ? null : ProjectBook.Find(tx, project);
        store.Demand(tx, id is null ? new AccessRequest { Action = StoreAction.ManageSite } : new AccessRequest { Action = StoreAction.ReadAudit, Project = id });
        project = id ?? project;
        return (IReadOnlyList<DeletionCertificate>)[.. tx.Query<CertificateRow>("select id, content from certificate where issued > 0 and (@project is null or upper(project) = upper(@project)) order by issued", new { project }).Select(c => c.Parse())];
    });

    private DeletionCertificate BeginProject(CatalogTransaction tx, string project, bool everywhere, string? reason)
    {
        var id = ProjectBook.Find(tx, project) ?? throw ProjectBook.Missing(project);
        store.Demand(tx, new AccessRequest { Action = StoreAction.ManageSite, Project = id });
        if (CertificateRow.Pending(tx, id, DeletionScope.Project, null) is { } pending)
        {
            return pending;
        }

        var sessions = Sessions(tx, id, null);
        RequireFree(tx, sessions, everywhere);
        var begun = new DeletionCertificate { Id = Guid.CreateVersion7().ToString("N"), Project = id, Scope = DeletionScope.Project };
        tx.Execute("update project set state = 'Deleting' where id = @id", new { id });
        CertificateRow.Write(tx, begun, null);
        store.Record(tx, new AuditEvent { Action = "RemoveProject", Project = id, Item = begun.Id, Reason = reason }.With("sessions", sessions.Count));
        return begun;
    }

    private void RemoveSessions(DeletionCertificate certificate, string? subject, string? reason, CancellationToken stop)
    {
        var sessions = store.Catalog.Read(tx => Sessions(tx, certificate.Project, subject));
        for (var i = 0; i < sessions.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            var session = sessions[i];
            var manifest = ManifestHash(store.Layout.Full(session.Folder));
            var operation = store.Write(tx =>
            {
                // Whoever resumed this deletion meanwhile has the session, or it is gone.
                if (SessionRow.Find(tx, session.Id) is not { } row)
                {
                    return null;
                }

                var begun = _sessions.BeginRemove(tx, row, everywhere: true, reason);
                var so = CertificateRow.Load(tx, certificate.Id);
                CertificateRow.Write(
                    tx,
                    so with
                    {
                        Sessions = so.Sessions + 1, Instances = so.Instances + row.Instances, Bytes = so.Bytes + row.Bytes, Held = so.Held + HeldOriginals.OfASession(tx, row.Id),
                        Manifests = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(so.Manifests + manifest))),
                    },
                    subject);
                return begun;
            });
            store.Reached("erase.session");
            if (operation is not null)
            {
                _sessions.FinishRemove(operation);
            }

            OnProgress?.Invoke(i + 1, sessions.Count);
        }
    }

    private void RemoveEntries(DeletionCertificate certificate, string? reason, CancellationToken stop)
    {
        var book = new PrearchiveBook(store);
        foreach (var id in store.Catalog.Read(tx => tx.Query<string>("select id from entry where project = @Project order by id", certificate)))
        {
            stop.ThrowIfCancellationRequested();
            var operation = store.Write(tx =>
            {
                if (tx.Find<EntryRow>($"select {EntryRow.Columns} from entry where id = @id", new { id }) is not { } entry)
                {
                    return null;
                }

                if (entry.IsLocked || tx.Number("select count(*) from writer where entry = @id", new { id }) > 0)
                {
                    throw new StoreException(StoreException.StoreBusy, $"Entry {id} is in use ({entry.State}).", "Run the command again when that has ended; it goes on where it stood.");
                }

                var so = CertificateRow.Load(tx, certificate.Id);
                CertificateRow.Write(tx, so with { Entries = so.Entries + 1, EntryInstances = so.EntryInstances + entry.Instances, Held = so.Held + HeldOriginals.OfAnEntry(tx, id) }, null);
                return book.BeginRemove(tx, entry, reason);
            });
            store.Reached("erase.entry");
            if (operation is not null)
            {
                book.FinishRemove(operation);
            }
        }
    }

    private DeletionCertificate Issue(DeletionCertificate certificate, string? subject, Action<CatalogTransaction> end) => store.Write(tx =>
    {
        if (Sessions(tx, certificate.Project, subject).Count > 0)
        {
            throw new StoreException(StoreException.StoreBusy, $"More came into project '{certificate.Project}' while it was being deleted.", "Run the command again; it goes on where it stood.");
        }

        end(tx);
        var issued = CertificateRow.Load(tx, certificate.Id) with { Issued = DateTimeOffset.FromUnixTimeMilliseconds(store.Now) };
        CertificateRow.Write(tx, issued, null);
        store.Record(
            tx,
            new AuditEvent { Action = "DeletionCertificate", Project = issued.Project, Item = issued.Id }.With("scope", issued.Scope).With("sessions", issued.Sessions).With("instances", issued.Instances).With("bytes", issued.Bytes)
                .With("entries", issued.Entries).With("held", issued.Held).With("manifests", issued.Manifests));
        return issued;
    });

    /// <summary>The project is gone; its names stay taken, and nobody has a role in it any more.</summary>
    private void End(CatalogTransaction tx, string project)
    {
        RequestBook.Forget(tx, project);
        if (tx.Number("select count(*) from entry where project = @project", new { project }) > 0)
        {
            throw new StoreException(StoreException.StoreBusy, $"Entries wait for project '{project}' still.", "Run the command again; it goes on where it stood.");
        }

        tx.Execute("delete from share where project = @project", new { project });
        tx.Execute("delete from approval where project = @project", new { project });
        tx.Execute("delete from member where project = @project", new { project });
        tx.Execute("delete from projectsender where project = @project", new { project });
        tx.Execute("update project set state = 'Deleted', deleted = @Now where id = @project", new { project, store.Now });
    }

    private void RequireFree(CatalogTransaction tx, IReadOnlyList<SessionRow> sessions, bool everywhere)
    {
        foreach (var row in sessions)
        {
            SessionBook.RequireFree(row);
            if (!everywhere)
            {
                ShareBook.RequireUnshared(tx, store, row);
            }
        }
    }

    private static IReadOnlyList<SessionRow> Sessions(CatalogTransaction tx, string project, string? subject) =>
        tx.Query<SessionRow>(SessionRow.Statement("s.project = @project and (@subject is null or u.folded = @subject) order by s.id"), new { project, subject });

    private static string ManifestHash(string folder)
    {
        try
        {
            return SessionManifest.Checksum(Path.Combine(folder, SessionManifest.FileName));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // Damaged, or the deletion of its files began before a kill: then it was counted already.
            return new string('0', 64);
        }
    }
}
