using DeidPS.Deid.Files;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>A row of the report was in memory until the end of the run, so a killed receiver lost it.</summary>
public sealed class B0015_ReportRowsOfAKilledRun
{
    [Fact]
    public void A_row_is_on_disk_as_soon_as_it_is_added()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("report.csv");
        using var report = new AnonymiseReport(path);
        report.Add(new AnonymiseResult { Source = "a source", Status = AnonymiseStatus.Written, Policies = [] });
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.Contains("a source", reader.ReadToEnd(), StringComparison.Ordinal);
    }
}
