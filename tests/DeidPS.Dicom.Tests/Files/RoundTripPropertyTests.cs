using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace DeidPS.Dicom.Tests.Files;

/// <summary>parse(write(x)) = x for any data set, in every native encoding.</summary>
public sealed class RoundTripPropertyTests
{
    private static readonly DicomTransferSyntax[] s_syntaxes =
    [
        DicomTransferSyntax.ExplicitLittleEndian, DicomTransferSyntax.ImplicitLittleEndian,
        DicomTransferSyntax.ExplicitBigEndian, DicomTransferSyntax.DeflatedExplicitLittleEndian,
    ];

    [Property(MaxTest = 300, Arbitrary = [typeof(Datasets)])]
    public void What_was_written_reads_the_same(DicomDataset dataset, byte syntaxNumber)
    {
        var syntax = s_syntaxes[syntaxNumber % s_syntaxes.Length];
        using var file = DicomFile.Create(dataset, syntax);
        var written = Written.Bytes(file);
        using var read = DicomFile.Open(written);
        Assert.Empty(read.Warnings);
        Assert.Equal(Written.Lines(dataset), Written.Lines(read.Dataset));

        // What was read and is written again, element by element, is the same bytes; deflating may choose others.
        if (!syntax.IsDeflated)
        {
            Assert.Equal(written, Written.Rewritten(read));
        }
    }

    [Property(MaxTest = 200, Arbitrary = [typeof(Datasets)])]
    public void Removing_an_element_changes_nothing_else(DicomDataset dataset, byte syntaxNumber, byte pick)
    {
        var syntax = s_syntaxes[syntaxNumber % s_syntaxes.Length];
        using var file = DicomFile.Create(dataset, syntax);
        using var read = DicomFile.Open(Written.Bytes(file));
        var removed = read.Dataset[pick % read.Dataset.Count].Tag;
        read.Dataset.Remove(removed);
        var expected = Written.Lines(read.Dataset).ToList();
        using var again = DicomFile.Open(Written.Bytes(read));
        Assert.False(again.Dataset.Contains(removed));
        Assert.Equal(expected, Written.Lines(again.Dataset));
    }

    internal static class Datasets
    {
        /// <summary>Standard attributes only: in implicit VR the dictionary then gives back the VR they had.</summary>
        private static readonly DicomTag[] s_tags =
        [
            .. DicomDictionary.Standard.Where(e => e.Mask == uint.MaxValue && e.VRs.Count == 1 && e.VR.IsKnown() && e.VR is not (DicomVR.SQ or DicomVR.UN)
                && e.Tag.Group is >= 0x0008 and < 0x5000 && !e.Tag.IsGroupLength && e.Tag != DicomTags.SpecificCharacterSet && e.Tag != DicomTags.SOPClassUID && e.Tag != DicomTags.SOPInstanceUID).Select(e => e.Tag),
        ];

        private static readonly DicomTag[] s_sequences =
        [
            .. DicomDictionary.Standard.Where(e => e.Mask == uint.MaxValue && e.VR == DicomVR.SQ && e.Tag.Group is >= 0x0008 and < 0x5000).Select(e => e.Tag),
        ];

        public static Arbitrary<DicomDataset> Dataset() => Sets(3).Select(WithStart).ToArbitrary();

        private static DicomDataset WithStart(DicomDataset dataset)
        {
            // A bare first element tells encodings apart (the reader looks at it): objects begin in group 0008.
            dataset.SetText(new DicomTag(0x0008, 0x0001), "0", DicomVR.UL);
            return dataset;
        }

        private static Gen<DicomDataset> Sets(int depth) =>
            from elements in Gen.ListOf(depth == 0 ? Element() : Gen.Frequency((6, Element()), (1, Sequence(depth - 1))))
            select Build(elements);

        private static DicomDataset Build(IEnumerable<DicomElement> elements)
        {
            var dataset = new DicomDataset();
            foreach (var element in elements)
            {
                dataset.Set(element);
            }

            return dataset;
        }

        private static Gen<DicomElement> Element() =>
            from tag in Gen.Elements(s_tags)
            from bytes in Gen.ListOf(Gen.Choose(0, 255))
            select DicomElement.Create(tag, DicomDictionary.VROf(tag), Whole(DicomDictionary.VROf(tag), [.. bytes.Select(b => (byte)b)]));

        /// <summary>Whole words only: a byte order cannot be changed of half a word.</summary>
        private static byte[] Whole(DicomVR vr, byte[] bytes)
        {
            var size = Math.Max(vr.WordSize(), vr.ValueSize());
            return bytes[..(bytes.Length / size * Math.Max(size, 1))];
        }

        private static Gen<DicomElement> Sequence(int depth) =>
            from tag in Gen.Elements(s_sequences)
            from items in Gen.Resize(Gen.ListOf(Sets(depth)), 3)
            select DicomElement.CreateSequence(tag, items);
    }
}
