namespace DeidPS.Dicom.Tests.Files;

/// <summary>Every prefix of a file is refused, or read with what is missing said.</summary>
public sealed class TruncationTests
{
    public static TheoryData<string> Kinds => [.. SampleStudy.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_prefix_is_an_error_or_a_partial_result(string kind)
    {
        using var study = SampleStudy.Create(17, 1, [kind]);
        var whole = Shortened(study.Objects[0]);
        using var complete = DicomFile.Open(whole);
        var elements = Count(complete.Dataset);

        // The last byte of a deflated file may be padding (PS3.5 A.5).
        var end = complete.TransferSyntax.IsDeflated && whole[^1] == 0 ? whole.Length - 1 : whole.Length;
        for (var length = 0; length < end; length++)
        {
            var prefix = whole.AsMemory(0, length);
            try
            {
                using var file = DicomFile.Open(prefix);

                Assert.False(file.TransferSyntax.IsDeflated && file.Dataset.Count > 0, $"{length} bytes of a deflated file were read");

                // A cut between two top-level elements cannot be seen; then no element is there in part.
                Assert.True(Count(file.Dataset) < elements || file.IsSuspect, $"{length} of {whole.Length} bytes look whole");
                Assert.True(IsPrefix(file.Dataset, complete.Dataset), $"{length} of {whole.Length} bytes gave another element");
            }
            catch (DicomParseException error)
            {
                Assert.InRange(error.Offset, 0, Math.Max(length, elements * 10_000));
            }

            using var partial = TryInspect(prefix);
            Assert.True(partial is null || partial.Failure is not null || Count(partial.Dataset) <= elements);
        }
    }

    private static DicomFile? TryInspect(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return DicomFile.Open(bytes, DicomReadOptions.Inspect);
        }
        catch (DicomParseException)
        {
            return null;
        }
    }

    /// <summary>The object with an image of a few rows: a cut inside many pixels tells nothing new.</summary>
    private static byte[] Shortened(SampleObject item)
    {
        if (item.File.Dataset.Find(DicomTags.PixelData) is { IsEncapsulated: false } pixels)
        {
            item.File.Dataset.Set(DicomElement.Create(pixels.Tag, pixels.VR, pixels.Bytes[..200]));
        }

        return Written.Bytes(item.File);
    }

    private static int Count(DicomDataset dataset) => dataset.Sum(e => 1 + e.Items.Sum(Count));

    private static bool IsPrefix(DicomDataset part, DicomDataset whole)
    {
        for (var i = 0; i < part.Count; i++)
        {
            if (i >= whole.Count || part[i].Tag != whole[i].Tag || part[i].Length != whole[i].Length)
            {
                return false;
            }
        }

        return true;
    }
}
