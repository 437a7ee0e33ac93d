namespace DeidPS.Deid.Pixels;

/// <summary>Why there is no picture of a frame.</summary>
public enum FrameProblem
{
    /// <summary>There is one.</summary>
    None,

    /// <summary>The object has no pixel data.</summary>
    NoImage,

    /// <summary>The pixels are of a form, or compressed in a way, that is not decoded here.</summary>
    NotDecoded,

    /// <summary>The pixel data are damaged, or not what the header says.</summary>
    Damaged,
}
