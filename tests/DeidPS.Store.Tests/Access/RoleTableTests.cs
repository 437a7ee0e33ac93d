using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Checks;
using DeidPS.Store.Ingest;
using DeidPS.Store.Lookup;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Access;

/// <summary>
/// The table of roles through the methods that people call: every action that there is a method for, by every role, in a private, a protected and a public
/// project, on both catalogues. What is denied is denied with an error and stands in the audit trail in the caller's name.
/// </summary>
public sealed class RoleTableTests(ITestOutputHelper output)
{
    private const string Other = "OTHER";

    private static readonly Dictionary<string, Action<DeidStore, StorePolicies, string>> s_calls = new(StringComparer.Ordinal)
    {
        ["SeeProject"] = (store, _, project) => new ProjectBook(store).Get(project),
        ["ReadAudit"] = (store, _, project) => new AuditBook(store).List(new AuditFilter { Project = project }).ToList(),
        ["ReadSessions"] = (store, _, project) => Assert.NotEmpty(new SessionBook(store).List(project)),
        ["Import"] = (store, policies, project) =>
        {
            using var import = new StoreImport(store, policies, new IngestOptions());
            import.Check(new RoutingPlan(project, null, null));
        },
        ["SeeIdentifiers"] = (store, _, _) => new LookupBook(store, TestIngest.Key).Find(new LookupRequest { Reason = "test" }),
        ["AssignUnassigned"] = (store, _, project) => new PrearchiveBook(store).Assign(Id(store, "nobodys"), project),
        ["EditPrearchive"] = (store, _, project) => new PrearchiveBook(store).SetLabels(Id(store, "waits" + project), null, "waits" + project),
        ["OverwriteSession"] = (store, policies, project) => new Archiver(store, policies).Archive(Id(store, "kept" + project), new ArchiveRequest { Overwrite = true }, CancellationToken.None),
        ["EditSession"] = (store, _, project) => new SessionBook(store).SetLock(project, "kept" + project, false),
        ["DeleteEntry"] = (store, _, project) => new PrearchiveBook(store).Remove(Id(store, "waits" + project), "test"),
        ["DeleteSession"] = (store, _, project) => new SessionBook(store).Remove(project, "kept" + project, everywhere: true, "test"),
        ["Share"] = (store, _, project) => new ShareBook(store).Share(project, "kept" + project, Other),
        ["Copy"] = (store, policies, project) =>
        {
            var copy = new SessionCopier(store, policies).Copy(new CopyRequest { Project = project, Session = "kept" + project, To = Other }, CancellationToken.None);
            new SessionBook(store).Remove(Other, copy.NewSession, everywhere: false, "test");
        },
        ["Unshare"] = (store, _, project) => new ShareBook(store).Unshare(project, "shared" + project, Other),
        ["ConfigureProject"] = (store, _, project) => new ProjectBook(store).Configure(Project(project)),
        ["GrantRoles"] = (store, _, project) => new ProjectBook(store).Grant(project, "newcomer", ProjectRole.Collaborator),
        ["ManageSite"] = (store, _, project) => new ProjectBook(store).Create(new DeidProject { Id = $"NEW-{Guid.NewGuid():N}"[..20], Title = "New" }, "owner"),
        ["CheckData"] = (store, _, project) => Assert.NotEmpty(new ReviewBook(store).List(project)),
        ["ApproveData"] = (store, _, project) => new ApprovalBook(store).Approve(project, "the reviewer", "test"),
        ["ReleaseSession"] = (store, _, project) => new SessionBook(store).SetQuarantine(project, "kept" + project, false, "test"),
    };

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_role_can_do_what_the_table_says_and_nothing_else(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        Begin(test);
        using var ingest = new TestIngest(test.Admin);
        var stores = new Dictionary<string, DeidStore>(StringComparer.Ordinal);
        var (wrong, cells, denied) = (new List<string>(), 0, 0);
        try
        {
            foreach (var cell in AccessRulesTests.Cells())
            {
                var (action, role, accessibility, expected) = ((string)cell[0], (string)cell[1], (string)cell[2], (bool)cell[3]);
                if (!s_calls.TryGetValue(action, out var call))
                {
                    continue;
                }

                cells++;
                denied += expected ? 0 : 1;
                Prepare(test, ingest, accessibility);
                var person = Person(role);
                if (!stores.TryGetValue(person, out var store))
                {
                    stores[person] = store = test.As(person);
                }

                if (Try(test, store, ingest.Policies, call, accessibility) is var outcome && outcome != (expected ? "done" : "denied"))
                {
                    wrong.Add($"{action} by {role} in a {accessibility} project: {outcome}");
                }
            }
        }
        finally
        {
            stores.Values.ToList().ForEach(s => s.Dispose());
        }

        output.WriteLine($"{kind}: {cells} cells, {denied} denied");
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    [Fact]
    public void Only_what_is_no_method_of_the_store_is_left_out() => Assert.Equal(
        ["SeePrearchive"], Enum.GetNames<StoreAction>().Except(s_calls.Keys).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_prearchive_shows_entries_to_those_who_may_see_them(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        Begin(test);
        using var ingest = new TestIngest(test.Admin);
        foreach (var accessibility in Enum.GetNames<ProjectAccessibility>())
        {
            Prepare(test, ingest, accessibility);
        }

        foreach (var cell in AccessRulesTests.Cells().Where(c => (string)c[0] == "SeePrearchive"))
        {
            using var store = test.As(Person((string)cell[1]));
            Assert.Equal((bool)cell[3], new PrearchiveBook(store).List(new PrearchiveFilter { Project = (string)cell[2] }).Any());
        }

        foreach (var cell in AccessRulesTests.Cells().Where(c => (string)c[0] == "AssignUnassigned"))
        {
            using var store = test.As(Person((string)cell[1]));
            Assert.Equal((bool)cell[3], new PrearchiveBook(store).List(new PrearchiveFilter { UnassignedOnly = true }).Any());
        }
    }

    private static string Try(TestStore test, DeidStore store, StorePolicies policies, Action<DeidStore, StorePolicies, string> call, string project)
    {
        long Denials() => test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit where actor = @Identity and record like '%\"Denied\"%'", store.Caller));
        var before = Denials();
        try
        {
            call(store, policies, project);
            return Denials() == before ? "done" : "done, and a denial in the audit trail";
        }
        catch (AccessDeniedException)
        {
            return Denials() == before + 1 ? "denied" : "denied, and not in the audit trail";
        }
        catch (Dicom.DeidException error)
        {
            return $"{error.ErrorId}: {error.Message}";
        }
    }

    private static void Begin(TestStore test)
    {
        var book = new ProjectBook(test.Admin);
        test.Project(Other, "somebody");
        foreach (var accessibility in Enum.GetNames<ProjectAccessibility>())
        {
            book.Create(Project(accessibility), Person("Owner"));
            book.Grant(accessibility, Person("Member"), ProjectRole.Member);
            book.Grant(accessibility, Person("Collaborator"), ProjectRole.Collaborator);
        }

        book.SetSiteRole(Person("Admin"), SiteRole.Administrator, true);
        book.SetSiteRole(Person("DataManager"), SiteRole.DataManager, true);
    }

    /// <summary>Named as the accessibility, so that a cell says where.</summary>
    private static DeidProject Project(string accessibility) => new() { Id = accessibility, Title = $"A {accessibility} project", Accessibility = Enum.Parse<ProjectAccessibility>(accessibility) };

    /// <summary>Those without a role in the project are one person.</summary>
    private static string Person(string role) => "the-" + (Enum.TryParse<ProjectAccessibility>(role, out _) ? "other" : role);

    /// <summary>Puts back what the cells before took away: a session, one that is shared, an entry that waits, one for the session, and one for nobody.</summary>
    private static void Prepare(TestStore test, TestIngest ingest, string project)
    {
        var number = 1 + (int)Enum.Parse<ProjectAccessibility>(project);
        var sessions = new SessionBook(test.Admin).List(project).Select(s => s.Session).ToHashSet(StringComparer.Ordinal);
        foreach (var (label, study) in new[] { ("kept" + project, number), ("shared" + project, 10 + number) }.Where(s => !sessions.Contains(s.Item1)))
        {
            Remove(test, label);
            Push(ingest, study, project, label);
            new Archiver(test.Admin, ingest.Policies).Archive(Id(test.Admin, label), new ArchiveRequest(), CancellationToken.None);
        }

        var shares = new ShareBook(test.Admin);
        var active = shares.List(project).Where(s => s.State == ShareState.Active).Select(s => s.Label).ToList();
        foreach (var share in shares.List(project).Where(s => s.State != ShareState.Ended && s.Label == "kept" + project))
        {
            shares.Unshare(project, share.Label, Other);
        }

        if (!active.Contains("shared" + project))
        {
            shares.Share(project, "shared" + project, Other);
        }

        foreach (var (label, study, waitsFor) in new[] { ("waits" + project, 20 + number, project), ("kept" + project, number, project), ("nobodys", 31, "Unassigned") })
        {
            if (!new PrearchiveBook(test.Admin).List(new PrearchiveFilter { Session = label }).Any(e => waitsFor != "Unassigned" || e.Project is null))
            {
                Remove(test, label);
                Push(ingest, study, waitsFor, label);
            }
        }
    }

    private static void Remove(TestStore test, string label)
    {
        foreach (var entry in new PrearchiveBook(test.Admin).List(new PrearchiveFilter { Session = label }).ToList())
        {
            new PrearchiveBook(test.Admin).Remove(entry.Id, "test");
        }
    }

    private static void Push(TestIngest ingest, int study, string project, string label)
    {
        ingest.Push(TestIngest.Origin(study), TestObject.Study1(1, $"{study}", study, $"Project:{project} Subject:S{study} Session:{label}"));
        new PrearchiveBook(ingest.Store).BuildIdle(CancellationToken.None);
    }

    /// <summary>The id, whoever may see it: who guesses one is stopped all the same.</summary>
    private static string Id(DeidStore store, string label) =>
        store.Catalog.Read(tx => tx.Find<string>("select id from entry where session = @label", new { label })) ?? throw new InvalidOperationException($"There is no entry {label}.");
}
