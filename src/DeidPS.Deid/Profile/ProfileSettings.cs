using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>What a profile step does, as its author wrote it.</summary>
public sealed record ProfileSettings
{
    /// <summary>What it starts from. Default: Basic.</summary>
    public ProfileBase Base { get; init; }

    /// <summary>The options. Full and modified dates exclude each other.</summary>
    public ProfileOptions Options { get; init; }

    /// <summary>
    /// Actions that replace the table's, at every depth. Keep on what the Basic Profile acts on takes the claim of 113100 away unless
    /// an option allows it; Clean means the words of the allow-list.
    /// </summary>
    public IReadOnlyDictionary<DicomTag, AttributeAction> Overrides { get; init; } = System.Collections.Frozen.FrozenDictionary<DicomTag, AttributeAction>.Empty;

    /// <summary>Where identifying attributes of the top level get their values; those not named here follow the table.</summary>
    public IReadOnlyDictionary<DicomTag, LabelSource> Labels { get; init; } = DefaultLabels;

    /// <summary>What Modified Dates does to times of day. Default: Keep.</summary>
    public TimeHandling Times { get; init; }

    /// <summary>Oldest age in years that is kept; anybody older becomes 090Y. Null to keep every age. Default: 89.</summary>
    public int? MaximumAge { get; init; } = 89;

    /// <summary>True to remove what the table removes even where the IOD requires the attribute, instead of a dummy. Default: false.</summary>
    public bool Strict { get; init; }

    /// <summary>True to believe (0008,0300) Private Data Element Characteristics of the file's writer. Default: false.</summary>
    public bool TrustPrivateCharacteristics { get; init; }

    /// <summary>Words that may stay in descriptors, beside the shipped list.</summary>
    public DescriptorWords Words
    {
        // Read when a text is to be cleaned: most policies clean none.
        get => field ?? DescriptorWords.Shipped;
        init;
    }

    /// <summary>Patient's Name and Patient ID from the subject, Accession Number and Study ID from the session.</summary>
    public static IReadOnlyDictionary<DicomTag, LabelSource> DefaultLabels { get; } = new Dictionary<DicomTag, LabelSource>
    {
        [new(0x00100010)] = LabelSource.Subject,
        [new(0x00100020)] = LabelSource.Subject,
        [new(0x00080050)] = LabelSource.Session,
        [new(0x00200010)] = LabelSource.Session,
    };
}
