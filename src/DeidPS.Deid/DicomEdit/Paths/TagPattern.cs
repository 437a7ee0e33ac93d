using System.Globalization;
using System.Text;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Paths;

/// <summary>
/// A tag with wildcard digits as a mask and a value: X has no bits in the mask, <c>@</c> and <c>#</c> have their digit's lowest
/// bit only, so one comparison tests all eight digits. A private pattern leaves out the block byte and names the creator.
/// </summary>
/// <param name="Mask">The bits that are compared.</param>
/// <param name="Value">What they must be.</param>
/// <param name="Creator">The private creator, without trailing blanks; null for a tag given by number.</param>
internal readonly record struct TagPattern(uint Mask, uint Value, string? Creator)
{
    private const uint PrivateMask = 0xFFFF00FF;

    /// <summary>True when no digit is a wildcard.</summary>
    public bool IsExact => Mask == (Creator is null ? uint.MaxValue : PrivateMask);

    public bool IsPrivate => Creator is not null || (IsExact && (Value & 0x10000) != 0);

    /// <summary>The tag of an exact pattern; for a private one with block 10.</summary>
    public DicomTag Tag => new(Creator is null ? Value : Value | 0x1000);

    public static TagPattern Exact(DicomTag tag) => new(uint.MaxValue, tag.Value, null);

    /// <summary>Compares the digits; the creator is compared by <see cref="Matches"/> only.</summary>
    public bool MatchesNumber(DicomTag tag) =>
        (tag.Value & Mask) == Value && (Creator is null || tag.Element >= 0x1000);

    public bool Matches(DicomElement element, DicomDataset dataset) =>
        MatchesNumber(element.Tag)
        && (Creator is null || string.Equals(dataset.CreatorOf(element.Tag), Creator, StringComparison.Ordinal));

    /// <summary>The tag as it is to be shown, with wildcards and creator.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("(");
        AppendDigits(text, 28, 4);
        text.Append(',');
        if (Creator is null)
        {
            AppendDigits(text, 12, 4);
        }
        else
        {
            text.Append('{').Append(Creator).Append('}');
            AppendDigits(text, 4, 2);
        }

        return text.Append(')').ToString();
    }

    private void AppendDigits(StringBuilder text, int shift, int count)
    {
        for (var i = 0; i < count; i++, shift -= 4)
        {
            var value = (Value >> shift) & 0xF;
            var sign = ((Mask >> shift) & 0xF) switch
            {
                0xF => value.ToString("X", CultureInfo.InvariantCulture)[0],
                1 => value == 0 ? '@' : '#',
                _ => 'X',
            };
            text.Append(sign);
        }
    }
}
