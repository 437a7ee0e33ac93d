using DeidPS.Dicom.Tests.Dictionary;
using DeidPS.Store.Access;

namespace DeidPS.Store.Tests.Access;

/// <summary>The table of roles as it stands in the specification (workflow section 12), every action by every role by every accessibility.</summary>
public sealed class AccessRulesTests
{
    private const string Roles = "Admin DataManager Owner Member Collaborator Private Protected Public";

    /// <summary>One line an action; y and n in the order of <see cref="Roles"/>. Copied from the specification by hand, not made by the code.</summary>
    private static readonly string[] s_table =
    [
        "SeeProject       y y y y y n y y",
        "ReadSessions     y n y y y n n y",
        "Import           y y n n n n n n",
        "SeePrearchive    y y y y n n n n",
        "AssignUnassigned y y n n n n n n",
        "EditPrearchive   y y y y n n n n",
        "OverwriteSession y y y n n n n n",
        "EditSession      y n y y n n n n",
        "DeleteEntry      y y y n n n n n",
        "DeleteSession    y n y n n n n n",
        "Share            y n n n n n n n",
        "Copy             y n n n n n n n",
        "Unshare          y n y n n n n n",
        "ConfigureProject y n y n n n n n",
        "GrantRoles       y n y n n n n n",
        "ManageSite       y n n n n n n n",
        "SeeIdentifiers   n y n n n n n n",
        "ReadAudit        y n y n n n n n",
        "CheckData        y y y y n n n n",
        "ApproveData      y y y n n n n n",
        "ReleaseSession   y y y n n n n n",
    ];

    public static TheoryData<string, string, string, bool> Cells()
    {
        var cells = new TheoryData<string, string, string, bool>();
        foreach (var line in s_table)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var (role, i) in Roles.Split(' ').Select((role, i) => (role, i)))
            {
                // Who has a role has it whatever others may see; who has none sees what the project shows.
                string[] accessibilities = Enum.TryParse<ProjectAccessibility>(role, out _) ? [role] : Enum.GetNames<ProjectAccessibility>();
                foreach (var accessibility in accessibilities)
                {
                    var publicReads = accessibility == "Public" && words[0] is "ReadSessions" or "SeeProject";
                    cells.Add(words[0], role, accessibility, words[i + 1] == "y" || publicReads);
                }
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_role_may_do_what_the_table_says(string action, string role, string accessibility, bool expected)
    {
        var facts = Facts(role, Enum.Parse<ProjectAccessibility>(accessibility));
        Assert.Equal(expected, AccessRules.Allows(new AccessRequest { Action = Enum.Parse<StoreAction>(action), Project = "P" }, facts));
    }

    [Fact]
    public void Every_action_has_a_line() => Assert.Equal(Enum.GetNames<StoreAction>().Order(StringComparer.Ordinal), s_table.Select(l => l.Split(' ')[0]).Order(StringComparer.Ordinal));

    /// <summary>The table in the help: x for what a role may do, - for what it may not, a letter for what it may under a condition.</summary>
    [Fact]
    public void The_topic_about_stores_has_the_same_table()
    {
        var topic = File.ReadAllLines(Path.Combine(RepositoryPath.Root, "en-US", "about_DeidStore.help.txt"));
        foreach (var words in s_table.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            var row = Assert.Single(topic, l => l.StartsWith($"        {words[0]} ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(words[1..6], row[1..6].Select(cell => cell == "x" ? "y" : "n"));
        }
    }

    [Theory]
    [InlineData("Owner", true)]
    [InlineData("Member", true)]
    [InlineData("Collaborator", false)]
    [InlineData("Public", false)]
    public void Import_needs_the_right_to_query_as_well(string role, bool expected)
    {
        var facts = Facts(role, ProjectAccessibility.Public);
        facts = facts with { SiteRoles = new HashSet<SiteRole> { SiteRole.DqrUser } };
        Assert.Equal(expected, AccessRules.Allows(new AccessRequest { Action = StoreAction.Import, Project = "P" }, facts));
    }

    [Theory]
    [InlineData("Owner", true)]
    [InlineData("Member", false)]
    public void Only_an_owner_claims_what_a_mapped_sender_pushed(string role, bool expected)
    {
        var request = new AccessRequest { Action = StoreAction.AssignUnassigned, Project = "P", Sender = "CT1" };
        Assert.Equal(expected, AccessRules.Allows(request, Facts(role, ProjectAccessibility.Private) with { IsMappedSender = true }));
        Assert.False(AccessRules.Allows(request, Facts(role, ProjectAccessibility.Private)));
    }

    [Fact]
    public void A_member_deletes_his_own_uploads_only()
    {
        var request = new AccessRequest { Action = StoreAction.DeleteEntry, Project = "P" };
        Assert.True(AccessRules.Allows(request with { IsOwnUpload = true }, Facts("Member", ProjectAccessibility.Private)));
        Assert.False(AccessRules.Allows(request with { IsOwnUpload = true }, Facts("Collaborator", ProjectAccessibility.Private)));
    }

    [Theory]
    [InlineData("Owner", ProjectRole.Owner, false, true)]
    [InlineData("Owner", ProjectRole.Member, false, true)]
    [InlineData("Owner", ProjectRole.Collaborator, false, false)]
    [InlineData("Owner", null, false, false)]
    [InlineData("Member", ProjectRole.Owner, false, false)]
    [InlineData("Member", ProjectRole.Owner, true, true)]
    [InlineData("Collaborator", ProjectRole.Owner, true, true)]
    [InlineData("Collaborator", ProjectRole.Member, true, false)]
    [InlineData("Private", ProjectRole.Owner, true, false)]
    public void Sharing_needs_a_role_at_both_ends(string role, ProjectRole? other, bool byReader, bool expected)
    {
        var facts = Facts(role, ProjectAccessibility.Private) with { OtherRole = other, IsShareByReader = byReader };
        Assert.Equal(expected, AccessRules.Allows(new AccessRequest { Action = StoreAction.Share, Project = "P", OtherProject = "Q" }, facts));
    }

    [Theory]
    [InlineData("Collaborator", ProjectRole.Member, true)]
    [InlineData("Collaborator", ProjectRole.Owner, true)]
    [InlineData("Owner", ProjectRole.Collaborator, false)]
    [InlineData("Owner", null, false)]
    [InlineData("Private", ProjectRole.Owner, false)]
    [InlineData("DataManager", ProjectRole.Owner, false)]
    public void Copying_needs_reading_at_one_end_and_creating_at_the_other(string role, ProjectRole? other, bool expected)
    {
        var facts = Facts(role, ProjectAccessibility.Private) with { OtherRole = other };
        Assert.Equal(expected, AccessRules.Allows(new AccessRequest { Action = StoreAction.Copy, Project = "P", OtherProject = "Q" }, facts));
    }

    [Fact]
    public void The_owner_of_the_other_project_may_give_a_share_back()
    {
        var request = new AccessRequest { Action = StoreAction.Unshare, Project = "P", OtherProject = "Q" };
        Assert.True(AccessRules.Allows(request, Facts("Private", ProjectAccessibility.Private) with { OtherRole = ProjectRole.Owner }));
        Assert.False(AccessRules.Allows(request, Facts("Private", ProjectAccessibility.Private) with { OtherRole = ProjectRole.Member }));
    }

    [Fact]
    public void An_administrator_sees_identifiers_only_when_he_breaks_the_glass()
    {
        var request = new AccessRequest { Action = StoreAction.SeeIdentifiers };
        Assert.True(AccessRules.Allows(request with { IsBreakGlass = true }, Facts("Admin", ProjectAccessibility.Private)));
        Assert.False(AccessRules.Allows(request with { IsBreakGlass = true }, Facts("Owner", ProjectAccessibility.Private)));
    }

    private static AccessFacts Facts(string role, ProjectAccessibility accessibility) => new()
    {
        SiteRoles = role switch { "Admin" => new HashSet<SiteRole> { SiteRole.Administrator }, "DataManager" => new HashSet<SiteRole> { SiteRole.DataManager }, _ => new HashSet<SiteRole>() },
        Role = Enum.TryParse<ProjectRole>(role, out var parsed) ? parsed : null,
        Accessibility = accessibility,
    };
}
