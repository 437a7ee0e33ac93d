using System.Text;
using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Net.Tests.Pacs;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Requests;

/// <summary>What the fake PACS sends is taken by a store like images of a real one: images are kept, dose reports held, and no mark is left.</summary>
public sealed class PacsArrivalTests(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(TestCatalog.Kinds), MemberType = typeof(TestCatalog))]
    public void Images_arrive_and_marks_are_gone(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        var content = new PacsContent(new PacsContentOptions { Studies = 6, DoseReportEvery = 5 });
        using var ingest = new TestIngest(test.Admin);
        foreach (var study in content.Studies)
        {
            var origin = TestIngest.Origin(study.Number + 1, "FAULTYPACS");
            foreach (var series in content.SeriesOf(study))
            {
                foreach (var number in Enumerable.Range(1, series.Images))
                {
                    var receipt = ingest.Ingest.Take(origin, "object", () => DicomFile.Open(PacsEncoder.Encode(new PacsInstance(series, number), isExplicit: true)), null, CancellationToken.None);
                    Assert.Equal((series.IsDoseReport, (ushort)0), (receipt.Result.Status != AnonymiseStatus.Written, receipt.Answer.Status));
                }
            }

            ingest.Ingest.End(origin.Id);
        }

        var book = new PrearchiveBook(test.Admin);
        book.BuildIdle(CancellationToken.None);
        var entries = book.List(new PrearchiveFilter()).ToList();
        Assert.Equal(6, entries.Count);
        Assert.All(entries, e => Assert.False(e.Flags.HasFlag(EntryFlags.ResidualIdentifier), $"{e.Flags}"));
        var files = Directory.GetFiles(test.Root, "*", SearchOption.AllDirectories);
        Assert.All(files, f => Assert.DoesNotContain(content.Marks, m => f.Contains(m, StringComparison.Ordinal) || Encoding.Latin1.GetString(File.ReadAllBytes(f)).Contains(m, StringComparison.Ordinal)));
    }
}
