using System.Globalization;
using System.Text;
using DeidPS.Module.Tests.Harness;
using DeidPS.Store.Catalog;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Stores.Scenarios;

/// <summary>A scenario of cohorts: a list, an archive that is registered as pacs, a store with the project LUNG.</summary>
public abstract class CohortTest : ScenarioTest
{
    internal const string Import = "Import-DeidRequest $args[0] -Project LUNG -Node pacs -Store $store ";

    internal const string Start = "Start-DeidQueue -Store $store -QuietSec 1 -GrowthMinutes 0 ";

    private readonly NodeFiles _nodes;

    protected CohortTest(ITestOutputHelper output)
        : base(output) => _nodes = new NodeFiles(Folder);

    protected override void Dispose(bool disposing)
    {
        _nodes.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Registers an archive of others.</summary>
    internal void Register(CohortArchive archive, string method = "Move", string options = "") => Register(archive.Port, archive.Title, archive.Receiver, $"-RetrieveMethod {method} {options}");

    /// <summary>Registers an archive.</summary>
    internal void Register(int port, string title, int receiver, string options = "") =>
        Do("Register-DicomNode pacs 127.0.0.1 -Port $args[0] -CalledAE $args[1] -ReceiverPort $args[2] -BackoffSec 1 -SkipAdaptiveRate " + options, port, title, receiver);

    /// <summary>Writes a list.</summary>
    internal string List(string name, string text, Encoding? encoding = null)
    {
        var path = Path.Combine(Folder, name);
        encoding ??= new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        File.WriteAllBytes(path, [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
        return path;
    }

    /// <summary>Plans a list; nothing may go wrong.</summary>
    internal RunResult Plan(string list, string options = "") => Do(Import + options, list);

    /// <summary>Fetches what is planned; nothing may go wrong.</summary>
    internal RunResult Fetch() => Do("Get-DeidRequest -Project LUNG -State Planned -Store $store | " + Start);

    /// <summary>Requests as state and reason.</summary>
    internal static IEnumerable<(string State, string Reason)> States(RunResult result) => result.Output.Select(o => (Text(o, "State"), Text(o, "Reason")));

    /// <summary>A property that is a number.</summary>
    internal static long Number(System.Management.Automation.PSObject item, string property) => Convert.ToInt64(item.Properties[property].Value, CultureInfo.InvariantCulture);

    /// <summary>Everything that was fetched is complete and known to be.</summary>
    internal static void AssertVerified(RunResult result, int count)
    {
        Assert.Equal(count, result.Output.Count);
        Assert.All(result.Output, o => Assert.Equal(("Complete", "", "UidVerified", Text(o, "Expected")), (Text(o, "State"), Text(o, "Message"), Text(o, "Evidence"), Text(o, "Received"))));
    }

    /// <summary>Nothing of this is in a file of the store, in a name of one, or in a table of a server.</summary>
    internal void AssertNothingOf(CatalogKind kind, params string[] marks)
    {
        foreach (var path in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            Assert.DoesNotContain(marks, m => path.Contains(m, StringComparison.OrdinalIgnoreCase) || bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(m)) >= 0);
        }

        if (kind == CatalogKind.PostgreSql)
        {
            using var store = Engine();
            foreach (var table in store.Catalog.Read(tx => tx.Query<string>("select table_name from information_schema.tables where table_schema = 'public'")))
            {
                Assert.DoesNotContain(store.Catalog.Read(tx => tx.Query<string>($"select t::text from {table} t")), row => marks.Any(m => row.Contains(m, StringComparison.OrdinalIgnoreCase)));
            }
        }
    }
}
