namespace DeidPS.Deid.DicomEdit.Paths;

/// <summary>The steps a compiled tag path is made of.</summary>
internal enum PathStepKind
{
    /// <summary>An element, or the items of a sequence.</summary>
    Tag,

    /// <summary><c>*</c>: any number of levels, none included.</summary>
    AnyLevels,

    /// <summary><c>.</c>: exactly one level.</summary>
    OneLevel,
}
