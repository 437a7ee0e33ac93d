using DeidPS.Dicom.Tests.Interop;
using DeidPS.Store.Catalog;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Harness;

/// <summary>An empty catalogue in one of the two databases; every test of the store runs on both.</summary>
internal sealed class TestCatalog : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string? _server;

    private TestCatalog(string? server) => _server = server;

    /// <summary>Both kinds, for theories.</summary>
    public static TheoryData<CatalogKind> Kinds { get; } = [CatalogKind.Sqlite, CatalogKind.PostgreSql];

    /// <summary>A catalogue; null, with a line, where its server is not installed.</summary>
    public static TestCatalog? Create(CatalogKind kind, ITestOutputHelper output)
    {
        if (kind == CatalogKind.Sqlite)
        {
            return new TestCatalog(null);
        }

        if (PostgresServer.Shared is { } server)
        {
            return new TestCatalog(server.NewDatabase());
        }

        output.WriteLine("missing: package postgresql");
        return null;
    }

    public CatalogDatabase Open(bool create = true) => _server is null ? CatalogDatabase.OpenFile(Path.Combine(_folder.Path, "store.db"), create) : CatalogDatabase.OpenServer(_server, create);

    public void Dispose() => _folder.Dispose();
}
