using DeidPS.Store.Catalog;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Catalog;

public sealed class CatalogDatabaseTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_written_is_there_after_reopening_and_what_fails_is_not(CatalogKind kind)
    {
        using var files = TestCatalog.Create(kind, output);
        if (files is null)
        {
            return;
        }

        using (var catalog = files.Open())
        {
            catalog.Write(tx => tx.Execute("insert into setting (name, value) values (@Name, @Value)", new { Name = "kept", Value = "ä" }));
            Assert.Throws<TimeZoneNotFoundException>(() => catalog.Write(tx =>
            {
                tx.Execute("insert into setting (name, value) values ('lost', '')");
                throw new TimeZoneNotFoundException();
            }));
        }

        using var again = files.Open(create: false);
        Assert.Equal(["kept"], again.Read(tx => tx.Query<string>("select name from setting")));
        Assert.Equal(["ä"], again.Stream<string>("select value from setting").ToList());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_database_without_tables_is_no_catalogue(CatalogKind kind)
    {
        using var files = TestCatalog.Create(kind, output);
        if (files is null)
        {
            return;
        }

        var error = Assert.Throws<StoreException>(() => files.Open(create: false));
        Assert.Equal(StoreException.StoreUnusable, error.ErrorId);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_catalogue_of_a_newer_module_is_refused(CatalogKind kind)
    {
        using var files = TestCatalog.Create(kind, output);
        if (files is null)
        {
            return;
        }

        using (var catalog = files.Open())
        {
            catalog.Write(tx => tx.Execute("insert into schemaversion (version) values (9999)"));
        }

        var error = Assert.Throws<StoreException>(() => files.Open(create: false));
        Assert.Contains("9999", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Many_writers_at_once_read_what_the_one_before_wrote(CatalogKind kind)
    {
        using var files = TestCatalog.Create(kind, output);
        if (files is null)
        {
            return;
        }

        using var catalog = files.Open();
        using var other = files.Open(create: false);
        catalog.Write(tx => tx.Execute("insert into setting (name, value) values ('count', '0')"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        {
            for (var n = 0; n < 25; n++)
            {
                // Read, then write: lost updates would show in the sum.
                (i % 2 == 0 ? catalog : other).Write(tx =>
                {
                    var count = int.Parse(tx.Find<string>("select value from setting where name = 'count'")!);
                    tx.Execute("update setting set value = @Value where name = 'count'", new { Value = (count + 1).ToString() });
                });
            }
        })));
        Assert.Equal("200", catalog.Read(tx => tx.Find<string>("select value from setting where name = 'count'")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_reader_sees_one_moment_while_others_write(CatalogKind kind)
    {
        using var files = TestCatalog.Create(kind, output);
        if (files is null)
        {
            return;
        }

        using var catalog = files.Open();
        catalog.Write(tx => tx.Execute("insert into setting (name, value) values ('a', '')"));
        catalog.Read(tx =>
        {
            Assert.Equal(1, tx.Number("select count(*) from setting"));
            catalog.Write(other => other.Execute("insert into setting (name, value) values ('b', '')"));
            Assert.Equal(1, tx.Number("select count(*) from setting"));
            return true;
        });
        Assert.Equal(2, catalog.Read(tx => tx.Number("select count(*) from setting")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Errors_of_the_database_name_no_value(CatalogKind kind)
    {
        using var files = TestCatalog.Create(kind, output);
        if (files is null)
        {
            return;
        }

        using var catalog = files.Open();
        catalog.Write(tx => tx.Execute("insert into setting (name, value) values ('ZZMARK', '')"));
        var error = Assert.Throws<StoreException>(() => catalog.Write(tx => tx.Execute("insert into setting (name, value) values ('ZZMARK', '')")));
        Assert.DoesNotContain("ZZMARK", error.ToString(), StringComparison.Ordinal);
    }
}
