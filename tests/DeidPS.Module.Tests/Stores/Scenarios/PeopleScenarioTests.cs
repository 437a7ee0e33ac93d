using DeidPS.Module.Tests.Harness;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Stores.Scenarios;

/// <summary>Who may do what: scenarios 11 and 12. The cmdlets know no other person than the account they run under, so the account gets another role.</summary>
public sealed class PeopleScenarioTests(ITestOutputHelper output) : ScenarioTest(output)
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public void S11_A_collaborator_changes_nothing_and_every_attempt_is_on_record(CatalogKind kind)
    {
        if (!Make(kind, "-JoinMinutes 0"))
        {
            return;
        }

        Fill();
        var before = StoreFiles.Bytes(Path.Combine(Root, "archive"));
        Become("LUNG", ProjectRole.Collaborator);
        Assert.Equal(["S1_1"], Do("Get-DeidSession LUNG -Store $store").Values("Session"));
        Assert.Empty(Do("Get-DeidPrearchive -Store $store").Output);
        string waiting;
        using (var store = Engine())
        {
            waiting = Assert.Single(new DeidPS.Store.Prearchive.PrearchiveBook(store).List()).Id;
        }

        (string Cmdlet, string Script, string Action)[] attempts =
        [
            ("RemoveDeidSession", "Remove-DeidSession LUNG S1_1 -Reason test -Store $store -Confirm:$false", "DeleteSession"),
            ("LockDeidSession", "Lock-DeidSession LUNG S1_1 -Store $store", "EditSession"),
            ("SetDeidQuarantine", "Set-DeidQuarantine LUNG S1_1 -Reason test -Store $store", "ReleaseSession"),
            ("SetDeidPrearchiveLabel", $"Set-DeidPrearchiveLabel {waiting} -Subject X -Store $store", "EditPrearchive"),
            ("UpdateDeidPrearchive", $"Update-DeidPrearchive {waiting} -Store $store", "EditPrearchive"),
            ("MoveToProject", $"Move-ToProject {waiting} -Store $store", "EditPrearchive"),
            ("RemoveDeidPrearchive", $"Remove-DeidPrearchive {waiting} -Store $store -Reason test -Confirm:$false", "DeleteEntry"),
            ("GrantDeidAccess", "Grant-DeidAccess LUNG friend -Role Owner -Store $store", "GrantRoles"),
            ("SetDeidProject", "Set-DeidProject LUNG -Title X -Store $store", "ConfigureProject"),
            ("GrantDeidShare", "Grant-DeidShare LUNG S1_1 -To HEART -Store $store", "Share"),
            ("RemoveDeidSubject", "Remove-DeidSubject LUNG S1 -Reason test -Force -Store $store", "DeleteSession"),
            ("RemoveDeidProject", "Remove-DeidProject LUNG -Reason test -Force -Store $store", "ManageSite"),
        ];
        var denied = Denials().Count;
        foreach (var (cmdlet, script, action) in attempts)
        {
            Fails($"AccessDenied,DeidPS.Commands.{cmdlet}Command", script);
            var records = Denials();
            Assert.Equal(++denied, records.Count);
            Assert.Contains($"\"{action}\"", records[^1], StringComparison.Ordinal);
            Assert.Contains("\"LUNG\"", records[^1], StringComparison.Ordinal);
        }

        BecomeAdministrator();
        Assert.Equal(before, StoreFiles.Bytes(Path.Combine(Root, "archive")));
        AssertSound();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void S12_What_is_shared_is_read_and_not_changed_and_leaves_a_tombstone(CatalogKind kind)
    {
        if (!Make(kind, "-JoinMinutes 0"))
        {
            return;
        }

        Fill(owner: "someone");
        Do("$null = Grant-DeidShare LUNG S1_1 -To HEART -Store $store");
        var before = StoreFiles.Bytes(Path.Combine(Root, "archive"));
        Become("HEART", ProjectRole.Member);
        var seen = Assert.Single(Do("Get-DeidSession HEART -Store $store").Output);
        Assert.Equal(("S1_1", "LUNG", "2"), (Text(seen, "Session"), Text(seen, "SharedFrom"), Text(seen, "Instances")));
        Assert.Equal(2, StoreFiles.Objects(Text(seen, "Folder")).Count);
        Fails("StoreItemNotFound,DeidPS.Commands.GetDeidSessionCommand", "Get-DeidSession LUNG -Store $store");
        (string Cmdlet, string Script)[] attempts =
        [
            ("RemoveDeidSession", "Remove-DeidSession HEART S1_1 -Reason test -Store $store -Confirm:$false"),
            ("LockDeidSession", "Lock-DeidSession HEART S1_1 -Store $store"),
            ("RenameDeidSession", "Rename-DeidSession HEART S1_1 -NewSession X -Store $store"),
            ("SetDeidQuarantine", "Set-DeidQuarantine HEART S1_1 -Reason test -Store $store"),
        ];
        var denied = Denials().Count;
        foreach (var (cmdlet, script) in attempts)
        {
            Fails($"AccessDenied,DeidPS.Commands.{cmdlet}Command", script);
            Assert.Equal(++denied, Denials().Count);
        }

        Assert.Equal(before, StoreFiles.Bytes(Path.Combine(Root, "archive")));
        BecomeAdministrator();
        Fails("StateConflict,DeidPS.Commands.RemoveDeidSessionCommand", "Remove-DeidSession LUNG S1_1 -Reason end -Store $store -Confirm:$false");
        Do("Remove-DeidSession LUNG S1_1 -Everywhere -Reason end -Store $store -Confirm:$false");
        Become("HEART", ProjectRole.Member);
        Assert.Empty(Do("Get-DeidSession HEART -Store $store").Output);
        Assert.Equal(["Tombstone"], Do("Get-DeidShare HEART -Store $store").Values("State"));
        BecomeAdministrator();
        AssertSound();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void S11_The_last_owner_stays(CatalogKind kind)
    {
        if (!Make(kind))
        {
            return;
        }

        Do("$null = New-DeidProject LUNG T -Store $store -Owner someone");
        Become("LUNG", ProjectRole.Owner);
        Do("Revoke-DeidAccess LUNG someone -Store $store");
        Fails("StateConflict,DeidPS.Commands.RevokeDeidAccessCommand", "Revoke-DeidAccess LUNG $args[0] -Store $store", Me);
        Fails("StateConflict,DeidPS.Commands.GrantDeidAccessCommand", "Grant-DeidAccess LUNG $args[0] -Role Member -Store $store", Me);
        Assert.Equal(["Owner"], Do("Get-DeidAccess LUNG -Store $store").Values("Role"));
    }

    /// <summary>Really another account: the roles are those of whom the operating system says runs the process.</summary>
    [Fact]
    public void S11_Another_account_of_the_machine_has_the_roles_that_were_given_to_it_and_no_others()
    {
        const string Other = "nobody";
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists("/usr/sbin/runuser"))
        {
            Output.WriteLine("This account may not run a process as another one.");
            return;
        }

        if (!Make(CatalogKind.Sqlite))
        {
            return;
        }

        Fill();

        // The folder's permissions are the administrator's affair; here the other account could do anything to it.
        ChildProcess.Run("/bin/chmod", ["-R", "a+rwX", Folder]);
        Fails("StoreItemNotFound", As(Other, "Get-DeidSession LUNG -Store $store"));
        Do("$null = Grant-DeidAccess LUNG nobody -Role Collaborator -Store $store");
        ChildProcess.Run("/bin/chmod", ["-R", "a+rwX", Folder]);
        var seen = As(Other, "(Get-DeidStore -Store $store).Identity; (Get-DeidSession LUNG -Store $store).Session");
        Assert.True(seen.ExitCode == 0, seen.Output + seen.Error);
        Assert.Equal([Other, "S1_1"], seen.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Fails("AccessDenied", As(Other, "Remove-DeidSession LUNG S1_1 -Reason test -Store $store -Confirm:$false"));
        Assert.Contains(Denials(), d => d.Contains("\"nobody\"", StringComparison.Ordinal) && d.Contains("\"DeleteSession\"", StringComparison.Ordinal));
        Assert.Equal(["S1_1"], Do("Get-DeidSession LUNG -Store $store").Values("Session"));
    }

    private static void Fails(string errorId, ChildProcess child)
    {
        Assert.NotEqual(0, child.ExitCode);
        Assert.Contains(errorId, child.Output + child.Error, StringComparison.Ordinal);
    }

    private ChildProcess As(string account, string script) => ChildProcess.Run(
        "/usr/sbin/runuser",
        ["-u", account, "--", "dotnet", Repository.HostProgram, "-Command", $"$ErrorActionPreference = 'Stop'; $store = '{Root}'; try {{ {script} }} catch {{ $_.FullyQualifiedErrorId; exit 1 }}"],
        start => (start.Environment["HOME"], start.WorkingDirectory) = (Folder, Folder));

    /// <summary>A session in LUNG and a study that waits for it.</summary>
    /// <param name="owner">Owner of the project HEART; null for the account of the test.</param>
    private void Fill(string? owner = null)
    {
        Do("$null = New-DeidProject LUNG T -Store $store -Owner someone; $null = New-DeidProject HEART T -Store $store -Owner $args[0]", owner ?? Me);
        Receive(Files("first", TestObject.Study1(2, comments: "Project:LUNG Subject:S1 Session:S1_1")));
        Entries();
        Archive();
        Receive(Files("second", TestObject.Study1(1, "2", 2, "Project:LUNG Subject:S2 Session:S2_1")));
        Entries();
    }
}
