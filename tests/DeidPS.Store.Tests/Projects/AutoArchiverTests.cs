using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using DeidPS.Store.Tests.Ingest;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Projects;

/// <summary>The automatic modes of projects, and what a receiver does that runs for long.</summary>
public sealed class AutoArchiverTests(ITestOutputHelper output)
{
    private const string Text = "Project:LUNG Subject:S1 Session:S1_1";

    public static TheoryData<CatalogKind, PrearchiveMode> Modes
    {
        get
        {
            var data = new TheoryData<CatalogKind, PrearchiveMode>();
            foreach (var kind in Enum.GetValues<CatalogKind>())
            {
                foreach (var mode in Enum.GetValues<PrearchiveMode>())
                {
                    data.Add(kind, mode);
                }
            }

            return data;
        }
    }

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    /// <summary>Three instances; then five of the same study, of which two are new; then another study under the label.</summary>
    [Theory]
    [MemberData(nameof(Modes))]
    public void Each_mode_does_what_it_says_and_no_more(CatalogKind kind, PrearchiveMode mode)
    {
        using var test = Begin(kind, mode);
        if (test is null)
        {
            return;
        }

        using var service = test.As("svc (service on here)");
        using var ingest = new TestIngest(service);
        var archiver = new AutoArchiver(service, ingest.Policies);
        int Come(int number, IEnumerable<TestObject> objects)
        {
            ingest.Push(TestIngest.Origin(number), objects);
            new PrearchiveBook(service).BuildIdle(CancellationToken.None);
            return archiver.Run(CancellationToken.None);
        }

        Assert.Equal(mode == PrearchiveMode.Hold ? 0 : 1, Come(1, TestObject.Study1(3, comments: Text)));
        if (mode == PrearchiveMode.Hold)
        {
            Assert.Equal(EntryState.Ready, Assert.Single(new PrearchiveBook(test.Admin).List()).State);
            return;
        }

        Assert.Equal(("svc (service on here)", 3L), (new SessionBook(test.Admin).Get("LUNG", "S1_1").ArchivedBy, new SessionBook(test.Admin).Get("LUNG", "S1_1").Instances));
        Assert.Equal(1, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit where actor like 'svc%' and record like '%\"Archive\"%'")));
        Assert.Equal(mode == PrearchiveMode.AutoArchive ? 0 : 1, Come(2, TestObject.Study1(5, comments: Text).Skip(mode == PrearchiveMode.AutoArchiveOverwrite ? 3 : 0)));
        Assert.Equal(mode switch { PrearchiveMode.AutoArchive => 3L, PrearchiveMode.AutoArchiveAppend => 5L, _ => 2L }, new SessionBook(test.Admin).Get("LUNG", "S1_1").Instances);
        Assert.Equal(0, Come(3, TestObject.Study1(2, study: 2, comments: Text)));
        Assert.Contains("C03", new PrearchiveBook(test.Admin).List().Last().Conflicts);
        Assert.Equal(0, archiver.Run(CancellationToken.None));
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_somebody_has_to_decide_about_is_left_alone(CatalogKind kind)
    {
        using var test = Begin(kind, PrearchiveMode.AutoArchive);
        if (test is null)
        {
            return;
        }

        using var ingest = new TestIngest(test.Admin);
        ingest.Push(TestIngest.Origin(1), TestObject.Study1(2, study: 1, comments: "Project:LUNG Subject:subj001 Session:subj001_sess001"));
        ingest.Push(TestIngest.Origin(2), TestObject.Study1(2, study: 2, comments: "Project:LUNG Subject:S2 Session:S2_1").Select(o => o with { Comments = o.Instance == 2 ? "Project:LUNG Subject:S3 Session:S2_1" : o.Comments }));
        ingest.Push(TestIngest.Origin(3), TestObject.Study1(1, study: 3, comments: "Subject:S4 Session:S4_1"));
        new PrearchiveBook(test.Admin).BuildIdle(CancellationToken.None);
        Assert.Equal(0, new AutoArchiver(test.Admin, ingest.Policies).Run(CancellationToken.None));
        Assert.Equal([EntryState.Review, EntryState.Review, EntryState.Ready], new PrearchiveBook(test.Admin).List().Select(e => e.State));

        // Somebody decides: then it is he who archives.
        var entry = new PrearchiveBook(test.Admin).List().First();
        Assert.Equal(EntryState.Ready, new PrearchiveBook(test.Admin).SetLabels(entry.Id, "S1", "S1_1").State);
        Assert.Equal(0, new AutoArchiver(test.Admin, ingest.Policies).Run(CancellationToken.None));
    }

    [Theory]
    [InlineData(PrearchiveMode.Hold, "AA:true", true, 1)]
    [InlineData(PrearchiveMode.Hold, "AA:true", false, 0)]
    [InlineData(PrearchiveMode.AutoArchive, "AA:false", true, 0)]
    [InlineData(PrearchiveMode.AutoArchive, "AA:false", false, 1)]
    public void What_the_objects_say_counts_only_from_senders_on_the_list(PrearchiveMode mode, string said, bool isListed, int archived)
    {
        using var test = Begin(CatalogKind.Sqlite, mode)!;
        using var ingest = new TestIngest(test.Admin);
        ingest.Push(TestIngest.Origin(1) with { IsAllowListed = isListed }, TestObject.Study1(2, comments: $"{Text} {said}"));
        new PrearchiveBook(test.Admin).BuildIdle(CancellationToken.None);
        Assert.Equal(archived, new AutoArchiver(test.Admin, ingest.Policies).Run(CancellationToken.None));
        Assert.Equal(1 - archived, new PrearchiveBook(test.Admin).List().Count());
    }

    [Fact]
    public void A_mode_that_was_taken_back_and_a_policy_that_fails_leave_the_entry_to_a_person()
    {
        using var test = Begin(CatalogKind.Sqlite, PrearchiveMode.AutoArchive)!;
        using var ingest = new TestIngest(test.Admin);
        var projects = new ProjectBook(test.Admin);
        ingest.Push(TestIngest.Origin(1), TestObject.Study1(2, comments: Text));
        new PrearchiveBook(test.Admin).BuildIdle(CancellationToken.None);
        projects.Configure(projects.Get("LUNG") with { Mode = PrearchiveMode.Hold });
        var archiver = new AutoArchiver(test.Admin, ingest.Policies);
        Assert.Equal(0, archiver.Run(CancellationToken.None));
        projects.Configure(projects.Get("LUNG") with { Mode = PrearchiveMode.AutoArchive });
        Assert.Equal(0, archiver.Run(CancellationToken.None));
        Assert.Equal(EntryState.Ready, Assert.Single(new PrearchiveBook(test.Admin).List()).State);

        projects.Configure(projects.Get("LUNG") with { Policy = Path.Combine(test.Beside, "none.json") });
        new PrearchiveBook(test.Admin).Rebuild(new PrearchiveBook(test.Admin).List().First().Id, CancellationToken.None);
        Assert.Equal(0, archiver.Run(CancellationToken.None));
        Assert.NotNull(Assert.Single(new PrearchiveBook(test.Admin).List()).Message);
        Assert.Empty(new SessionBook(test.Admin).List("LUNG"));
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    /// <summary>P10: a receiver was killed while a study came in; another one that runs takes the study over, builds it and archives it.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_receiver_takes_over_what_a_killed_one_left(CatalogKind kind)
    {
        using var test = Begin(kind, PrearchiveMode.AutoArchive);
        if (test is null)
        {
            return;
        }

        using var receiving = StoreReceiving.Open(test.Root, _ => new StorePolicies(TestIngest.Library, TestIngest.Key), new IngestOptions { RecoverySeconds = 1 });
        using (var ingest = new TestIngest(test.Admin))
        {
            ingest.Push(TestIngest.Origin(1), TestObject.Study1(2, comments: Text));
        }

        // No number of a process is that high: it died with its hand on the entry.
        test.Admin.Catalog.Write(tx =>
        {
            tx.Execute("insert into process (id, host, pid, started, heartbeat) values ('dead', @Host, 2000000000, 1, 1)", new { Host = Environment.MachineName });
            tx.Execute("insert into writer (id, entry, process, since) select 'dead', id, 'dead', 1 from entry");
        });
        var sessions = StoreSettingsTests.SpinUntil(() => new SessionBook(test.Admin).List("LUNG").ToList(), s => s.Count > 0);
        Assert.EndsWith($"(service on {Environment.MachineName})", Assert.Single(sessions).ArchivedBy, StringComparison.Ordinal);
        Assert.Equal(0, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from writer") + tx.Number("select count(*) from process where id = 'dead'")));
    }

    private TestStore? Begin(CatalogKind kind, PrearchiveMode mode)
    {
        var test = TestStore.Create(kind, output, new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 0, JoinMinutes = 0 });
        test?.Project("LUNG", settings: p => p with { Mode = mode });
        return test;
    }
}
