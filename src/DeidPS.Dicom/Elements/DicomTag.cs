using System.Globalization;

namespace DeidPS.Dicom;

/// <summary>
/// An attribute tag, an ordered pair of 16-bit numbers: group and element (PS3.5 7.1). Ordered as in a data set.
/// </summary>
/// <param name="Value">Group in the high, element in the low 16 bits.</param>
public readonly record struct DicomTag(uint Value) : IComparable<DicomTag>
{
    /// <summary>Creates a tag from its two halves.</summary>
    public DicomTag(ushort group, ushort element)
        : this(((uint)group << 16) | element)
    {
    }

    /// <summary>The group number.</summary>
    public ushort Group => (ushort)(Value >> 16);

    /// <summary>The element number.</summary>
    public ushort Element => (ushort)Value;

    /// <summary>True for an odd group (PS3.5 7.8).</summary>
    public bool IsPrivate => (Value & 0x10000) != 0;

    /// <summary>True for (gggg,0010-00FF) in an odd group: a private creator (PS3.5 7.8.1).</summary>
    public bool IsPrivateCreator => IsPrivate && Element is >= 0x10 and <= 0xFF;

    /// <summary>True for (50xx,3000), the retired Curve Data of sixteen groups (PS3.5 7.6).</summary>
    internal bool IsCurveData => (Value & 0xFFE1FFFF) == 0x50003000;

    /// <summary>True for (gggg,0000) (PS3.5 7.2).</summary>
    public bool IsGroupLength => (Value & 0xFFFF) == 0;

    /// <summary>For a private data element, the tag of the creator that reserved its block (PS3.5 7.8.1).</summary>
    public DicomTag PrivateCreatorTag => new(Group, (ushort)(Element >> 8));

    /// <summary>Reads <c>(gggg,eeee)</c>, <c>gggg,eeee</c> or <c>ggggeeee</c>, hexadecimal, any case.</summary>
    /// <returns>False when the text is none of these.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out DicomTag tag)
    {
        tag = default;
        text = text.Trim();
        if (text.Length >= 2 && text[0] == '(' && text[^1] == ')')
        {
            text = text[1..^1];
        }

        ReadOnlySpan<char> group;
        ReadOnlySpan<char> element;
        var comma = text.IndexOf(',');
        if (comma >= 0)
        {
            group = text[..comma].Trim();
            element = text[(comma + 1)..].Trim();
        }
        else if (text.Length == 8)
        {
            group = text[..4];
            element = text[4..];
        }
        else
        {
            return false;
        }

        if (group.Length != 4 || element.Length != 4
            || !ushort.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var g)
            || !ushort.TryParse(element, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var e))
        {
            return false;
        }

        tag = new DicomTag(g, e);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(DicomTag other) => Value.CompareTo(other.Value);

    /// <summary>Returns <c>(GGGG,EEEE)</c>, upper case.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"({Group:X4},{Element:X4})");
}
