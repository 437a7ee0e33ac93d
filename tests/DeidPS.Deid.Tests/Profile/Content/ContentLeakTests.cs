using System.Text;
using DeidPS.Deid.Profile;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Profile.Content;

/// <summary>The options that clean instead of removing let nothing through that the samples plant.</summary>
public sealed class ContentLeakTests
{
    [Theory]
    [InlineData(ProfileOptions.CleanDescriptors)]
    [InlineData(ProfileOptions.CleanStructuredContent)]
    [InlineData(ProfileOptions.CleanDescriptors | ProfileOptions.CleanStructuredContent | ProfileOptions.CleanGraphics)]
    [InlineData(ProfileOptions.CleanDescriptors | ProfileOptions.CleanStructuredContent | ProfileOptions.RetainModifiedDates)]
    public void No_planted_identifier_is_left(ProfileOptions options)
    {
        using var study = SampleStudy.Create(20240229);
        var encodings = new[] { Encoding.Latin1, Encoding.UTF8, Encoding.Unicode, CodePagesEncodingProvider.Instance.GetEncoding(50220)!, CodePagesEncodingProvider.Instance.GetEncoding(20932)! };
        var plants = study.Identifiers.Concat(study.Uids).SelectMany(v => encodings.Select(e => e.GetBytes(v))).ToList();
        var searched = 0;
        foreach (var item in study.Objects)
        {
            using var file = ProfileRun.Apply(DicomEdit.Objects.Reopened(item.File), options);
            if (file.TransferSyntax.IsDeflated)
            {
                continue;
            }

            searched++;
            using var stream = new MemoryStream();
            file.WriteTo(stream);
            var bytes = stream.ToArray();
            Assert.DoesNotContain(plants, p => bytes.AsSpan().IndexOf(p) >= 0);
        }

        Assert.True(searched > 5);
    }

    [Fact]
    public void A_report_keeps_its_shape_and_its_words()
    {
        using var study = SampleStudy.Create(20240229);
        var report = study.Objects.First(o => o.File.Dataset.GetText(new DicomTag(0x00080060)) == "SR");
        using var file = ProfileRun.Apply(DicomEdit.Objects.Reopened(report.File), ProfileOptions.CleanDescriptors | ProfileOptions.CleanStructuredContent);
        var items = file.Dataset.Find(new DicomTag(0x0040A730))!.Items;
        Assert.Equal("ANONYMOUS", items[0].GetText(new DicomTag(0x0040A123)));
        var findings = items[2].Find(new DicomTag(0x0040A730))!.Items[0].GetText(new DicomTag(0x0040A160))!;
        Assert.StartsWith("No lesion in ***", findings, StringComparison.Ordinal);
        Assert.Equal("CT thorax", file.Dataset.GetText(new DicomTag(0x00081030)));
    }
}
