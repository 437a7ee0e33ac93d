using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Checks;
using DeidPS.Store.Ingest;
using DeidPS.Store.Lookup;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Projects;

/// <summary>The projects of a store and the people in them (workflow sections 3 and 12).</summary>
/// <param name="store">The store, in the name of its caller.</param>
public sealed class ProjectBook(DeidStore store)
{
    private const int LongestRunningTitle = 24;

    /// <summary>Makes a project.</summary>
    /// <param name="project">Its id and settings.</param>
    /// <param name="owner">Its first owner.</param>
    /// <exception cref="StoreException">StoreItemExists: the id is taken, or was once. StoreValueInvalid. AccessDenied for all but administrators.</exception>
    public DeidProject Create(DeidProject project, string owner)
    {
        ArgumentNullException.ThrowIfNull(project);
        ProjectName.Check(project.Id);
        Check(project);
        var identity = StoreCaller.Normalise(owner);
        return store.Write(tx =>
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.ManageSite });
            TakeName(tx, project.Id, project.Id, isAlias: false);
            tx.Execute(
                $"insert into project ({ProjectRow.Columns}) values (@Id, @Title, @RunningTitle, @Description, @Investigator, @Accessibility, @Mode, @Policy, @ShareByReader, @RetentionEnd, @State, @Created, @CreatedBy, @NoLut, @OptOut, @OptOutReason, @SeriesFilter)",
                ProjectRow.Of(project, store.Now, store.Caller.Identity));
            WriteNames(tx, project, []);
            WriteMember(tx, project.Id, identity, ProjectRole.Owner);
            store.Record(tx, Settings(new AuditEvent { Action = "CreateProject", Project = project.Id }, project).With("owner", identity));
            return Load(tx, project.Id)!;
        });
    }

    /// <summary>A project by id or alias, in any case; null when there is none that the caller may see.</summary>
    public DeidProject? Find(string name) => store.Read(tx => Find(tx, name) is { } id && AccessControl.Allows(tx, store.Caller, See(id)) ? Show(tx, Load(tx, id)!) : null);

    /// <summary>A project by id or alias.</summary>
    /// <exception cref="StoreException">StoreItemNotFound.</exception>
    public DeidProject Get(string name) => store.Read(tx =>
    {
        var id = Find(tx, name) ?? throw Missing(name);
        store.Demand(tx, See(id));
        return Show(tx, Load(tx, id)!);
    });

    /// <summary>The projects the caller may see, by id.</summary>
    /// <param name="withDeleted">True to list those that are gone, too; for administrators.</param>
    public IReadOnlyList<DeidProject> List(bool withDeleted = false) => store.Read(tx =>
    {
        var rows = tx.Query<ProjectRow>($"select {ProjectRow.Columns} from project order by id");
        var seesDeleted = withDeleted && AccessControl.Allows(tx, store.Caller, new AccessRequest { Action = StoreAction.ManageSite });
        return (IReadOnlyList<DeidProject>)[.. rows.Where(r => r.State == nameof(ProjectState.Deleted) ? seesDeleted : AccessControl.Allows(tx, store.Caller, See(r.Id))).Select(r => Show(tx, r.ToProject(tx, store.Caller.Identity)))];
    });

    /// <summary>Changes the settings of a project.</summary>
    /// <param name="project">The project as it shall be; its id says which.</param>
    /// <exception cref="StoreException">StoreItemNotFound, StoreValueInvalid, AccessDenied.</exception>
    public DeidProject Configure(DeidProject project)
    {
        ArgumentNullException.ThrowIfNull(project);
        Check(project);
        return store.Write(tx =>
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.ConfigureProject, Project = project.Id });
            var before = Load(tx, project.Id) ?? throw Missing(project.Id);
            RequireActive(before);
            if (project.OptOut != before.OptOut && project.OptOut == OptOutRule.NotApplicable && string.IsNullOrWhiteSpace(project.OptOutReason))
            {
                throw new StoreException(StoreException.StoreValueInvalid, "Whoever says that clearance is not needed has to say why.", "Give -OptOutReason.");
            }

            if (project.Mode != before.Mode && project.Mode == PrearchiveMode.AutoArchiveOverwrite)
            {
                store.Demand(tx, new AccessRequest { Action = StoreAction.ManageSite });
            }

            tx.Execute(
                "update project set title = @Title, runningtitle = @RunningTitle, description = @Description, investigator = @Investigator, accessibility = @Accessibility, mode = @Mode, policy = @Policy, sharebyreader = @ShareByReader, retentionend = @RetentionEnd, nolut = @NoLut, optout = @OptOut, optoutreason = @OptOutReason, seriesfilter = @SeriesFilter where id = @Id",
                ProjectRow.Of(project, 0, string.Empty));
            if (project.NoLut)
            {
                LookupBook.EraseProject(tx, project.Id);
                RequestBook.EraseEnded(tx, project.Id);
            }

            if (project.OptOut != before.OptOut)
            {
                tx.Execute("delete from clearance where project = @Id", project);
                new OptOutBook(store).JudgeEntries(tx, project.Id);
            }

            WriteNames(tx, project, before.Aliases);
            store.Record(tx, Settings(new AuditEvent { Action = "ConfigureProject", Project = project.Id }, project));
            return Load(tx, project.Id)!;
        });
    }

    /// <summary>The people of a project.</summary>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied.</exception>
    public IReadOnlyList<ProjectMember> Members(string project) => store.Read(tx =>
    {
        var id = Find(tx, project) ?? throw Missing(project);
        store.Demand(tx, new AccessRequest { Action = StoreAction.ReadSessions, Project = id });
        return (IReadOnlyList<ProjectMember>)[.. tx.Query<MemberRow>("select identity, role, granted, grantedby from member where project = @id order by identity", new { id }).Select(m =>
            new ProjectMember(id, m.Identity, Enum.Parse<ProjectRole>(m.Role), DateTimeOffset.FromUnixTimeMilliseconds(m.Granted), m.GrantedBy))];
    });

    /// <summary>Gives a person a role in a project, instead of the one he had.</summary>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied; StateConflict when he is the last owner.</exception>
    public ProjectMember Grant(string project, string person, ProjectRole role)
    {
        var identity = StoreCaller.Normalise(person);
        return store.Write(tx =>
        {
            var id = Find(tx, project) ?? throw Missing(project);
            store.Demand(tx, new AccessRequest { Action = StoreAction.GrantRoles, Project = id });
            RequireActive(Load(tx, id)!);
            if (role != ProjectRole.Owner)
            {
                KeepAnOwner(tx, id, identity);
            }

            WriteMember(tx, id, identity, role);
            store.Record(tx, new AuditEvent { Action = "GrantRole", Project = id, Item = identity }.With("role", role));
            return new ProjectMember(id, identity, role, store.Clock.GetUtcNow(), store.Caller.Identity);
        });
    }

    /// <summary>Takes a person's role in a project away.</summary>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied; StateConflict when he is the last owner.</exception>
    public void Revoke(string project, string person)
    {
        var identity = StoreCaller.Normalise(person);
        store.Write(tx =>
        {
            var id = Find(tx, project) ?? throw Missing(project);
            store.Demand(tx, new AccessRequest { Action = StoreAction.GrantRoles, Project = id });
            KeepAnOwner(tx, id, identity);
            if (tx.Execute("delete from member where project = @id and identity = @identity", new { id, identity }) == 0)
            {
                throw new StoreException(StoreException.StoreItemNotFound, $"{identity} has no role in project '{id}'.", "Get-DeidAccess lists those who have.");
            }

            store.Record(tx, new AuditEvent { Action = "RevokeRole", Project = id, Item = identity });
        });
    }

    /// <summary>Gives a person a role in the site, or takes it away.</summary>
    /// <exception cref="StoreException">AccessDenied; StateConflict when he is the last administrator.</exception>
    public void SetSiteRole(string person, SiteRole role, bool isGranted)
    {
        var identity = StoreCaller.Normalise(person);
        store.Write(tx =>
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.ManageSite });
            if (!isGranted && role == SiteRole.Administrator && tx.Number("select count(*) from siterole where role = 'Administrator' and identity <> @identity", new { identity }) == 0)
            {
                throw new StoreException(StoreException.StateConflict, "The last administrator cannot be removed.", "Make somebody else an administrator first.");
            }

            var parameters = new { identity, Role = role.ToString() };
            tx.Execute(isGranted ? "insert into siterole (identity, role) values (@identity, @Role) on conflict do nothing" : "delete from siterole where identity = @identity and role = @Role", parameters);
            store.Record(tx, new AuditEvent { Action = isGranted ? "GrantSiteRole" : "RevokeSiteRole", Item = identity }.With("role", role));
        });
    }

    /// <summary>People with roles in the site.</summary>
    /// <exception cref="StoreException">AccessDenied for all but administrators.</exception>
    public IReadOnlyList<KeyValuePair<string, SiteRole>> SiteRoles() => store.Read(tx =>
    {
        store.Demand(tx, new AccessRequest { Action = StoreAction.ManageSite });
        return (IReadOnlyList<KeyValuePair<string, SiteRole>>)[.. tx.Query<MemberRow>("select identity, role from siterole order by identity, role").Select(r => KeyValuePair.Create(r.Identity, Enum.Parse<SiteRole>(r.Role)))];
    });

    /// <summary>The id of a project by id or alias, in any case; null when there is none in use.</summary>
    internal static string? Find(CatalogTransaction tx, string name, bool withDeleted = false) => tx.Find<string>(
        "select p.id from projectname n join project p on p.id = n.project where n.folded = @Folded" + (withDeleted ? string.Empty : " and p.state <> 'Deleted'"), new { Folded = Fold(name) });

    /// <summary>A project; null when there is none.</summary>
    internal DeidProject? Load(CatalogTransaction tx, string id) => tx.Find<ProjectRow>($"select {ProjectRow.Columns} from project where id = @id", new { id })?.ToProject(tx, store.Caller.Identity);

    /// <summary>The filters that hold for what goes to a project, or to none: of the request, the project and the site, as far as there are such.</summary>
    internal static IReadOnlyList<SeriesFilter> Filters(CatalogTransaction tx, string? project, SeriesFilter? ofRequest)
    {
        var ofProject = project is not null && tx.Find<string>("select seriesfilter from project where id = @project", new { project }) is { } json ? SeriesFilter.Parse(json) : null;
        return [.. new[] { ofRequest, ofProject, DeidStore.ReadSettings(tx).SeriesFilter }.OfType<SeriesFilter>()];
    }

    /// <summary>Refuses a project that is being deleted.</summary>
    internal static void RequireActive(DeidProject project)
    {
        if (project.State != ProjectState.Active)
        {
            throw new StoreException(StoreException.StateConflict, $"Project '{project.Id}' is being deleted.", "Remove-DeidProject completes the deletion.");
        }
    }

    internal static StoreException Missing(string name) => new(StoreException.StoreItemNotFound, $"There is no project '{name}' that you may see.", "Get-DeidProject lists the projects there are for you.");

    /// <summary>How names are compared: without case.</summary>
    internal static string Fold(string name) => name.ToUpperInvariant();

    /// <summary>A project with what is known of its review.</summary>
    private DeidProject Show(CatalogTransaction tx, DeidProject project)
    {
        var rule = PilotRule.Of(tx, project.Id, store.Versions?.LabelOf(project.Policy));
        var approval = rule.InForce(store.Versions?.LabelOf(DeidStore.ReadSettings(tx).Policy));
        return project with
        {
            IsPilot = rule.Limit > 0 && approval is null, Approved = approval is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(approval.Approved), ApprovedBy = approval?.Reviewer,
        };
    }

    private static AccessRequest See(string project) => new() { Action = StoreAction.SeeProject, Project = project };

    private static AuditEvent Settings(AuditEvent happened, DeidProject project) =>
        happened.With("accessibility", project.Accessibility).With("mode", project.Mode).With("policy", project.Policy).With("optOut", project.OptOut).With("optOutReason", project.OptOutReason).With("noLut", project.NoLut).With("seriesFilter", project.SeriesFilter?.Label).With("retentionEnd", project.RetentionEnd?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    private static void Check(DeidProject project)
    {
        if (string.IsNullOrWhiteSpace(project.Title) || project.Title.Length > 256)
        {
            throw new StoreException(StoreException.StoreValueInvalid, "A project needs a title of at most 256 characters.", "Give -Title.");
        }

        if (project.RunningTitle is { Length: > LongestRunningTitle })
        {
            throw new StoreException(StoreException.StoreValueInvalid, $"The running title has more than {LongestRunningTitle} characters.", "Shorten -RunningTitle.");
        }

        foreach (var alias in project.Aliases)
        {
            ProjectName.Check(alias);
        }
    }

    private void WriteNames(CatalogTransaction tx, DeidProject project, IReadOnlyList<string> before)
    {
        foreach (var alias in project.Aliases.Where(a => !before.Contains(a, StringComparer.OrdinalIgnoreCase)))
        {
            TakeName(tx, alias, project.Id, isAlias: true);
        }

        foreach (var alias in before.Where(a => !project.Aliases.Contains(a, StringComparer.OrdinalIgnoreCase)))
        {
            tx.Execute("delete from projectname where folded = @Folded and isalias = 1", new { Folded = Fold(alias) });
        }

        tx.Execute("delete from projectsender where project = @Id", project);
        foreach (var sender in project.Senders.Distinct(StringComparer.Ordinal))
        {
            tx.Execute("insert into projectsender (project, aetitle) values (@Id, @sender)", new { project.Id, sender });
        }
    }

    private static void TakeName(CatalogTransaction tx, string name, string project, bool isAlias)
    {
        var row = new { Folded = Fold(name), name, project, IsAlias = isAlias ? 1L : 0L };
        if (tx.Number("select count(*) from projectname where folded = @Folded", row) > 0)
        {
            throw new StoreException(StoreException.StoreItemExists, $"The name '{name}' is taken, or was once: ids of projects are not used again.", "Choose another id.");
        }

        tx.Execute("insert into projectname (folded, name, project, isalias) values (@Folded, @name, @project, @IsAlias)", row);
    }

    private void WriteMember(CatalogTransaction tx, string project, string identity, ProjectRole role) => tx.Execute(
        "insert into member (project, identity, role, granted, grantedby) values (@project, @identity, @Role, @Granted, @By) on conflict (project, identity) do update set role = @Role, granted = @Granted, grantedby = @By",
        new { project, identity, Role = role.ToString(), Granted = store.Now, By = store.Caller.Identity });

    private static void KeepAnOwner(CatalogTransaction tx, string project, string identity)
    {
        if (AccessControl.Role(tx, project, identity) == ProjectRole.Owner && tx.Number("select count(*) from member where project = @project and role = 'Owner' and identity <> @identity", new { project, identity }) == 0)
        {
            throw new StoreException(StoreException.StateConflict, $"{identity} is the last owner of project '{project}'.", "Make somebody else an owner first.");
        }
    }

    private sealed class MemberRow
    {
        public string Identity { get; init; } = string.Empty;

        public string Role { get; init; } = string.Empty;

        public long Granted { get; init; }

        public string GrantedBy { get; init; } = string.Empty;
    }
}
