using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>What the walk knows of one data set or item while it goes through its elements.</summary>
/// <param name="dataset">The data set or item.</param>
/// <param name="place">Its place in the IOD.</param>
/// <param name="content">Whether the content around it was cleaned by concept.</param>
internal sealed class ProfileFrame(DicomDataset dataset, IodNode place, ContentPlace content)
{
    private List<DicomElement>? _postponed;

    public DicomDataset Dataset => dataset;

    public IodNode Place => place;

    public ContentPlace Content => content;

    public bool IsRoot { get; init; }

    /// <summary>The encapsulated document that is to be replaced once all elements are known.</summary>
    public DicomElement? Document { get; set; }

    /// <summary>Private blocks of this data set; null when none may stay.</summary>
    public PrivateBlocks? Blocks { get; set; }

    /// <summary>Elements that are cleaned once the pass is over, since cleaning them may change their neighbours.</summary>
    public IReadOnlyList<DicomElement> Postponed => (IReadOnlyList<DicomElement>?)_postponed ?? [];

    public void Postpone(DicomElement element) => (_postponed ??= []).Add(element);
}
