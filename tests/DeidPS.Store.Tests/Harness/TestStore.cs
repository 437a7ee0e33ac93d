using DeidPS.Dicom.Tests.Interop;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Projects;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Harness;

/// <summary>An empty store with one administrator, whose catalogue is of either kind.</summary>
internal sealed class TestStore : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private TestStore(string? server, SiteSettings settings, TimeProvider? clock)
    {
        Clock = clock;
        Server = server;
        Admin = DeidStore.Initialize(Root, server, settings, new StoreCaller("admin"), clock);
        Admin.Library = TestIngest.Library;
    }

    public string Root => Path.Combine(_folder.Path, "store");

    /// <summary>A folder beside the store.</summary>
    public string Beside => _folder.Path;

    public string? Server { get; }

    public TimeProvider? Clock { get; }

    /// <summary>The store in the administrator's name.</summary>
    public DeidStore Admin { get; }

    /// <summary>A store; null, with a line, where its server is not installed.</summary>
    public static TestStore? Create(CatalogKind kind, ITestOutputHelper output, SiteSettings? settings = null, TimeProvider? clock = null)
    {
        var server = kind == CatalogKind.PostgreSql ? PostgresServer.Shared : null;
        if (kind == CatalogKind.PostgreSql && server is null)
        {
            output.WriteLine("missing: package postgresql");
            return null;
        }

        return new TestStore(server?.NewDatabase(), settings ?? new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 0 }, clock);
    }

    /// <summary>The store in somebody else's name.</summary>
    public DeidStore As(string person)
    {
        var store = DeidStore.Open(Root, new StoreCaller(person), Clock);
        store.Library = TestIngest.Library;
        return store;
    }

    /// <summary>Makes a project.</summary>
    public DeidProject Project(string id, string owner = "owner", Func<DeidProject, DeidProject>? settings = null)
    {
        var project = new DeidProject { Id = id, Title = $"Title of {id}" };
        return new ProjectBook(Admin).Create(settings is null ? project : settings(project), owner);
    }

    public void Dispose()
    {
        Admin.Dispose();
        _folder.Dispose();
    }
}
