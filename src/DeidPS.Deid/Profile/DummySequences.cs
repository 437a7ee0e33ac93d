using DeidPS.Deid.Profile.Content;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>Dummies for sequences: one item with the fewest attributes its macro needs (deid-profile 4).</summary>
internal static class DummySequences
{
    /// <summary>The dummy of a sequence.</summary>
    /// <param name="original">The sequence it stands for: references keep their SOP class, graphics their layer.</param>
    /// <param name="uid">Gives the new UID of an old one.</param>
    public static DicomElement For(DicomElement original, Func<string, string> uid) => DicomElement.CreateSequence(original.Tag, original.Tag.Value switch
    {
        0x0040A730 => StructuredContent.Dummy(),
        0x0040A073 => VerifyingObserver(),
        0x0040B020 => WaveformAnnotation(),
        0x00700001 => GraphicAnnotation(original),
        0x00081072 => Item(Sequence(0x00401101, Code())),
        0x3006004E => Item(Text(0x0040A084, DicomVR.CS, "PSN"), Text(0x0040A123, DicomVR.PN, "ANONYMOUS")),
        0x00340001 => Item(DicomElement.Create(new DicomTag(0x00340002), DicomVR.OB, new byte[2]), DicomElement.Create(new DicomTag(0x00340005), DicomVR.OB, new byte[2])),
        0x00081110 or 0x00081111 or 0x00081120 or 0x00081140 or 0x00082112 => Reference(original, uid),
        _ => Code(),
    });

    private static DicomDataset Code() => Item(
        Text(0x00080100, DicomVR.SH, "ANON"),
        Text(0x00080102, DicomVR.SH, "99DEID"),
        Text(0x00080104, DicomVR.LO, "Anonymized"));

    private static DicomDataset VerifyingObserver() => Item(
        Text(0x0040A027, DicomVR.LO, "ANONYMIZED"),
        Text(0x0040A030, DicomVR.DT, "19000101000000"),
        Text(0x0040A075, DicomVR.PN, "ANONYMOUS"),
        DicomElement.CreateSequence(new DicomTag(0x0040A088)));

    /// <summary>Channel 0 of multiplex group 1 means all of its channels.</summary>
    private static DicomDataset WaveformAnnotation() => Item(
        Text(0x0040A0B0, DicomVR.US, @"1\0"),
        Text(0x00700006, DicomVR.ST, "REMOVED"));

    private static DicomDataset GraphicAnnotation(DicomElement original)
    {
        // The layer must be one that (0070,0060) names; a code string that neither removes nor identifies.
        var layer = original.Items.Count > 0 ? original.Items[0].GetText(new DicomTag(0x00700002)) : null;
        return Item(
            Text(0x00700002, DicomVR.CS, layer is { Length: > 0 and <= 16 } && layer.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is ' ' or '_') ? layer : "ANON"),
            Sequence(0x00700008, Item(
                Text(0x00700003, DicomVR.CS, "DISPLAY"),
                Text(0x00700006, DicomVR.ST, "."),
                Text(0x00700010, DicomVR.FL, @"0\0"),
                Text(0x00700011, DicomVR.FL, @"1\1"),
                Text(0x00700012, DicomVR.CS, "LEFT"))));
    }

    /// <summary>The first reference with its UID mapped; instances of the set still find each other.</summary>
    private static DicomDataset Reference(DicomElement original, Func<string, string> uid)
    {
        var first = original.Items.Count > 0 ? original.Items[0] : null;
        var sopClass = first?.GetText(new DicomTag(0x00081150));
        var instance = first?.GetText(new DicomTag(0x00081155));
        return Item(
            Text(0x00081150, DicomVR.UI, sopClass is not null && DicomUids.Find(sopClass) is not null ? sopClass : "1.2.840.10008.3.1.2.3.3"),
            Text(0x00081155, DicomVR.UI, uid(string.IsNullOrEmpty(instance) ? "2.25.0" : instance)));
    }

    private static DicomDataset Item(params ReadOnlySpan<DicomElement> elements)
    {
        var item = new DicomDataset();
        foreach (var element in elements)
        {
            item.Set(element);
        }

        return item;
    }

    private static DicomElement Sequence(uint tag, DicomDataset item) => DicomElement.CreateSequence(new DicomTag(tag), item);

    private static DicomElement Text(uint tag, DicomVR vr, string text) => DicomElement.CreateText(new DicomTag(tag), vr, text, DicomCharacterSet.Default);
}
