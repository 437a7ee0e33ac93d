using DeidPS.Module.Tests.Harness;
using DeidPS.Store.Catalog;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.HostProgram;

/// <summary>examples/teleradiology.ps1, as a user starts it.</summary>
public sealed class TeleradiologyExampleTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string s_script = PackedModule.Example("teleradiology.ps1");

    private readonly string _folder = Directory.CreateTempSubdirectory("deidps-example-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(CatalogKind.Sqlite)]
    [InlineData(CatalogKind.PostgreSql)]
    public void It_leads_a_pushed_study_from_its_arrival_to_its_deletion(CatalogKind kind)
    {
        string[] catalog = [];
        if (kind == CatalogKind.PostgreSql)
        {
            if (PostgresServer.Shared is not { } server)
            {
                output.WriteLine("missing: package postgresql");
                return;
            }

            catalog = ["-Catalog", server.NewDatabase()];
        }

        string[] arguments = [s_script, "-Destination", Path.Combine(_folder, "trial"), "-Subject", "Subj007", "-Session", "Subj007_CT1", .. catalog];
        var run = PackedModule.Run(arguments);
        output.WriteLine(run.Output + run.Error);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Empty(run.Error);
        foreach (var text in (string[])["subj001_sess001", "Not yet: ", "C12", "-> Give other labels", "Archived", "Subj007_CT1", "What HEART sees", "HEART sees 0 sessions now; its share is a Tombstone.", "The audit trail is whole."])
        {
            Assert.Contains(text, run.Output, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("DEIDPS-KEY", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 200));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "trial", "store"), "*.dcm", SearchOption.AllDirectories));

        // A store that is there is left alone.
        var again = PackedModule.Run(arguments);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("StoreItemExists", again.Error, StringComparison.Ordinal);
    }
}
