using System.Globalization;
using System.Reflection;

namespace DeidPS.Store.Catalog;

/// <summary>Brings a catalogue to the schema of this version: numbered scripts, each applied once, the same for every database.</summary>
internal static class CatalogSchema
{
    private const string Prefix = "migrations/";

    /// <summary>The newest version this module knows.</summary>
    public static int Newest => Scripts().Max(s => s.Number);

    /// <summary>Makes or updates the tables.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="create">True to make them when there are none.</param>
    /// <exception cref="StoreException">There are none and they are not to be made, or they are newer than this module.</exception>
    public static void Prepare(CatalogDatabase catalog, bool create)
    {
        var version = VersionOf(catalog);
        if (version is null && !create)
        {
            throw new StoreException(StoreException.StoreUnusable, "The database holds no catalogue.", "Check the path or connection string; Initialize-DeidStore makes a catalogue.");
        }

        if (version == Newest)
        {
            return;
        }

        if (catalog.Kind == CatalogKind.Sqlite)
        {
            catalog.UseWriteAheadLog();
        }

        catalog.Write(Migrate);
    }

    /// <summary>Refuses a catalogue of another version than this module's.</summary>
    /// <exception cref="StoreException">StoreUnusable.</exception>
    public static void RequireCurrent(CatalogDatabase catalog)
    {
        if (VersionOf(catalog) != Newest)
        {
            throw new StoreException(StoreException.StoreUnusable, "The catalogue is of another version than the module.", "Get-DeidStore brings an older one to this version.");
        }
    }

    private static long? VersionOf(CatalogDatabase catalog) => catalog.Read(tx => Exists(tx, catalog.Kind) ? tx.Number("select max(version) from schemaversion") : (long?)null);

    private static void Migrate(CatalogTransaction tx)
    {
        tx.Execute("create table if not exists schemaversion (version bigint primary key)");
        var version = tx.Number("select max(version) from schemaversion");
        if (version > Newest)
        {
            throw new StoreException(StoreException.StoreUnusable, FormattableString.Invariant($"The catalogue has version {version}, this module knows {Newest}."), "Update the module on this machine.");
        }

        foreach (var (number, sql) in Scripts().Where(s => s.Number > version))
        {
            tx.Execute(sql);
            tx.Execute("insert into schemaversion (version) values (@number)", new { number });
        }
    }

    private static bool Exists(CatalogTransaction tx, CatalogKind kind) => tx.Number(
        kind == CatalogKind.Sqlite
            ? "select count(*) from sqlite_master where type = 'table' and name = 'schemaversion'"
            : "select count(*) from pg_catalog.pg_class where oid = to_regclass('schemaversion')") > 0;

    private static List<(int Number, string Sql)> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(n => (Number(n), Read(assembly, n)))];
    }

    private static int Number(string name) => int.Parse(name.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture);

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
