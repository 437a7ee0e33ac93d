using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>Transfer syntaxes that people speak of by one name (PS3.5 A).</summary>
/// <param name="Name">The name.</param>
/// <param name="Syntaxes">UIDs.</param>
internal sealed record SyntaxFamily(string Name, IReadOnlyList<string> Syntaxes)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<SyntaxFamily> All { get; } =
    [
        new("Native", [DicomTransferSyntax.ImplicitLittleEndian.Uid, DicomTransferSyntax.ExplicitLittleEndian.Uid, DicomTransferSyntax.ExplicitBigEndian.Uid]),
        new("Deflated", [DicomTransferSyntax.DeflatedExplicitLittleEndian.Uid]),
        Of("JPEG", 50, 51, 57, 70),
        Of("JPEG-LS", 80, 81),
        Of("JPEG 2000", 90, 91, 92, 93),
        Of("HTJ2K", 201, 202, 203),
        new("RLE", ["1.2.840.10008.1.2.5"]),
        Of("Video", 100, 101, 102, 103, 104, 105, 106, 107, 108),
    ];

    private static SyntaxFamily Of(string name, params int[] numbers) => new(name, [.. numbers.Select(n => FormattableString.Invariant($"1.2.840.10008.1.2.4.{n}"))]);
}
