using System.Globalization;
using System.Security.Cryptography;
using DeidPS.Dicom;

namespace DeidPS.Net.Tests.Receiver;

/// <summary>CT slices of half a megabyte whose pixels differ, made one by one as they are sent.</summary>
internal static class Slices
{
    public const int PixelLength = 512 * 512 * 2;

    private const string CtImage = "1.2.840.10008.5.1.4.1.1.2";

    public static readonly PresentationContext Context = new() { AbstractSyntax = CtImage, TransferSyntaxes = [DicomTransferSyntax.ExplicitLittleEndian.Uid] };

    /// <summary>A slice; its pixels are written into the given memory, which has to stay until it is sent.</summary>
    public static DicomFile Create(int number, byte[] pixels)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((i >> 9) + (i * number));
        }

        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SOPClassUID, CtImage);
        dataset.SetText(DicomTags.SOPInstanceUID, Uid(number));
        dataset.SetText(DicomTags.StudyInstanceUID, "2.25.7");
        dataset.SetText(DicomTags.SeriesInstanceUID, "2.25.8");
        dataset.SetText(new DicomTag(0x0028, 0x0100), "16");
        dataset.Set(DicomElement.Create(DicomTags.PixelData, DicomVR.OW, pixels));
        return DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian);
    }

    public static string Uid(int number) => "2.25.9000" + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Digest of the data set as it goes over the wire.</summary>
    public static string Digest(DicomFile file)
    {
        using var stream = file.DatasetStream(file.TransferSyntax, default);
        return Convert.ToHexString(SHA256.HashData(stream));
    }
}
