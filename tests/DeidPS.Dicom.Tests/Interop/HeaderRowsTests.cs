using Xunit.Abstractions;

namespace DeidPS.Dicom.Tests.Interop;

/// <summary>
/// The rows Get-DicomHeader puts out are the elements that <see cref="DumpComparisonTests"/> holds against dcmdump: none left out, none
/// added, with the same tag, VR, length and text.
/// </summary>
public sealed class HeaderRowsTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_are_the_elements_of_every_readable_file()
    {
        var count = 0;
        foreach (var path in Corpus.FilesToRead(_folder, output))
        {
            using var file = DicomFile.Open(path);
            var elements = new List<DicomElement>();
            Collect(file.FileMeta, elements);
            Collect(file.Dataset, elements);
            var rows = HeaderReader.Rows(file);
            Assert.Equal(elements.Select(e => (e.Tag, e.VR, e.Length)), rows.Select(r => (r.Tag, r.VR, r.Length)));
            foreach (var (element, row) in elements.Zip(rows))
            {
                // Unknown values are shown as bytes, as dcmdump does, whatever text a rule would read from them.
                if (element.VR != DicomVR.UN && !element.IsSequence && !element.IsEncapsulated && !element.IsBulk && element.Text is { } text)
                {
                    Assert.Equal(text, row.Value ?? string.Empty);
                }
            }

            count += rows.Count;
        }

        output.WriteLine($"{count} rows");
        Assert.True(count > 100);
    }

    private static void Collect(DicomDataset? dataset, List<DicomElement> elements)
    {
        foreach (var element in dataset ?? [])
        {
            elements.Add(element);
            foreach (var item in element.Items)
            {
                Collect(item, elements);
            }
        }
    }
}
