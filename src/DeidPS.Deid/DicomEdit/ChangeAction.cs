namespace DeidPS.Deid.DicomEdit;

/// <summary>What happened to an element.</summary>
public enum ChangeAction
{
    /// <summary>It was not there before.</summary>
    Added,

    /// <summary>It has another value.</summary>
    Changed,

    /// <summary>It has no value any more.</summary>
    Emptied,

    /// <summary>It is gone.</summary>
    Removed,
}
