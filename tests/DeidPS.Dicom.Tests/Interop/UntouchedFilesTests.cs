using System.IO.Compression;
using Xunit.Abstractions;

namespace DeidPS.Dicom.Tests.Interop;

/// <summary>What nobody changed is written byte for byte (design: untouched means untouched).</summary>
public sealed class UntouchedFilesTests(ITestOutputHelper output)
{
    [Fact]
    public void Saving_without_a_change_keeps_every_byte()
    {
        using var folder = new TemporaryFolder();
        var count = 0;
        foreach (var path in Corpus.FilesToRead(folder, output))
        {
            var copy = folder.File("copy.dcm");
            using (var file = DicomFile.Open(path))
            {
                Assert.False(file.IsModified);
                file.Save(copy, overwrite: true);
            }

            Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(copy)), path);
            count++;
        }

        output.WriteLine($"{count} files");
    }

    /// <summary>Elements are written one by one, as after a change, and not as the one range an unchanged data set is.</summary>
    [Fact]
    public void Rewriting_element_by_element_keeps_every_byte_of_the_data_set()
    {
        using var folder = new TemporaryFolder();
        foreach (var path in Corpus.FilesToRead(folder, output))
        {
            using var file = DicomFile.Open(path);
            if (file.Warnings.Any(w => w.Message.Contains("after the last element", StringComparison.Ordinal)))
            {
                output.WriteLine("bytes behind the last element belong to none: " + Path.GetFileName(path));
                continue;
            }

            TouchAndUntouch(file.Dataset);
            Assert.True(file.IsModified);
            Assert.True(DatasetBytes(path, file.TransferSyntax).AsSpan().SequenceEqual(WrittenDataset(file)), path);
        }
    }

    internal static byte[] DatasetBytes(string path, DicomTransferSyntax syntax) => DatasetBytes(File.ReadAllBytes(path), syntax);

    /// <summary>Everything behind the file meta information, inflated when it is deflated.</summary>
    internal static byte[] DatasetBytes(byte[] bytes, DicomTransferSyntax syntax)
    {
        var start = MetaEnd(bytes);
        if (!syntax.IsDeflated)
        {
            return bytes[start..];
        }

        using var inflated = new MemoryStream();
        using var stream = new DeflateStream(new MemoryStream(bytes, start, bytes.Length - start), CompressionMode.Decompress);
        stream.CopyTo(inflated);
        return inflated.ToArray();
    }

    private static byte[] WrittenDataset(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        return DatasetBytes(stream.ToArray(), file.TransferSyntax);
    }

    /// <summary>Walks group 0002 by hand: tag, VR, 16 or 32 bit length.</summary>
    private static int MetaEnd(byte[] bytes)
    {
        var position = bytes.AsSpan(0, Math.Min(132, bytes.Length)).EndsWith("DICM"u8) ? 132 : bytes.AsSpan().StartsWith("DICM"u8) ? 4 : 0;
        while (position + 8 <= bytes.Length && BitConverter.ToUInt16(bytes, position) == 2)
        {
            var vr = System.Text.Encoding.ASCII.GetString(bytes, position + 4, 2);
            position += vr is "OB" or "OW" or "SQ" or "UN" or "UT" ? 12 + BitConverter.ToInt32(bytes, position + 8) : 8 + BitConverter.ToUInt16(bytes, position + 6);
        }

        return position;
    }

    /// <summary>Adds and removes an element of a group nobody has, so that the data set counts as changed but holds what it held.</summary>
    private static void TouchAndUntouch(DicomDataset dataset)
    {
        var tag = new DicomTag(0x0006, 0x0001);
        Assert.False(dataset.Contains(tag));
        dataset.Set(DicomElement.Create(tag, DicomVR.UL, new byte[4]));
        dataset.Remove(tag);
    }
}
