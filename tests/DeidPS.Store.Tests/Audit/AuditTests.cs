using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Audit;

public sealed class AuditTests(ITestOutputHelper output)
{
    private static readonly DeidKey s_key = new(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_trail_that_nobody_touched_is_whole(CatalogKind kind)
    {
        using var test = Filled(kind);
        if (test is not null)
        {
            Assert.Empty(Verify(test));
            Assert.Equal(7, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit")));
            Assert.Equal(7, AuditFiles.All(test.Admin.Layout.Audit).Sum(f => File.ReadLines(f).Count()));
        }
    }

    [Theory]
    [InlineData("update audit set record = replace(record, 'HEART', 'LIVER') where sequence = 3", AuditFindingKind.Edited, 3)]
    [InlineData("update audit set actor = 'somebody' where sequence = 3", AuditFindingKind.Edited, 3)]
    [InlineData("delete from audit where sequence = 3", AuditFindingKind.Deleted, 4)]
    [InlineData("delete from audit where sequence = 7", AuditFindingKind.Deleted, 0)]
    [InlineData("update audit set record = 'nonsense' where sequence = 3", AuditFindingKind.Unreadable, 3)]
    public void What_somebody_changes_in_the_catalogue_is_found(string sql, AuditFindingKind expected, long sequence)
    {
        foreach (var kind in (CatalogKind[])[CatalogKind.Sqlite, CatalogKind.PostgreSql])
        {
            using var test = Filled(kind);
            if (test is not null)
            {
                test.Admin.Catalog.Write(tx => tx.Execute(sql));
                Assert.Contains(Verify(test), f => f.Kind == expected && f.Sequence == sequence);
            }
        }
    }

    [Fact]
    public void Lines_that_changed_places_are_found()
    {
        using var test = Filled(CatalogKind.Sqlite)!;
        test.Admin.Catalog.Write(tx =>
        {
            tx.Execute("update audit set sequence = 100 where sequence = 3");
            tx.Execute("update audit set sequence = 3 where sequence = 4");
            tx.Execute("update audit set sequence = 4 where sequence = 100");
        });
        Assert.Contains(Verify(test), f => f.Kind == AuditFindingKind.Reordered);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_rewrites_the_whole_chain_cannot_make_the_seal_again(bool namesAnotherKey)
    {
        using var test = Filled(CatalogKind.Sqlite)!;
        test.Admin.Catalog.Write(tx =>
        {
            var previous = AuditRecord.Beginning;
            foreach (var record in tx.Query<AuditRecord>("select sequence, time, actor, project, record, hash from audit order by sequence"))
            {
                var json = AuditRecord.Parse(record.Record)!.Value;
                var line = record.Record.Replace("LUNG", "HEAD", StringComparison.Ordinal).Replace(json.GetProperty("previous").GetString()!, previous, StringComparison.Ordinal);
                line = namesAnotherKey && json.TryGetProperty("key", out var key) ? line.Replace(key.GetString()!, "00000000", StringComparison.Ordinal) : line;
                previous = AuditRecord.HashOf(line);
                tx.Execute("update audit set record = @line, hash = @previous, project = replace(project, 'LUNG', 'HEAD') where sequence = @Sequence", new { line, previous, record.Sequence });
                tx.Execute("update setting set value = @Head where name = 'audithead'", new { Head = AuditTrail.Head(record.Sequence, previous) });
            }
        });
        Directory.Delete(test.Admin.Layout.Audit, recursive: true);
        Assert.Empty(new AuditVerifier(null).Verify(test.Admin.Catalog, test.Admin.Layout.Audit));
        Assert.Contains(Verify(test), f => f.Kind == AuditFindingKind.SealInvalid);
    }

    [Theory]
    [InlineData(AuditFindingKind.FileDiffers)]
    [InlineData(AuditFindingKind.Deleted)]
    [InlineData(AuditFindingKind.Reordered)]
    [InlineData(AuditFindingKind.Unreadable)]
    public void What_somebody_changes_in_a_file_is_found(AuditFindingKind expected)
    {
        using var test = Filled(CatalogKind.Sqlite)!;
        var path = AuditFiles.All(test.Admin.Layout.Audit).Single();
        var lines = File.ReadAllLines(path);
        File.WriteAllLines(path, expected switch
        {
            AuditFindingKind.FileDiffers => [.. lines[..2], lines[2].Replace("HEART", "LIVER", StringComparison.Ordinal), .. lines[3..]],
            AuditFindingKind.Deleted => [.. lines[..2], .. lines[3..]],
            AuditFindingKind.Reordered => [lines[0], lines[2], lines[1], .. lines[3..]],
            _ => [.. lines[..2], "{", .. lines[3..]],
        });
        Assert.Contains(Verify(test), f => f.Kind == expected && f.Place.EndsWith(".jsonl", StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_that_a_killed_process_left_unfinished_is_written_again()
    {
        using var test = Filled(CatalogKind.Sqlite)!;
        var path = AuditFiles.All(test.Admin.Layout.Audit).Single();
        var whole = File.ReadAllText(path);
        File.WriteAllText(path, whole[..^20]);
        AuditFiles.Append(test.Admin.Catalog, test.Admin.Layout.Audit);
        Assert.Equal(whole, File.ReadAllText(path));
    }

    [Fact]
    public void A_denial_is_recorded_with_who_and_what()
    {
        using var test = Filled(CatalogKind.Sqlite)!;
        using var stranger = test.As("stranger");
        Assert.ThrowsAny<Dicom.DeidException>(() => new ProjectBook(stranger).Grant("LUNG", "stranger", ProjectRole.Owner));
        var record = test.Admin.Catalog.Read(tx => tx.Find<string>("select record from audit order by sequence desc limit 1"))!;
        Assert.Contains("\"Denied\"", record, StringComparison.Ordinal);
        Assert.Contains("\"stranger\"", record, StringComparison.Ordinal);
        Assert.Contains("\"LUNG\"", record, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Everybody_reads_the_lines_the_table_says(CatalogKind kind)
    {
        using var test = Filled(kind);
        if (test is null)
        {
            return;
        }

        new ProjectBook(test.Admin).SetSiteRole("manager", SiteRole.DataManager, isGranted: true);
        using var owner = test.As("owner");
        using var manager = test.As("manager");
        using var reader = test.As("reader");
        Assert.Equal(8, new AuditBook(test.Admin).List(new AuditFilter()).Count());
        Assert.Equal(["CreateProject", "GrantRole", "GrantRole", "RevokeRole"], new AuditBook(owner).List(new AuditFilter { Project = "lung" }).Select(l => l.Action));
        Assert.Throws<AccessDeniedException>(() => new AuditBook(owner).List(new AuditFilter()));
        Assert.Throws<AccessDeniedException>(() => new AuditBook(manager).List(new AuditFilter { Project = "LUNG" }));
        Assert.Throws<AccessDeniedException>(() => new AuditBook(reader).List(new AuditFilter { Project = "LUNG" }));
        Assert.Throws<AccessDeniedException>(() => new AuditBook(reader).List(new AuditFilter { Actor = "reader" }));

        // What was refused just now is the one thing the manager did.
        var own = Assert.Single(new AuditBook(manager).List(new AuditFilter { Actor = "manager" }));
        Assert.Equal(("ReadAudit", "Denied", "LUNG"), (own.Action, own.Result, own.Project));
    }

    [Fact]
    public void A_line_that_cannot_be_read_is_listed_all_the_same()
    {
        using var test = Filled(CatalogKind.Sqlite)!;
        test.Admin.Catalog.Write(tx => tx.Execute("update audit set record = 'nothing' where sequence = 2"));
        var lines = new AuditBook(test.Admin).List(new AuditFilter()).ToList();
        Assert.Equal((2L, string.Empty), (lines[1].Sequence, lines[1].Action));
        Assert.Equal(3L, lines[2].Sequence);
    }

    private static IReadOnlyList<AuditFinding> Verify(TestStore test) => new AuditVerifier(s_key).Verify(test.Admin.Catalog, test.Admin.Layout.Audit);

    private TestStore? Filled(CatalogKind kind)
    {
        var test = TestStore.Create(kind, output);
        if (test is not null)
        {
            test.Project("LUNG");
            test.Project("HEART");
            new ProjectBook(test.Admin).Grant("LUNG", "reader", ProjectRole.Collaborator);
            new ProjectBook(test.Admin).Grant("LUNG", "writer", ProjectRole.Member);
            new ProjectBook(test.Admin).Revoke("LUNG", "writer");
            test.Admin.Seal(s_key);
            AuditFiles.Append(test.Admin.Catalog, test.Admin.Layout.Audit);
        }

        return test;
    }
}
