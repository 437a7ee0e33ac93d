namespace DeidPS.Dicom;

/// <summary>One element of two headers, compared.</summary>
public sealed record HeaderDifference
{
    /// <summary>Where the element stands, as in <see cref="HeaderRow.TagPath"/>.</summary>
    public required string TagPath { get; init; }

    /// <summary>The tag.</summary>
    public DicomTag Tag => Row.Tag;

    /// <summary>The keyword of PS3.6; empty for private and unknown elements.</summary>
    public string Keyword => Row.Keyword;

    /// <summary>The name of PS3.6 or of the vendor's dictionary.</summary>
    public string Name => Row.Name;

    /// <summary>The value representation: of the second header where it has the element.</summary>
    public DicomVR VR => Row.VR;

    /// <summary>How the element differs.</summary>
    public required HeaderChange Change { get; init; }

    /// <summary>The value in the first header; null when it is not there, a sequence, or not read.</summary>
    public string? Before => Reference?.Value;

    /// <summary>The value in the second header; null when it is not there, a sequence, or not read.</summary>
    public string? After => Difference?.Value;

    /// <summary>The element in the first header; null when it is not there.</summary>
    public HeaderRow? Reference { get; init; }

    /// <summary>The element in the second header; null when it is not there.</summary>
    public HeaderRow? Difference { get; init; }

    /// <summary>How many sequences the element is inside of.</summary>
    public int Depth => Row.Depth;

    /// <summary>The tag, set in by two blanks for each level of nesting.</summary>
    public string IndentedTag => Row.IndentedTag;

    /// <summary>The keyword, or the name in brackets when there is none.</summary>
    public string Label => Row.Label;

    /// <summary>One line for the value in the first header; empty when it is not there.</summary>
    public string BeforeSummary => Reference?.Summary ?? string.Empty;

    /// <summary>One line for the value in the second header; empty when it is not there.</summary>
    public string AfterSummary => Difference?.Summary ?? string.Empty;

    private HeaderRow Row => Difference ?? Reference!;
}
