using System.Globalization;
using DeidPS.Dicom;
using DeidPS.Store.Checks;

namespace DeidPS.Store.Prearchive;

/// <summary>What lies in a folder of objects: read from their headers, pixel data untouched.</summary>
internal sealed class ObjectIndex
{
    private readonly List<IndexedObject> _objects = [];

    /// <summary>The objects, by path.</summary>
    public IReadOnlyList<IndexedObject> Objects => _objects;

    /// <summary>Bytes of all.</summary>
    public long Bytes => _objects.Sum(o => o.Bytes);

    /// <summary>Modalities, in order.</summary>
    public IReadOnlyList<string> Modalities => [.. _objects.Select(o => o.Modality).Where(m => m.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Files that are no readable objects.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Reads a folder and what is below it. Temporary files of a killed writer are passed over.</summary>
    /// <param name="folder">Full path; one that is not there holds nothing.</param>
    /// <param name="stop">Stops between files.</param>
    public static ObjectIndex Read(string folder, CancellationToken stop)
    {
        var index = new ObjectIndex();
        if (!Directory.Exists(folder))
        {
            return index;
        }

        foreach (var path in Directory.EnumerateFiles(folder, "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                using var file = DicomFile.Open(path);
                index._objects.Add(Describe(path, file.Dataset));
            }
            catch (DicomParseException)
            {
                index.Unreadable++;
            }
        }

        return index;
    }

    /// <summary>The series, in the order of their numbers.</summary>
    public IReadOnlyList<IGrouping<string, IndexedObject>> Series() =>
        [.. _objects.GroupBy(o => o.SeriesUid, StringComparer.Ordinal).OrderBy(s => s.Min(o => o.SeriesNumber ?? int.MaxValue)).ThenBy(s => s.Key, StringComparer.Ordinal)];

    private static IndexedObject Describe(string path, DicomDataset dataset) => new()
    {
        Path = path,
        SopInstanceUid = dataset.GetText(DicomTags.SOPInstanceUID) ?? string.Empty,
        SopClassUid = dataset.GetText(DicomTags.SOPClassUID) ?? string.Empty,
        StudyUid = dataset.GetText(DicomTags.StudyInstanceUID) ?? string.Empty,
        SeriesUid = dataset.GetText(new DicomTag(0x0020000E)) ?? string.Empty,
        SeriesNumber = Number(dataset, 0x00200011),
        InstanceNumber = Number(dataset, 0x00200013),
        Modality = dataset.GetText(new DicomTag(0x00080060)) ?? string.Empty,
        Manufacturer = MachineGroup.ManufacturerOf(dataset),
        SeriesDescription = dataset.GetText(new DicomTag(0x0008103E)),
        StudyDate = dataset.GetText(new DicomTag(0x00080020)),
        Bytes = new FileInfo(path).Length,
    };

    private static int? Number(DicomDataset dataset, uint tag) =>
        int.TryParse(dataset.GetText(new DicomTag(tag)), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;
}
