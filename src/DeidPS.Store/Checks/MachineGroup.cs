using DeidPS.Dicom;

namespace DeidPS.Store.Checks;

/// <summary>Images of one kind from one maker: what is wrong with one is likely to be wrong with all.</summary>
internal sealed record MachineGroup
{
    /// <summary>Stands where no manufacturer is known.</summary>
    public const string Unknown = "unknown";

    private const int Longest = 64;
    private static readonly DicomTag s_manufacturer = new(0x00080070);

    /// <summary>(0008,0060).</summary>
    public string Modality { get; init; } = string.Empty;

    /// <summary>(0008,0070), as the site's policy left it.</summary>
    public string Manufacturer { get; init; } = Unknown;

    /// <summary>The groups of an entry.</summary>
    public static IReadOnlyList<MachineGroup> OfEntry(Catalog.CatalogTransaction tx, string entry) =>
        tx.Query<MachineGroup>("select distinct modality, manufacturer from entryseries where entry = @entry order by modality, manufacturer", new { entry });

    /// <summary>The groups of a session.</summary>
    public static IReadOnlyList<MachineGroup> OfSession(Catalog.CatalogTransaction tx, string session) =>
        tx.Query<MachineGroup>("select distinct modality, manufacturer from sessionseries where session = @session order by modality, manufacturer", new { session });

    /// <summary>The manufacturer of an object, in the form in which it is compared.</summary>
    public static string ManufacturerOf(DicomDataset dataset) =>
        dataset.GetText(s_manufacturer)?.Trim(' ', '\0') is { Length: > 0 } text ? string.Concat(text.Where(c => !char.IsControl(c)).Take(Longest)) : Unknown;

    /// <inheritdoc/>
    public override string ToString() => $"{Modality} {Manufacturer}";
}
