using System.Text;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Proof;

/// <summary>A data set or item under construction; what is planted in it is noted with its place.</summary>
/// <param name="file">Path of the file it goes to.</param>
/// <param name="charset">Its character set.</param>
/// <param name="path">Path of the item: empty, or a text that ends in a slash.</param>
/// <param name="plants">Where plants are noted.</param>
internal sealed class PlantItem(string file, DicomCharacterSet charset, string path, List<Plant> plants)
{
    public DicomDataset Dataset { get; } = new();

    /// <summary>Sets an attribute that tells nothing.</summary>
    public PlantItem Set(uint tag, string text, DicomVR vr = DicomVR.None)
    {
        var key = new DicomTag(tag);
        Dataset.Set(DicomElement.CreateText(key, vr == DicomVR.None ? Dataset.VRFor(key) : vr, text, charset));
        return this;
    }

    /// <summary>Sets an attribute to a text that holds one or more identifiers.</summary>
    public PlantItem Plant(uint tag, string text, PlantKind kind, params string[] needles) => Plant(tag, DicomVR.None, text, kind, needles);

    /// <summary>The same with a VR.</summary>
    public PlantItem Plant(uint tag, DicomVR vr, string text, PlantKind kind, params string[] needles)
    {
        Set(tag, text, vr);
        return Note(new DicomTag(tag), kind, needles.Length == 0 ? [text] : needles);
    }

    /// <summary>Sets bytes that hold identifiers.</summary>
    public PlantItem Bytes(uint tag, DicomVR vr, byte[] bytes, PlantKind kind, params string[] needles)
    {
        Dataset.Set(DicomElement.Create(new DicomTag(tag), vr, bytes));
        return Note(new DicomTag(tag), kind, needles);
    }

    /// <summary>Sets a text in an encoding that is not the data set's, as bytes.</summary>
    public PlantItem Bytes(uint tag, DicomVR vr, Encoding encoding, string text, PlantKind kind, params string[] needles) =>
        Bytes(tag, vr, encoding.GetBytes(text), kind, needles);

    /// <summary>Sets a sequence of items.</summary>
    public PlantItem Sequence(uint tag, params Action<PlantItem>[] items)
    {
        var key = new DicomTag(tag);
        Dataset.Set(DicomElement.CreateSequence(key, items.Select((fill, i) =>
        {
            var item = new PlantItem(file, charset, $"{path}{key}[{i}]/", plants);
            fill(item);
            return item.Dataset;
        }).ToList()));
        return this;
    }

    /// <summary>Notes a plant that was put there by other means.</summary>
    public PlantItem Note(DicomTag tag, PlantKind kind, params string[] needles) => NoteAt(path + tag, kind, needles);

    /// <summary>Notes a plant at a place that a reader finds inside of bytes.</summary>
    public PlantItem NoteAt(string place, PlantKind kind, params string[] needles)
    {
        plants.AddRange(needles.Select(n => new Plant(n, kind, file, place)));
        return this;
    }
}
