using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using DeidPS.Store.Upkeep;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Upkeep;

/// <summary>A backup is a store that holds what the original held at one moment.</summary>
public sealed class StoreBackupTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_backup_is_a_whole_store_and_work_goes_on_in_it(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        var (session, entry) = StoreVerifierTests.Fill(test);
        var copy = Path.Combine(test.Beside, "copy");
        var result = new StoreBackup(test.Admin).Run(copy, CancellationToken.None);
        Assert.Equal((1, 1, 0), (result.Sessions, result.Entries, result.Damaged));
        using var store = DeidStore.Open(copy, new StoreCaller("admin"));
        Assert.Equal(CatalogKind.Sqlite, store.Catalog.Kind);
        Assert.Empty(new StoreVerifier(store).Verify(checksums: true, CancellationToken.None));
        Assert.Empty(new AuditVerifier(TestIngest.Key).Verify(store.Catalog, store.Layout.Audit));
        Assert.Equal(StoreFiles.Objects(session.Folder), StoreFiles.Objects(new SessionBook(store).Get("LUNG", "S1_1").Folder));

        // The prearchive entry goes into the project there, as it would have here.
        using var ingest = new TestIngest(store);
        Assert.Equal(ArchiveStatus.Archived, new Archiver(store, ingest.Policies).Archive(entry.Id, new ArchiveRequest { Project = "LUNG", Subject = "S2", Session = "S2_1" }, CancellationToken.None).Status);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_update_copies_what_is_new_and_deletes_what_is_gone(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        var (_, entry) = StoreVerifierTests.Fill(test);
        var copy = Path.Combine(test.Beside, "copy");
        var first = new StoreBackup(test.Admin).Run(copy, CancellationToken.None);
        using var ingest = new TestIngest(test.Admin);
        new Archiver(test.Admin, ingest.Policies).Archive(entry.Id, new ArchiveRequest { Project = "LUNG", Subject = "S2", Session = "S2_1" }, CancellationToken.None);
        new SessionBook(test.Admin).Remove("LUNG", "S1_1", everywhere: false, "test");
        var second = new StoreBackup(test.Admin).Run(copy, CancellationToken.None);
        Assert.Equal((1, 0, 0), (second.Sessions, second.Entries, second.Damaged));
        Assert.True(first.Copied >= 4, $"{first.Copied} files at first");
        Assert.Equal(["LUNG/S2/S2_1"], Sessions(copy));
        Assert.Empty(Directory.GetFiles(Path.Combine(copy, "prearchive"), "*.dcm", SearchOption.AllDirectories));
        using var store = DeidStore.Open(copy, new StoreCaller("admin"));
        Assert.Empty(new StoreVerifier(store).Verify(checksums: true, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_damaged_session_does_not_replace_a_sound_copy(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        var (session, _) = StoreVerifierTests.Fill(test);
        var copy = Path.Combine(test.Beside, "copy");
        new StoreBackup(test.Admin).Run(copy, CancellationToken.None);
        var instance = Directory.GetFiles(session.Folder, "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        File.AppendAllText(instance, "x");
        File.AppendAllText(Path.Combine(session.Folder, "session.json"), "\n");
        Assert.Equal(1, new StoreBackup(test.Admin).Run(copy, CancellationToken.None).Damaged);
        using var store = DeidStore.Open(copy, new StoreCaller("admin"));
        Assert.Empty(new StoreVerifier(store).Verify(checksums: true, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_backup_that_was_stopped_is_no_store_and_is_gone_on_with(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        StoreVerifierTests.Fill(test);
        var copy = Path.Combine(test.Beside, "copy");
        using (var stop = new CancellationTokenSource())
        {
            Assert.Throws<OperationCanceledException>(() => new StoreBackup(test.Admin) { OnProgress = (_, _) => stop.Cancel() }.Run(copy, stop.Token));
        }

        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<StoreException>(() => DeidStore.Open(copy, new StoreCaller("admin"))).ErrorId);
        Assert.Equal(1, new StoreBackup(test.Admin).Run(copy, CancellationToken.None).Sessions);
        using var store = DeidStore.Open(copy, new StoreCaller("admin"));
        Assert.Empty(new StoreVerifier(store).Verify(checksums: true, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_no_backup_of_this_store_is_left_alone(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        using var other = TestStore.Create(kind, output);
        if (test is null || other is null)
        {
            return;
        }

        StoreVerifierTests.Fill(test);
        var copy = Path.Combine(test.Beside, "copy");
        new StoreBackup(test.Admin).Run(copy, CancellationToken.None);
        Assert.Equal(StoreException.StoreUnusable, Assert.Throws<StoreException>(() => new StoreBackup(other.Admin).Run(copy, CancellationToken.None)).ErrorId);
        Assert.Equal(StoreException.StoreUnusable, Assert.Throws<StoreException>(() => new StoreBackup(other.Admin).Run(test.Root, CancellationToken.None)).ErrorId);
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => new StoreBackup(test.Admin).Run(Path.Combine(test.Root, "archive", "copy"), CancellationToken.None)).ErrorId);

        // A copy that somebody has gone on with is a store of its own now.
        using (var store = DeidStore.Open(copy, new StoreCaller("admin")))
        {
            new ProjectBook(store).Create(new DeidProject { Id = "OWN", Title = "Own" }, "owner");
        }

        test.Project("HERE");
        Assert.Equal(StoreException.StoreUnusable, Assert.Throws<StoreException>(() => new StoreBackup(test.Admin).Run(copy, CancellationToken.None)).ErrorId);
        using var mine = DeidStore.Open(copy, new StoreCaller("admin"));
        Assert.NotNull(new ProjectBook(mine).List().SingleOrDefault(p => p.Id == "OWN"));
    }

    [Fact]
    public async Task A_file_that_its_writer_still_holds_is_waited_for()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        StoreVerifierTests.Fill(test);
        var file = Directory.GetFiles(Path.Combine(test.Root, "prearchive"), "*.dcm", SearchOption.AllDirectories).First();
        var held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var backup = Task.Run(() => new StoreBackup(test.Admin).Run(Path.Combine(test.Beside, "copy"), CancellationToken.None));
        await Task.Delay(200);
        Assert.False(backup.IsCompleted);
        await held.DisposeAsync();
        Assert.Equal((1, 1, 0), await backup is var result ? (result.Sessions, result.Entries, result.Damaged) : default);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Backups_of_a_store_in_use_are_whole(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        using var stop = new CancellationTokenSource();
        var work = Task.Run(() =>
        {
            var book = new PrearchiveBook(test.Admin);
            var archiver = new Archiver(test.Admin, ingest.Policies);
            for (var i = 1; !stop.IsCancellationRequested; i++)
            {
                ingest.Push(TestIngest.Origin(i), TestObject.Study1(instances: 3, patient: $"{i}"));
                book.BuildIdle(CancellationToken.None);
                foreach (var entry in book.List())
                {
                    archiver.Archive(entry.Id, new ArchiveRequest { Project = "LUNG", Subject = $"S{i}", Session = $"S{i}_1" }, CancellationToken.None);
                }

                if (i % 3 == 0)
                {
                    new SessionBook(test.Admin).Remove("LUNG", $"S{i - 1}_1", everywhere: false, "test");
                }
            }
        });
        var most = 0;
        for (var round = 0; round < 4 || (most < 2 && round < 200); round++)
        {
            var copy = Path.Combine(test.Beside, "copy");
            most = Math.Max(most, new StoreBackup(test.Admin).Run(copy, CancellationToken.None).Sessions);
            using var store = DeidStore.Open(copy, new StoreCaller("admin"));
            Assert.Empty(new StoreVerifier(store).Verify(checksums: true, CancellationToken.None));
        }

        await stop.CancelAsync();
        await work;
        Assert.True(most > 1, "work did not go on meanwhile");
    }

    private static IEnumerable<string> Sessions(string root) =>
        Directory.EnumerateFiles(Path.Combine(root, "archive"), "session.json", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Path.Combine(root, "archive"), Path.GetDirectoryName(f)!).Replace('\\', '/'));
}
