namespace DeidPS.Deid.Profile;

/// <summary>Whether the content around an element was cleaned by a rule of its own (PS3.15 E.3.3, E.3.4).</summary>
internal enum ContentPlace
{
    /// <summary>It was not.</summary>
    None = 0,

    /// <summary>An item of Specimen Preparation Sequence: its content items stand one level deeper, in (0040,0612).</summary>
    PreparationStep,

    /// <summary>A content item: its value was dealt with.</summary>
    ContentItem,

    /// <summary>An item of Graphic Annotation Sequence.</summary>
    Annotation,

    /// <summary>A text or compound object of an annotation: its text was dealt with.</summary>
    AnnotationText,

    /// <summary>An item of a sequence of codes that stands for a description (E.3.5).</summary>
    Descriptor,
}
