using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Image;

/// <summary>Files with marked identifiers (ZZ) and pixels that a test knows.</summary>
internal static class PictureFile
{
    /// <summary>Writes a file of 8 bits.</summary>
    /// <param name="folder">Folder to write to.</param>
    /// <param name="name">File name.</param>
    /// <param name="columns">Columns of a frame.</param>
    /// <param name="rows">Rows of a frame.</param>
    /// <param name="pixels">All frames.</param>
    /// <param name="photometric">RGB, or one of the grey ones.</param>
    /// <param name="values">Other attributes.</param>
    public static string Write(string folder, string name, int columns, int rows, byte[] pixels, string photometric = "MONOCHROME2", params (uint Tag, string Text)[] values) => SampleFile.Write(folder, name, dataset =>
    {
        var frames = pixels.Length / columns / rows / (photometric == "RGB" ? 3 : 1);
        foreach (var (tag, text) in new (uint, string)[]
        {
            (0x00280002, photometric == "RGB" ? "3" : "1"), (0x00280004, photometric), (0x00280008, $"{frames}"), (0x00280010, $"{rows}"), (0x00280011, $"{columns}"), (0x00280100, "8"), (0x00280101, "8"), (0x00280103, "0"),
        })
        {
            dataset.SetText(new DicomTag(tag), text);
        }

        dataset.Set(DicomElement.Create(DicomTags.PixelData, DicomVR.OB, pixels));
        foreach (var (tag, text) in values)
        {
            dataset.SetText(new DicomTag(tag), text);
        }
    });
}
