using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Bugs;

/// <summary>
/// A process that was killed between the encrypted file of what it held back and the record of it left the file for ever; a sender that was not answered and
/// sent again had the instance on record twice.
/// </summary>
public sealed class B0051_HeldWithoutARecord(ITestOutputHelper output)
{
    private static readonly TestObject s_doubtful = TestObject.Study1(1).Single() with { Change = d => d.SetText(DicomTags.SpecificCharacterSet, "ISO_IR 999", DicomVR.CS) };

    [Fact]
    public void What_nobody_recorded_goes_with_the_process_and_what_is_on_record_or_may_soon_be_stays()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        using var ingest = new TestIngest(test.Admin);
        ingest.Push(TestIngest.Origin(1), [s_doubtful]);
        var hold = test.Admin.Layout.Hold;
        var recorded = Directory.GetFiles(hold).Order().ToList();
        Assert.Equal(2, recorded.Count);

        // As a process leaves it: files without a record, a row of the process, a row as a writer.
        string[] left = [Path.Combine(hold, "0123456789abcdef.held"), Path.Combine(hold, "0123456789abcdef.json"), Path.Combine(hold, "00.deidps-tmp")];
        foreach (var path in left)
        {
            File.WriteAllBytes(path, [1]);
        }

        test.Admin.Catalog.Write(tx =>
        {
            tx.Execute("insert into process (id, host, pid, started, heartbeat) values ('dead', 'elsewhere', 1, 0, 0)");
            tx.Execute("insert into writer (id, entry, process, since) values ('alive', 'x', 'other', 0)");
            tx.Execute("insert into process (id, host, pid, started, heartbeat) values ('other', 'elsewhere', 1, 0, @Now)", new { test.Admin.Now });
            tx.Execute("update writer set since = @Now where id = 'alive'", new { test.Admin.Now });
        });
        test.As("admin").Dispose();
        Assert.Equal(recorded.Concat(left).Order(), Directory.GetFiles(hold).Order());
        test.Admin.Catalog.Write(tx => tx.Execute("delete from writer"));
        test.As("admin").Dispose();
        Assert.Equal(recorded, Directory.GetFiles(hold).Order());
    }

    [Fact]
    public void What_is_sent_again_is_on_record_once()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        using var ingest = new TestIngest(test.Admin);
        ingest.Push(TestIngest.Origin(1), [s_doubtful]);
        Assert.Equal(DimseStatus.Success, Assert.Single(ingest.Push(TestIngest.Origin(2), [s_doubtful])).Answer.Status);
        var entry = Assert.Single(new PrearchiveBook(test.Admin).List());
        Assert.Equal((1L, 1L, 1L), (entry.Held, entry.Duplicates, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from discard"))));
    }

    [Fact]
    public void What_cannot_be_recorded_is_not_answered_with_success()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        using var ingest = new TestIngest(test.Admin);
        test.Admin.OnStep = step =>
        {
            if (step == "ingest.written")
            {
                test.Admin.Catalog.Write(tx => tx.Execute("delete from writer"));
            }
        };
        Assert.Equal(DimseStatus.OutOfResources, Assert.Single(ingest.Push(TestIngest.Origin(1), [s_doubtful])).Answer.Status);
        Assert.Equal(0L, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from discard")));
    }
}
