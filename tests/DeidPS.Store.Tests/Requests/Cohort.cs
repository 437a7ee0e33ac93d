using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Net.Tests.Pacs;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Requests;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Requests;

/// <summary>A store with the project LUNG, and a fake PACS that its requests are planned with and fetched from.</summary>
internal sealed class Cohort : IAsyncDisposable
{
    public const string NodeName = "pacs";

    private Cohort(TestStore test, FaultyPacs pacs)
    {
        (Test, Pacs) = (test, pacs);
        var port = FreePort();
        Pacs.AddDestination(DicomNode.DefaultCallingAE, port);
        Node = pacs.Node() with { Name = NodeName, ReceiverPort = port, Limits = new NodeLimits { BackoffSec = 1, AdaptiveRate = false } };
    }

    public TestStore Test { get; }

    public FaultyPacs Pacs { get; }

    public DicomNode Node { get; set; }

    /// <summary>What the queue said as requests ended or went on waiting.</summary>
    public ConcurrentQueue<DeidRequest> Told { get; } = new();

    public ConcurrentQueue<string> Messages { get; } = new();

    public static Cohort? Create(CatalogKind kind, ITestOutputHelper output, PacsContentOptions content, PacsFaults? faults = null, Func<DeidProject, DeidProject>? project = null, TimeProvider? clock = null)
    {
        var test = TestStore.Create(kind, output, clock: clock);
        if (test is null)
        {
            return null;
        }

        test.Project("LUNG", settings: project);
        return new Cohort(test, new FaultyPacs(new PacsContent(content), faults));
    }

    /// <summary>Plans a list.</summary>
    /// <param name="csv">The list.</param>
    /// <param name="change">Changes how it is planned.</param>
    /// <param name="store">In whose name; null for the administrator's.</param>
    /// <param name="allowBroad">True for rows with a date alone.</param>
    public async Task<IReadOnlyList<DeidRequest>> PlanAsync(string csv, Func<PlanOptions, PlanOptions>? change = null, DeidStore? store = null, bool allowBroad = false)
    {
        store ??= Test.Admin;
        var options = new PlanOptions { Project = "LUNG", Node = Node, Pause = _ => TimeSpan.FromMilliseconds(10) };
        var batch = await new RequestPlanner(store, TestIngest.Key, change?.Invoke(options) ?? options).PlanAsync(Items(csv, allowBroad), CancellationToken.None);
        return [.. new RequestBook(store).List(new RequestFilter { Batch = batch })];
    }

    /// <summary>A list of all studies by accession number, each with labels that say which it is.</summary>
    public string List(int count, Func<PacsStudy, bool>? which = null) => "Accession Number,Subject,Session\n"
        + string.Join('\n', Pacs.Content.Studies.Take(count).Where(which ?? (_ => true)).Select(s => FormattableString.Invariant($"{s.Accession},P{s.Patient},P{s.Patient}_{s.Number}")));

    public void Start(IEnumerable<DeidRequest> requests)
    {
        var book = new RequestBook(Test.Admin);
        foreach (var request in requests)
        {
            book.Start(request.Id);
        }
    }

    /// <summary>Works through the queue.</summary>
    public async Task RunAsync(CancellationToken stop = default, Func<QueueOptions, QueueOptions>? change = null)
    {
        var options = Options();
        await using var runner = QueueRunner.Open(Test.Root, store => new StorePolicies(TestIngest.Library, TestIngest.Key), new IngestOptions(), change?.Invoke(options) ?? options, Test.Clock);
        await runner.RunAsync(stop);
    }

    /// <summary>Plans the first studies, starts them and works through the queue.</summary>
    public async Task FetchAsync(int count)
    {
        Start(await PlanAsync(List(count)));
        await RunAsync();
    }

    /// <summary>Waits, a minute at most.</summary>
    public static async Task UntilAsync(Func<bool> isTrue)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!isTrue())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    public QueueOptions Options() => new()
    {
        FindNode = name => name == NodeName ? Node : null, QuietTime = TimeSpan.FromMilliseconds(150), GrowthCheck = TimeSpan.FromMilliseconds(300), Interval = TimeSpan.FromMilliseconds(50),
        OnRequest = request =>
        {
            Told.Enqueue(request);
            return ValueTask.CompletedTask;
        },
        OnMessage = Messages.Enqueue,
    };

    public IReadOnlyList<DeidRequest> Requests() => [.. new RequestBook(Test.Admin).List()];

    public IReadOnlyList<PrearchiveEntry> Entries() => [.. new PrearchiveBook(Test.Admin).List()];

    /// <summary>Every instance that the PACS has of some studies is in an entry once, and no more.</summary>
    public void AssertWhole(IEnumerable<PacsStudy> studies)
    {
        var entries = Entries().ToDictionary(e => e.Session, StringComparer.Ordinal);
        foreach (var study in studies)
        {
            var entry = entries[FormattableString.Invariant($"P{study.Patient}_{study.Number}")];
            Assert.Equal(Pacs.Content.InstancesOf(study.Number).Count, entry.Instances + entry.Held);
        }
    }

    /// <summary>No mark of the content is in any file of the store, in a name of one, or in any table of a server.</summary>
    public void AssertNothingIdentifies()
    {
        foreach (var file in Directory.EnumerateFiles(Test.Root, "*", SearchOption.AllDirectories))
        {
            var text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.DoesNotContain(Pacs.Content.Marks, m => file.Contains(m, StringComparison.Ordinal) || text.Contains(m, StringComparison.Ordinal));
        }

        if (Test.Server is not null)
        {
            foreach (var table in Test.Admin.Catalog.Read(tx => tx.Query<string>("select table_name from information_schema.tables where table_schema = 'public'")))
            {
                Assert.DoesNotContain(Test.Admin.Catalog.Read(tx => tx.Query<string>($"select t::text from {table} t")), row => Pacs.Content.Marks.Any(m => row.Contains(m, StringComparison.Ordinal)));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Pacs.DisposeAsync();
        Test.Dispose();
    }

    private static async IAsyncEnumerable<PlanItem> Items(string csv, bool allowBroad)
    {
        using var reader = new RequestCsv(new MemoryStream(Encoding.UTF8.GetBytes(csv)), new RequestCsvOptions { AllowAllStudies = true, AllowBroad = allowBroad });
        foreach (var row in reader.Rows())
        {
            Assert.DoesNotContain(row.Findings, f => f.IsError);
            yield return PlanItem.Of(row);
        }

        await Task.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
