using System.Collections.Frozen;

namespace DeidPS.Dicom;

/// <summary>A transfer syntax: how a data set and its pixel data are encoded (PS3.5 10 and Annex A).</summary>
public sealed record DicomTransferSyntax
{
    /// <summary>Implicit VR Little Endian, the default (PS3.5 A.1).</summary>
    public static readonly DicomTransferSyntax ImplicitLittleEndian = new() { Uid = "1.2.840.10008.1.2", Name = "Implicit VR Little Endian" };

    /// <summary>Explicit VR Little Endian (PS3.5 A.2).</summary>
    public static readonly DicomTransferSyntax ExplicitLittleEndian = new() { Uid = "1.2.840.10008.1.2.1", Name = "Explicit VR Little Endian", IsExplicitVR = true };

    /// <summary>Deflated Explicit VR Little Endian (PS3.5 A.5).</summary>
    public static readonly DicomTransferSyntax DeflatedExplicitLittleEndian = new() { Uid = "1.2.840.10008.1.2.1.99", Name = "Deflated Explicit VR Little Endian", IsExplicitVR = true, IsDeflated = true };

    /// <summary>Explicit VR Big Endian (retired, PS3.5 A.3 of 2016).</summary>
    public static readonly DicomTransferSyntax ExplicitBigEndian = new() { Uid = "1.2.840.10008.1.2.2", Name = "Explicit VR Big Endian", IsExplicitVR = true, IsBigEndian = true };

    private static readonly FrozenDictionary<string, DicomTransferSyntax> s_known = Build();

    /// <summary>The UID.</summary>
    public required string Uid { get; init; }

    /// <summary>The name of PS3.6 Table A-1.</summary>
    public required string Name { get; init; }

    /// <summary>True when each element states its VR.</summary>
    public bool IsExplicitVR { get; init; }

    /// <summary>True when numbers have the most significant byte first.</summary>
    public bool IsBigEndian { get; init; }

    /// <summary>True when the data set is deflated as a whole.</summary>
    public bool IsDeflated { get; init; }

    /// <summary>True when pixel data comes in fragments (PS3.5 A.4).</summary>
    public bool IsEncapsulated { get; init; }

    /// <summary>Encoding of the data set's elements.</summary>
    internal DatasetEncoding Encoding => IsBigEndian ? DatasetEncoding.ExplicitBig
        : IsExplicitVR ? DatasetEncoding.ExplicitLittle : DatasetEncoding.ImplicitLittle;

    /// <summary>The transfer syntax of a UID; null when the standard does not define it.</summary>
    public static DicomTransferSyntax? Find(string uid) => s_known.GetValueOrDefault(uid);

    private static FrozenDictionary<string, DicomTransferSyntax> Build()
    {
        var list = new List<DicomTransferSyntax>
        {
            ImplicitLittleEndian,
            ExplicitLittleEndian,
            DeflatedExplicitLittleEndian,
            ExplicitBigEndian,
            Native("1.2.840.10008.1.2.1.98", "Encapsulated Uncompressed Explicit VR Little Endian") with { IsEncapsulated = true },
            Native("1.2.840.10008.1.20", "Papyrus 3 Implicit VR Little Endian") with { IsExplicitVR = false },
        };

        // JPEG, JPEG-LS, JPEG 2000, JPIP, MPEG, HEVC, JPEG XL, HTJ2K, RLE, and frame deflate: all explicit VR little endian with fragments.
        foreach (var (suffix, name) in Encapsulated())
        {
            list.Add(Native("1.2.840.10008.1.2." + suffix, name) with { IsEncapsulated = true });
        }

        // JPIP Referenced carries a URL instead of pixels, so nothing is encapsulated; its deflate twin deflates the data set.
        list.Add(Native("1.2.840.10008.1.2.4.94", "JPIP Referenced"));
        list.Add(Native("1.2.840.10008.1.2.4.95", "JPIP Referenced Deflate") with { IsDeflated = true });
        list.Add(Native("1.2.840.10008.1.2.4.204", "JPIP HTJ2K Referenced"));
        list.Add(Native("1.2.840.10008.1.2.4.205", "JPIP HTJ2K Referenced Deflate") with { IsDeflated = true });
        return list.ToFrozenDictionary(s => s.Uid, StringComparer.Ordinal);
    }

    private static DicomTransferSyntax Native(string uid, string name) => new() { Uid = uid, Name = name, IsExplicitVR = true };

    private static IEnumerable<(string Suffix, string Name)> Encapsulated()
    {
        for (var n = 50; n <= 66; n++)
        {
            yield return ($"4.{n}", $"JPEG, process family {n}");
        }

        yield return ("4.70", "JPEG Lossless, Non-Hierarchical, First-Order Prediction");
        yield return ("4.80", "JPEG-LS Lossless Image Compression");
        yield return ("4.81", "JPEG-LS Lossy (Near-Lossless) Image Compression");
        yield return ("4.90", "JPEG 2000 Image Compression (Lossless Only)");
        yield return ("4.91", "JPEG 2000 Image Compression");
        yield return ("4.92", "JPEG 2000 Part 2 Multi-component Image Compression (Lossless Only)");
        yield return ("4.93", "JPEG 2000 Part 2 Multi-component Image Compression");
        yield return ("4.100", "MPEG2 Main Profile / Main Level");
        yield return ("4.100.1", "Fragmentable MPEG2 Main Profile / Main Level");
        yield return ("4.101", "MPEG2 Main Profile / High Level");
        yield return ("4.101.1", "Fragmentable MPEG2 Main Profile / High Level");
        foreach (var (n, name) in new[] { (102, "MPEG-4 AVC/H.264 High Profile / Level 4.1"), (103, "MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1"), (104, "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video"), (105, "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video"), (106, "MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2") })
        {
            yield return ($"4.{n}", name);
            yield return ($"4.{n}.1", "Fragmentable " + name);
        }

        yield return ("4.107", "HEVC/H.265 Main Profile / Level 5.1");
        yield return ("4.108", "HEVC/H.265 Main 10 Profile / Level 5.1");
        yield return ("4.110", "JPEG XL Lossless");
        yield return ("4.111", "JPEG XL JPEG Recompression");
        yield return ("4.112", "JPEG XL");
        yield return ("4.201", "High-Throughput JPEG 2000 Image Compression (Lossless Only)");
        yield return ("4.202", "High-Throughput JPEG 2000 with RPCL Options Image Compression (Lossless Only)");
        yield return ("4.203", "High-Throughput JPEG 2000 Image Compression");
        yield return ("5", "RLE Lossless");
        yield return ("8.1", "Deflated Image Frame Compression");
    }
}
