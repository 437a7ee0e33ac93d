using DeidPS.Store.Catalog;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Stores.Scenarios;

/// <summary>Scenario 20: what somebody does to the audit trail behind the back of the store.</summary>
public sealed class AuditScenarioTests(ITestOutputHelper output) : ScenarioTest(output)
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public void S20_A_line_that_was_edited_deleted_or_moved_is_found_in_the_catalogue(CatalogKind kind)
    {
        if (!Make(kind))
        {
            return;
        }

        Do("foreach ($id in 'LUNG', 'HEART', 'LIVER') { $null = New-DeidProject $id T -Store $store }");
        Assert.Empty(Do("Test-DeidAudit -Store $store").Output);
        foreach (var (change, back, expected) in new (string, string, string)[]
        {
            ("update audit set record = replace(record, 'HEART', 'BRAIN')", "update audit set record = replace(record, 'BRAIN', 'HEART')", "Edited"),
            ("update audit set sequence = case sequence when 2 then 1000003 else 1000002 end where sequence in (2, 3); update audit set sequence = sequence - 1000000 where sequence > 1000000",
                "update audit set sequence = case sequence when 2 then 1000003 else 1000002 end where sequence in (2, 3); update audit set sequence = sequence - 1000000 where sequence > 1000000", "Reordered"),
            ("update audit set sequence = -2 where sequence = 2", "update audit set sequence = 2 where sequence = -2", "Deleted"),
        })
        {
            Tamper(change);
            Assert.Contains(expected, Do("Test-DeidAudit -Store $store").Values("Kind"));
            Assert.Equal("False", Assert.Single(Do("Test-DeidAudit -Store $store -Quiet").Output).ToString());
            Tamper(back);
            Assert.Empty(Do("Test-DeidAudit -Store $store").Output);
        }

        Tamper("delete from audit where sequence = (select max(sequence) from audit)");
        Assert.Contains("Deleted", Do("Test-DeidAudit -Store $store").Values("Kind"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void S20_A_line_that_was_edited_deleted_or_moved_is_found_in_a_file(CatalogKind kind)
    {
        if (!Make(kind))
        {
            return;
        }

        Do("foreach ($id in 'LUNG', 'HEART', 'LIVER') { $null = New-DeidProject $id T -Store $store }");
        var path = Assert.Single(Directory.GetFiles(Path.Combine(Root, "audit"), "*.jsonl", SearchOption.AllDirectories));
        var lines = File.ReadAllLines(path);
        foreach (var (changed, expected) in new (string[], string)[]
        {
            ([.. lines.Select(l => l.Replace("HEART", "BRAIN", StringComparison.Ordinal))], "FileDiffers"), ([.. lines[..1], .. lines[2..]], "Deleted"), ([lines[0], lines[2], lines[1], .. lines[3..]], "Reordered"),
        })
        {
            File.WriteAllLines(path, changed);
            Assert.Contains(expected, Do("Test-DeidAudit -Store $store").Values("Kind"));
        }

        File.WriteAllLines(path, lines);
        Assert.Empty(Do("Test-DeidAudit -Store $store").Output);
    }

    private void Tamper(string statement)
    {
        using var store = Engine();
        store.Catalog.Write(tx => tx.Execute(statement));
    }
}
