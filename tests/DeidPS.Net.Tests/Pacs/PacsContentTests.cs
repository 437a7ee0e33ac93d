using System.Text;
using DeidPS.Dicom;

namespace DeidPS.Net.Tests.Pacs;

/// <summary>The invented studies are the same each time, small in memory, and say all that identifies somebody.</summary>
public sealed class PacsContentTests
{
    private static readonly PacsContentOptions s_options = new() { Studies = 100, DoseReportEvery = 5, SharedAccessionEvery = 10 };

    [Fact]
    public void The_same_options_give_the_same_bytes()
    {
        var (one, other) = (new PacsContent(s_options), new PacsContent(s_options));
        Assert.Equal(Bytes(one).Select(Convert.ToHexString), Bytes(other).Select(Convert.ToHexString));
        Assert.Empty(one.Studies.Select(s => s.Uid).Intersect(new PacsContent(s_options with { Seed = 2 }).Studies.Select(s => s.Uid)));
    }

    [Fact]
    public void Each_identifier_is_in_the_images_and_bears_a_mark()
    {
        var content = new PacsContent(s_options);
        foreach (var study in content.Studies)
        {
            var text = string.Concat(content.SeriesOf(study).Select(s => Encoding.Latin1.GetString(PacsEncoder.Encode(new PacsInstance(s, 1), isExplicit: true))));
            Assert.All(study.Identifiers.Concat(study.Dates), i => Assert.Contains(i, text, StringComparison.Ordinal));
            Assert.All(study.Identifiers, i => Assert.Contains(content.Marks, m => i.StartsWith(m, StringComparison.Ordinal)));
        }

        Assert.Equal(content.Studies.SelectMany(s => s.Identifiers).ToHashSet(), content.Identifiers.ToHashSet());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Images_are_read_without_a_warning(bool isExplicit)
    {
        var content = new PacsContent(s_options);
        foreach (var instance in content.Studies.SelectMany(content.SeriesOf).Select(s => new PacsInstance(s, s.Images)))
        {
            using var buffer = new DatasetBuffer(new MemoryBudget(1 << 20));
            buffer.Append(PacsEncoder.Encode(instance, isExplicit));
            using var file = DicomFile.OpenDataset(buffer, isExplicit ? DicomTransferSyntax.ExplicitLittleEndian : DicomTransferSyntax.ImplicitLittleEndian);
            Assert.Empty(file.Warnings);
            Assert.Equal((instance.Uid, instance.Series.Uid, instance.Series.Study.Accession), (file.Dataset.GetText(DicomTags.SOPInstanceUID), file.Dataset.GetText(DicomTags.SeriesInstanceUID), file.Dataset.GetText(new DicomTag(0x00080050))));
            Assert.Equal(file.Dataset.Select(e => e.Tag).Order(), file.Dataset.Select(e => e.Tag));
        }
    }

    [Fact]
    public void Patients_have_several_studies_and_two_share_an_accession_number()
    {
        var content = new PacsContent(s_options);
        Assert.Equal(70, content.Studies.Select(s => s.PatientId).Distinct().Count());
        Assert.Equal([5, 6, 7], content.StudiesOfPatient(4));
        Assert.All(content.Studies, s => Assert.Contains(s.Number, content.StudiesOfPatient(s.Patient)));
        var shared = content.Studies.GroupBy(s => s.Accession).Where(g => g.Count() > 1).ToList();
        Assert.Equal(10, shared.Count);
        Assert.All(shared, g => Assert.Equal((2, 1), (g.Count(), g.Select(s => s.PatientId).Distinct().Count())));
        Assert.All(content.Studies, s => Assert.Contains(s, content.Candidates(string.Empty, s.Accession, string.Empty)));
        Assert.All(content.Studies, s => Assert.Contains(s, content.Candidates(string.Empty, string.Empty, s.PatientId)));
        Assert.All(content.Studies, s => Assert.Equal(s, Assert.Single(content.Candidates(s.Uid, string.Empty, string.Empty))));
        Assert.Equal(["CT", "MR"], content.Studies.Select(s => s.Modality).Distinct().Order());
        Assert.Equal(20, content.Studies.SelectMany(content.SeriesOf).Count(s => s.IsDoseReport));
    }

    [Fact]
    public void Many_studies_take_no_memory_until_they_are_asked_for()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var content = new PacsContent(s_options with { Studies = 1_000_000 });
        Assert.Equal("QZACC00999999", content.Study(999_999).Accession);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 1 << 20);
        GC.KeepAlive(content);
    }

    private static IEnumerable<byte[]> Bytes(PacsContent content) => content.Studies.SelectMany(content.SeriesOf).SelectMany(s => Enumerable.Range(1, s.Images).Select(n => PacsEncoder.Encode(new PacsInstance(s, n), isExplicit: true)));
}
