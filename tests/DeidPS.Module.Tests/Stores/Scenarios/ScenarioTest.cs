using System.Management.Automation;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net.Tests.Peers;
using DeidPS.Store;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Stores.Scenarios;

/// <summary>An acceptance scenario of workflow section 21 through the cmdlets, on a store of either kind, with senders that speak DICOM.</summary>
public abstract class ScenarioTest(ITestOutputHelper output) : StoreTest(isMade: false)
{
    /// <summary>The teleradiology text: nobody chose project or labels.</summary>
    internal const string Pushed = "Project:Unassigned Subject:subj001 Session:subj001_sess001";

    /// <summary>The person who made the store besides the account of the test, and who does what that account may not.</summary>
    internal const string Administrator = "the administrator";

    /// <summary>Both kinds, for theories.</summary>
    public static TheoryData<CatalogKind> Kinds { get; } = [CatalogKind.Sqlite, CatalogKind.PostgreSql];

    internal ITestOutputHelper Output => output;

    /// <summary>The account that the cmdlets run under.</summary>
    internal static string Me => StoreCaller.Current.Identity;

    protected override void Dispose(bool disposing)
    {
        Run("foreach ($one in Get-DicomReceiver) { if ($one.Destination -eq $args[0]) { Stop-DicomReceiver $one.Port -GraceSec 0 } }", Root);
        base.Dispose(disposing);
    }

    /// <summary>Makes the store; false, with a line, where its server is not installed.</summary>
    internal bool Make(CatalogKind kind, string options = "")
    {
        if (kind == CatalogKind.PostgreSql)
        {
            if (PostgresServer.Shared is not { } server)
            {
                output.WriteLine("missing: package postgresql");
                return false;
            }

            options += $" -Catalog '{server.NewDatabase()}'";
        }

        Make(options);
        return true;
    }

    /// <summary>The store by its own methods, in somebody's name.</summary>
    internal DeidStore Engine(string person = Administrator) => DeidStore.Open(Root, new StoreCaller(person));

    /// <summary>Starts a receiver of the store.</summary>
    internal int Listen() => (int)Assert.Single(Do("Start-DicomReceiver -Store $store -Port 0 -BindAddress 127.0.0.1").Output).Properties["Port"].Value;

    /// <summary>Ends it: what came is then written down.</summary>
    internal void Hush(int port) => Do("$null = Stop-DicomReceiver $args[0]", port);

    /// <summary>Objects as files in a folder of their own.</summary>
    internal string Files(string name, IEnumerable<TestObject> objects)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "in", name)).FullName;
        foreach (var (item, i) in objects.Select((o, i) => (o, i)))
        {
            File.WriteAllBytes(Path.Combine(folder, $"{i + 1:D4}.dcm"), item.Bytes());
        }

        return folder;
    }

    /// <summary>Sends a folder with Send-Dicom; all of it has to be answered with success.</summary>
    internal void Send(int port, string folder, string options = "") => Assert.All(
        Do("Send-Dicom $args[0] -Recurse -HostName 127.0.0.1 -Port $args[1] -CalledAE DEIDPS -CallingAE SECTRA " + options, folder, port).Values("Status"), status => Assert.Equal("Sent", status));

    /// <summary>Sends a folder with dcmtk's storescu where that is installed, else with Send-Dicom; all of it has to be answered with success.</summary>
    internal async Task SendAsync(int port, string folder)
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScu))
        {
            Send(port, folder);
            return;
        }

        var run = await PeerProgram.StoreScu.RunAsync(["-R", "-aet", "SECTRA", "-aec", "DEIDPS", "127.0.0.1", $"{port}", .. Directory.GetFiles(folder).Order(StringComparer.Ordinal)]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
    }

    /// <summary>Sends a folder while this session is busy.</summary>
    internal static void SendFromElsewhere(int port, string folder)
    {
        using var other = new ModuleSession();
        Assert.Empty(other.Run("Send-Dicom $args[0] -Recurse -HostName 127.0.0.1 -Port $args[1] -CalledAE DEIDPS -CallingAE SECTRA", folder, port).Errors);
    }

    /// <summary>Receives a folder from its beginning to its end.</summary>
    internal void Receive(string folder)
    {
        var port = Listen();
        Send(port, folder);
        Hush(port);
    }

    /// <summary>What waits, built.</summary>
    internal IReadOnlyList<PSObject> Entries() => Do("Get-DeidPrearchive -Store $store | Update-DeidPrearchive -Store $store").Output;

    /// <summary>Everything that waits goes into its project.</summary>
    internal RunResult Archive(string options = "") => Do("Get-DeidPrearchive -Store $store | Move-ToProject -Store $store " + options);

    /// <summary>Folder of a session.</summary>
    internal string FolderOf(string project, string session) => Assert.Single(Do("Get-DeidSession $args[0] $args[1] -Store $store", project, session).Values("Folder"));

    /// <summary>A property as text.</summary>
    internal static string Text(PSObject item, string property) => item.Properties[property].Value?.ToString() ?? string.Empty;

    /// <summary>Nothing is under way or left over, nobody can be recognised, and the audit trail is whole.</summary>
    internal void AssertSound()
    {
        using (var store = Engine())
        {
            Assert.Empty(StoreFiles.LeftOvers(store));
        }

        StoreFiles.HasNoIdentifier(Root);
        Assert.Empty(Do("Test-DeidAudit -Store $store").Output);
    }

    /// <summary>The account of the test has no role in the store any more but this one in a project; null for none.</summary>
    internal void Become(string project, ProjectRole? role)
    {
        using (var mine = DeidStore.Open(Root))
        {
            if (mine.Describe().Roles.Count > 0)
            {
                new ProjectBook(mine).SetSiteRole(Administrator, SiteRole.Administrator, isGranted: true);
            }
        }

        using var store = Engine();
        var book = new ProjectBook(store);
        if (book.SiteRoles().Any(r => r.Key == Me))
        {
            book.SetSiteRole(Me, SiteRole.Administrator, isGranted: false);
        }

        if (role is { } given)
        {
            book.Grant(project, Me, given);
        }
        else
        {
            book.Revoke(project, Me);
        }
    }

    /// <summary>Makes the account of the test administrator again.</summary>
    internal void BecomeAdministrator()
    {
        using var store = Engine();
        new ProjectBook(store).SetSiteRole(Me, SiteRole.Administrator, isGranted: true);
    }

    /// <summary>Denials on record, as action and project.</summary>
    internal IReadOnlyList<string> Denials()
    {
        using var store = Engine();
        return store.Catalog.Read(tx => tx.Query<string>("select record from audit where record like '%\"Denied\"%' order by sequence"));
    }
}
