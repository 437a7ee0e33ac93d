using DeidPS.Dicom;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Ingest;

/// <summary>Custom routing rules in the catalogue, and what they do to what arrives.</summary>
public sealed class RoutingBookTests(ITestOutputHelper output)
{
    private const string Rule = @"(0008,1030):Study (\w+)";
    private const string Second = "(0008,0050):(?i)zzacc(.*)";

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rules_replace_are_added_and_are_taken_away_in_order(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        var book = new RoutingBook(test.Admin);
        Assert.Equal([Rule], book.Import(File($"# ours\n{Rule}\n"), append: false).Select(r => r.Rule));
        Assert.Equal([(1L, Rule), (2L, Second)], book.Import(File($"{Rule}\n{Second}"), append: true).Select(r => (r.Position, r.Rule)));
        book.Import(File(Rule, RoutingTarget.Subject), append: false);
        Assert.Equal([(RoutingTarget.Project, Rule), (RoutingTarget.Project, Second), (RoutingTarget.Subject, Rule)], book.List().Select(r => (r.Target, r.Rule)));
        Assert.Equal(1, book.Remove(RoutingTarget.Project, Rule));
        Assert.Equal([(1L, Second)], book.List(RoutingTarget.Project).Select(r => (r.Position, r.Rule)));
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<StoreException>(() => book.Remove(RoutingTarget.Project, Rule)).ErrorId);
        Assert.Equal([Rule], book.Import(File(Rule), append: false).Select(r => r.Rule));
        Assert.Equal(1, book.Remove(RoutingTarget.Project, null));
        Assert.Empty(book.List(RoutingTarget.Project));
        Assert.Equal((4L, 2L), test.Admin.Catalog.Read(tx => (tx.Number("select count(*) from audit where record like '%ImportRoutingRules%'"), tx.Number("select count(*) from audit where record like '%RemoveRoutingRules%'"))));
    }

    [Fact]
    public void A_bad_line_refuses_the_file_with_its_number_and_changes_nothing()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        var book = new RoutingBook(test.Admin);
        book.Import(File(Rule), append: false);
        var error = Assert.Throws<StoreException>(() => book.Import(File($"{Second}\n\n(0008,1030):(("), append: false));
        Assert.Equal(StoreException.StoreValueInvalid, error.ErrorId);
        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => book.Import(File("# nothing"), append: false)).ErrorId);
        Assert.Equal([Rule], book.List().Select(r => r.Rule));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_receiver_that_runs_follows_the_rules_of_another_process(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output, new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 0, JoinMinutes = 0 });
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        var study = 0;
        PrearchiveEntry Push()
        {
            study++;
            var receipt = ingest.Push(TestIngest.Origin(study), TestObject.Study1(1, study: study, comments: null).Select(o => o with { StudyDescription = "Study LUNG" }))[0];
            return new PrearchiveBook(test.Admin).Get(receipt.Entry!);
        }

        Assert.Null(Push().Project);
        using var other = test.As("admin");
        new RoutingBook(other).Import(File(Rule), append: false);
        Assert.Equal("LUNG", StoreSettingsTests.SpinUntil(Push, e => e.Project is not null).Project);
        new RoutingBook(other).Remove(RoutingTarget.Project, null);
        Assert.Null(StoreSettingsTests.SpinUntil(Push, e => e.Project is null).Project);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_rule_is_shown_with_values_for_data_managers_only(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        new RoutingBook(test.Admin).Import(File($"{Second}\n{Rule}"), append: false);
        new ProjectBook(test.Admin).SetSiteRole("dm", SiteRole.DataManager, true);
        using var file = DicomFile.Open(new TestObject { StudyDescription = "Study lung", Comments = "Subject:S7" }.Bytes());
        using var manager = test.As("dm");
        var seen = new RoutingBook(manager).Explain(file.Dataset, TestIngest.Key);
        Assert.Equal(("LUNG", ProjectReason.Routed, "S7"), (seen.Project, seen.ProjectReason, seen.Subject?.Text));
        var steps = seen.Steps.Where(s => s.Target == RoutingTarget.Project).ToList();
        Assert.Equal([(Second, RoutingOutcome.UnknownProject, "ZZACC11", "11"), (Rule, RoutingOutcome.Used, "Study lung", "lung")], steps.Take(2).Select(s => (s.Rule, s.Outcome, s.Value!, s.Found!)));

        var masked = new RoutingBook(test.Admin).Explain(file.Dataset, TestIngest.Key);
        Assert.Equal(seen.Project, masked.Project);
        Assert.Equal(("Z***", "1***"), (masked.Steps[0].Value, masked.Steps[0].Found));
        Assert.DoesNotContain(masked.Steps, s => TestObject.Markers.Any(m => $"{s.Value}{s.Found}{s}".Contains(m, StringComparison.Ordinal)));
        using var owner = test.As("owner");
        Assert.Throws<AccessDeniedException>(() => new RoutingBook(owner).Explain(file.Dataset, TestIngest.Key));
        Assert.Throws<AccessDeniedException>(() => new RoutingBook(owner).List());
        Assert.Throws<AccessDeniedException>(() => new RoutingBook(manager).Import(File(Rule), append: false));
        Assert.Throws<AccessDeniedException>(() => new RoutingBook(manager).Remove(RoutingTarget.Project, null));
        Assert.Equal(4, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit where record like '%\"Denied\"%'")));
    }

    private static RoutingRuleFile File(string text, RoutingTarget target = RoutingTarget.Project) => RoutingRuleFile.Parse(text, target, "rules.txt");
}
