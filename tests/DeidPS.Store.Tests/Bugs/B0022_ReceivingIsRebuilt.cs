using DeidPS.Store.Prearchive;
using DeidPS.Store.Tests.Harness;
using DeidPS.Store.Catalog;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Bugs;

/// <summary>The message said to rebuild an entry that still counts as receiving, and rebuilding refused it (workflow section 9 allows it).</summary>
public sealed class B0022_ReceivingIsRebuilt(ITestOutputHelper output)
{
    [Fact]
    public void An_entry_whose_time_is_not_over_is_built_on_request_and_not_while_it_is_written_to()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output, new SiteSettings { IdleMinutes = 60, MinimumFreeGB = 0, PilotPerModality = 0 })!;
        using var ingest = new TestIngest(test.Admin);
        var book = new PrearchiveBook(test.Admin);
        foreach (var o in TestObject.Study1(2))
        {
            ingest.Ingest.Take(TestIngest.Origin(), "object", () => DeidPS.Dicom.DicomFile.Open(o.Bytes()), null, CancellationToken.None);
        }

        var entry = Assert.Single(book.List());
        Assert.Equal(EntryState.Receiving, entry.State);
        Assert.Equal(StoreException.StoreBusy, Assert.Throws<StoreException>(() => book.Rebuild(entry.Id, CancellationToken.None)).ErrorId);
        ingest.Ingest.End(TestIngest.Origin().Id);
        var built = book.Rebuild(entry.Id, CancellationToken.None);
        Assert.Equal((EntryState.Review, 2L), (built.State, built.Instances));
    }
}
