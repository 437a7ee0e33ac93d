namespace DeidPS.Dicom;

/// <summary>How an element differs between two headers.</summary>
public enum HeaderChange
{
    /// <summary>Same representation and value.</summary>
    Equal,

    /// <summary>Only the second header has it.</summary>
    Added,

    /// <summary>Only the first header has it.</summary>
    Removed,

    /// <summary>Both have it with another value, representation or number of items.</summary>
    Changed,
}
