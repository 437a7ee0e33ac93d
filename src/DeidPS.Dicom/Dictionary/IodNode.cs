namespace DeidPS.Dicom;

/// <summary>The attributes an IOD has at one place: the data set itself, or the items of one sequence.</summary>
public sealed class IodNode
{
    /// <summary>The strictest Type any module or macro gives the attribute at this place.</summary>
    public AttributeType TypeOf(DicomTag tag) => AttributeType.None;

    /// <summary>The place inside the items of a sequence that stands here; a place without attributes when the IOD has no such sequence here.</summary>
    public IodNode Items(DicomTag sequence) => this;

    /// <summary>Attributes that must be present whenever this place is: Type 1 and 2 of modules with usage M, ascending.</summary>
    public IReadOnlyList<DicomTag> Required => [];
}
