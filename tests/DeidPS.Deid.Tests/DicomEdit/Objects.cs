using DeidPS.Deid.DicomEdit.Paths;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.DicomEdit;

/// <summary>Builds and reads small objects by address, private elements by number.</summary>
internal static class Objects
{
    public static DicomFile File(params IEnumerable<string> elements)
    {
        var dataset = new DicomDataset();
        dataset.SetText(new DicomTag(0x00080016), "1.2.840.10008.5.1.4.1.1.7", DicomVR.UI);
        dataset.SetText(new DicomTag(0x00080018), "1.2.3.4.5", DicomVR.UI);
        var file = DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian);
        foreach (var element in elements)
        {
            Put(file, element);
        }

        return Reopened(file);
    }

    /// <summary>The object as a reader gives it, so that tests meet what a real run meets.</summary>
    public static DicomFile Reopened(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        return DicomFile.Open(stream.ToArray());
    }

    public static void Put(DicomFile file, string element)
    {
        var sign = element.IndexOf('=', StringComparison.Ordinal);
        var left = sign < 0 ? element : element[..sign];
        var vr = DicomVR.None;
        var blank = left.LastIndexOf(' ');
        if (blank > 0 && left.Length - blank == 3)
        {
            vr = Enum.Parse<DicomVR>(left[(blank + 1)..]);
            left = left[..blank];
        }

        var path = DirectPath.Parse(left) ?? throw new ArgumentException(element);
        var dataset = path.Steps[0].Pattern.Value >> 16 == 2 ? file.FileMeta! : file.Dataset;
        foreach (var step in path.Steps)
        {
            if (!step.HasIndex)
            {
                if (sign >= 0)
                {
                    Set(dataset, step.Pattern.Tag, element[(sign + 1)..], vr);
                }
                else
                {
                    dataset.Set(DicomElement.CreateSequence(step.Pattern.Tag));
                }

                continue;
            }

            while ((dataset.Find(step.Pattern.Tag)?.Items.Count ?? 0) <= step.Index)
            {
                dataset.AddItem(step.Pattern.Tag, []);
            }

            dataset = dataset.Find(step.Pattern.Tag)!.Items[step.Index];
        }
    }

    public static DicomElement? Find(DicomFile file, string address)
    {
        var path = DirectPath.Parse(address) ?? throw new ArgumentException(address);
        var dataset = path.Steps[0].Pattern.Value >> 16 == 2 ? file.FileMeta : file.Dataset;
        DicomElement? element = null;
        foreach (var step in path.Steps)
        {
            element = dataset?.Find(step.Pattern.Tag);
            dataset = step.HasIndex && step.Index < (element?.Items.Count ?? 0) ? element!.Items[step.Index] : null;
        }

        return element;
    }

    private static void Set(DicomDataset dataset, DicomTag tag, string value, DicomVR vr) =>
        dataset.SetText(tag, value, vr != DicomVR.None ? vr : tag.IsPrivate ? DicomVR.LO : DicomVR.None);
}
