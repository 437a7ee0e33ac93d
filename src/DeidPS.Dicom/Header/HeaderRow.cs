using System.Globalization;

namespace DeidPS.Dicom;

/// <summary>One element of a header as it is shown to people.</summary>
public sealed record HeaderRow
{
    /// <summary>Full path of the file; null for data in memory.</summary>
    public string? Source { get; init; }

    /// <summary>Where the element stands: <c>(gggg,eeee)</c>, below sequence items as <c>(gggg,eeee)[0]/(gggg,eeee)</c>, items counted from 0.</summary>
    public required string TagPath { get; init; }

    /// <summary>The tag.</summary>
    public required DicomTag Tag { get; init; }

    /// <summary>The value representation.</summary>
    public required DicomVR VR { get; init; }

    /// <summary>Number of values; 1 for a sequence.</summary>
    public required int VM { get; init; }

    /// <summary>Number of items of a sequence; 0 for anything else.</summary>
    public int ItemCount { get; init; }

    /// <summary>Length of the value in bytes as the file states it; -1 for undefined length.</summary>
    public required long Length { get; init; }

    /// <summary>The keyword of PS3.6; empty for private and unknown elements.</summary>
    public required string Keyword { get; init; }

    /// <summary>The name of PS3.6 or of the vendor's dictionary; empty when neither knows the element.</summary>
    public required string Name { get; init; }

    /// <summary>For a private element, who reserved its block; null otherwise.</summary>
    public string? PrivateCreator { get; init; }

    /// <summary>
    /// The value: text decoded, several values joined by a backslash, binary numbers in decimal, other binary values as hexadecimal
    /// bytes joined by a backslash. Null for sequences and for values that were not read.
    /// </summary>
    public string? Value { get; init; }

    /// <summary>True when the element holds items, also one of VR UN (PS3.5 6.2.2).</summary>
    public bool IsSequence { get; init; }

    /// <summary>True when the value was not read because it is long or pixel data.</summary>
    public bool IsBulk { get; init; }

    /// <summary>How many sequences the element is inside of; 0 in the data set itself.</summary>
    public required int Depth { get; init; }

    /// <summary>The tag, set in by two blanks for each level of nesting.</summary>
    public string IndentedTag => new string(' ', 2 * Depth) + Tag;

    /// <summary>The keyword, or the name in brackets when there is none.</summary>
    public string Label => Keyword.Length > 0 || Name.Length == 0 ? Keyword : "[" + Name + "]";

    /// <summary>One line that stands for the value: the value without control characters, or what there is instead.</summary>
    public string Summary => this switch
    {
        { IsSequence: true } => string.Create(CultureInfo.InvariantCulture, $"{ItemCount} item{(ItemCount == 1 ? string.Empty : "s")}"),
        { IsBulk: true, Length: < 0 } => "(fragments, not read)",
        { IsBulk: true } => "(not read)",
        { Value: null } => string.Empty,
        _ => string.Create(Value.Length, Value, static (line, value) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = char.IsControl(value[i]) ? ' ' : value[i];
            }
        }),
    };
}
