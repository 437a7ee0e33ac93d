using DeidPS.Dicom;
using DeidPS.Store.Tests.Harness;

namespace DeidPS.Module.Tests.Stores.Scenarios;

/// <summary>A CT series of two slices and three objects that refer to them: an RT structure set, a segmentation and a greyscale presentation state.</summary>
internal static class ReferencingObjects
{
    private const string Root = "1.2.826.0.1.3680043.9.1.1";
    private const string Slice = "1.2.840.10008.5.1.4.1.1.2";
    private const string Frame = "1.2.826.0.1.3680043.9.77.1";

    /// <summary>The study.</summary>
    /// <param name="comments">Where it is to go.</param>
    public static IEnumerable<TestObject> Study(string comments) =>
    [
        .. TestObject.Study1(2, comments: comments).Select(o => o with { Change = d => Set(d, 0x00200052, DicomVR.UI, Frame) }),
        Referring("RTSTRUCT", 2, Structures), Referring("SEG", 3, Segmentation), Referring("PR", 4, Presentation),
    ];

    /// <summary>Makes a structure set of an object (PS3.3 A.19).</summary>
    public static void Structures(DicomDataset data, TestObject item)
    {
        Header(data, item, "1.2.840.10008.5.1.4.1.1.481.3", "RTSTRUCT");
        NoPixels(data);
        Set(data, 0x30060002, DicomVR.SH, "PLAN");
        Set(data, 0x30060008, DicomVR.DA, "20240115");
        var series = Item((0x0020000E, DicomVR.UI, Root + ".1"));
        Sequence(series, 0x30060016, Reference(1), Reference(2));
        var study = Item((0x00081150, DicomVR.UI, "1.2.840.10008.3.1.2.3.1"), (0x00081155, DicomVR.UI, Root));
        Sequence(study, 0x30060014, series);
        var frame = Item((0x00200052, DicomVR.UI, Frame));
        Sequence(frame, 0x30060012, study);
        Sequence(data, 0x30060010, frame);
        Sequence(data, 0x30060020, Item((0x30060022, DicomVR.IS, "1"), (0x30060024, DicomVR.UI, Frame), (0x30060026, DicomVR.LO, "GTV"), (0x30060036, DicomVR.CS, "MANUAL")));
        var contour = Item((0x30060042, DicomVR.CS, "POINT"), (0x30060046, DicomVR.IS, "1"), (0x30060050, DicomVR.DS, "1\\2\\3"));
        Sequence(contour, 0x30060016, Reference(2));
        var contours = Item((0x30060084, DicomVR.IS, "1"));
        Sequence(contours, 0x30060040, contour);
        Sequence(data, 0x30060039, contours);
        Sequence(data, 0x30060080, Item((0x30060082, DicomVR.IS, "1"), (0x30060084, DicomVR.IS, "1"), (0x300600A4, DicomVR.CS, "GTV")));
    }

    private static TestObject Referring(string modality, int series, Action<DicomDataset, TestObject> make)
    {
        var item = new TestObject { Series = series, SeriesNumber = series, Modality = modality, Comments = "Project:Unassigned Subject:S1 Session:S1_1" };
        return item with { Change = d => make(d, item) };
    }

    /// <summary>PS3.3 A.51: one frame of a binary segment, which is derived from both slices.</summary>
    private static void Segmentation(DicomDataset data, TestObject item)
    {
        Header(data, item, "1.2.840.10008.5.1.4.1.1.66.4", "SEG");
        Set(data, 0x00080008, DicomVR.CS, "DERIVED\\PRIMARY");
        Set(data, 0x00200052, DicomVR.UI, Frame);
        Set(data, 0x00280008, DicomVR.IS, "1");
        Set(data, 0x00620001, DicomVR.CS, "BINARY");
        foreach (var (tag, value) in new (uint, ushort)[] { (0x00280100, 1), (0x00280101, 1), (0x00280102, 0) })
        {
            data.Set(DicomElement.Create(new DicomTag(tag), DicomVR.US, BitConverter.GetBytes(value)));
        }

        data.Set(DicomElement.Create(new DicomTag(0x7FE00010), DicomVR.OB, new byte[] { 0x0F, 0xF0 }));
        var segment = Item((0x00620005, DicomVR.LO, "Liver"), (0x00620008, DicomVR.CS, "AUTOMATIC"));
        segment.Set(DicomElement.Create(new DicomTag(0x00620004), DicomVR.US, BitConverter.GetBytes((ushort)1)));
        Sequence(data, 0x00620002, segment);
        ReferencedSeries(data, 0x0008114A);
        var derivation = Item();
        Sequence(derivation, 0x00082112, Reference(1), Reference(2));
        var frame = Item();
        Sequence(frame, 0x00089124, derivation);
        Sequence(data, 0x52009229, Item());
        Sequence(data, 0x52009230, frame);
    }

    /// <summary>PS3.3 A.33.1: a circle on the second slice.</summary>
    private static void Presentation(DicomDataset data, TestObject item)
    {
        Header(data, item, "1.2.840.10008.5.1.4.1.1.11.1", "PR");
        NoPixels(data);
        Set(data, 0x00700080, DicomVR.CS, "LESIONS");
        Set(data, 0x00700082, DicomVR.DA, "20240115");
        Set(data, 0x00700083, DicomVR.TM, "101500");
        ReferencedSeries(data, 0x00081140);
        var graphic = Item((0x00700005, DicomVR.CS, "PIXEL"), (0x00700023, DicomVR.CS, "CIRCLE"), (0x00700024, DicomVR.CS, "N"));
        var annotation = Item((0x00700002, DicomVR.CS, "LAYER"));
        Sequence(annotation, 0x00081140, Reference(2));
        Sequence(annotation, 0x00700009, graphic);
        Sequence(data, 0x00700001, annotation);
        Sequence(data, 0x00700060, Item((0x00700002, DicomVR.CS, "LAYER"), (0x00700062, DicomVR.IS, "1")));
        Set(data, 0x20500020, DicomVR.CS, "IDENTITY");
    }

    private static void Header(DicomDataset data, TestObject item, string sopClass, string modality)
    {
        Set(data, 0x00080016, DicomVR.UI, sopClass);
        Set(data, 0x00080060, DicomVR.CS, modality);
        Set(data, 0x0020000D, DicomVR.UI, Root);
        Set(data, 0x0020000E, DicomVR.UI, $"{Root}.{item.Series}");
    }

    private static void NoPixels(DicomDataset data) => data.RemoveWhere(e => e.Tag.Group is 0x0028 or 0x7FE0 || e.Tag.Value == 0x00080008);

    private static void ReferencedSeries(DicomDataset data, uint instances)
    {
        var series = Item((0x0020000E, DicomVR.UI, Root + ".1"));
        Sequence(series, instances, Reference(1), Reference(2));
        Sequence(data, 0x00081115, series);
    }

    private static DicomDataset Reference(int instance) => Item((0x00081150, DicomVR.UI, Slice), (0x00081155, DicomVR.UI, $"{Root}.1.{instance}"));

    private static DicomDataset Item(params (uint Tag, DicomVR VR, string Text)[] elements)
    {
        var item = new DicomDataset();
        foreach (var (tag, vr, text) in elements)
        {
            Set(item, tag, vr, text);
        }

        return item;
    }

    private static void Set(DicomDataset data, uint tag, DicomVR vr, string text) => data.SetText(new DicomTag(tag), text, vr);

    private static void Sequence(DicomDataset data, uint tag, params DicomDataset[] items) => data.Set(DicomElement.CreateSequence(new DicomTag(tag), items));
}
