using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>What a header says of the picture of a frame: an enhanced object for each frame or for all of them (PS3.3 C.7.6.16), any other once.</summary>
internal static class FrameAttributes
{
    private static readonly DicomTag s_sharedGroups = new(0x52009229);
    private static readonly DicomTag s_frameGroups = new(0x52009230);

    /// <summary>Width to height of a pixel and the other way round that anything real keeps within.</summary>
    private const double MostAspect = 20;

    /// <summary>The data set with the attributes of a functional group: its item, or the object itself.</summary>
    /// <param name="dataset">The object.</param>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="group">The sequence of the group, for example (0028,9132) Frame VOI LUT.</param>
    public static DicomDataset Holder(DicomDataset dataset, int frame, uint group)
    {
        var tag = new DicomTag(group);
        return ItemOf(ItemOf(dataset, s_frameGroups, frame), tag, 0) ?? ItemOf(ItemOf(dataset, s_sharedGroups, 0), tag, 0) ?? dataset;
    }

    /// <summary>An item of a sequence; null when there is none.</summary>
    public static DicomDataset? ItemOf(DicomDataset? dataset, DicomTag sequence, int index) =>
        dataset?.Find(sequence) is { IsSequence: true } element && index < element.Items.Count ? element.Items[index] : null;

    /// <summary>A value as a number; null when it is none.</summary>
    public static double? Number(DicomDataset dataset, uint tag, int index = 0) =>
        dataset.Find(new DicomTag(tag)) is { IsBulk: false, IsSequence: false, IsEncapsulated: false } element && element.Values is { } values && index < values.Count
            && double.TryParse(values[index], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    /// <summary>Height of a pixel divided by its width (PS3.3 C.7.6.3.1.7): of its spacing, else as the ratio of its own; 1 where nothing sensible is said.</summary>
    public static double Aspect(DicomDataset dataset, int frame)
    {
        var measures = Holder(dataset, frame, 0x00289110);
        return Ratio(measures, 0x00280030) ?? Ratio(dataset, 0x00181164) ?? Ratio(dataset, 0x00182010) ?? Ratio(dataset, 0x00280034) ?? 1;

        static double? Ratio(DicomDataset from, uint tag) =>
            Number(from, tag) is > 0 and var down && Number(from, tag, 1) is > 0 and var across && down / across is >= 1 / MostAspect and <= MostAspect ? down / across : null;
    }
}
