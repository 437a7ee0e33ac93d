using System.Text.RegularExpressions;
using DeidPS.Dicom;

namespace DeidPS.Store.Requests;

/// <summary>One rule of a <see cref="SeriesFilter"/>. Immutable.</summary>
public sealed record SeriesRule
{
    /// <summary>Longest value, in characters.</summary>
    public const int LongestValue = 512;

    /// <summary>Longest name, in characters.</summary>
    public const int LongestName = 64;

    /// <summary>Characters of a description that are looked at; the standard allows 64.</summary>
    private const int LongestText = 1024;

    private static readonly DicomTag s_imageType = new(0x00080008);

    private Regex? _pattern;
    private DicomTag _tag;

    /// <summary>What it is called where it is said why something was left out; null for its number.</summary>
    public string? Name { get; init; }

    /// <summary>What it looks at.</summary>
    public required SeriesRuleKind Kind { get; init; }

    /// <summary>What is looked for; see <see cref="SeriesRuleKind"/>.</summary>
    public required string Value { get; init; }

    /// <summary>The rule as it is said to somebody.</summary>
    public override string ToString() => $"{Kind} {Value}";

    /// <summary>True when the rules are the same.</summary>
    public bool Equals(SeriesRule? other) => other is not null && (Name, Kind, Value) == (other.Name, other.Kind, other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => (Name, Kind, Value).GetHashCode();

    /// <summary>The rule ready for use: checked, with a keyword in its place replaced by what it stands for.</summary>
    /// <param name="place">Its place in the filter, for messages.</param>
    /// <exception cref="StoreException">SeriesFilterInvalid.</exception>
    internal SeriesRule Prepared(string place)
    {
        var value = Value?.Trim() ?? string.Empty;
        if (value.Length is 0 or > LongestValue || value.Any(char.IsControl))
        {
            throw SeriesFilter.Invalid(place, $"needs a value of at most {LongestValue} characters without control characters");
        }

        if (Name is not null && (string.IsNullOrWhiteSpace(Name) || Name.Length > LongestName || Name.Any(char.IsControl)))
        {
            throw SeriesFilter.Invalid(place, $"has a name that is empty, longer than {LongestName} characters or has control characters");
        }

        return Kind switch
        {
            SeriesRuleKind.Description => this with { Value = value, _pattern = Pattern(value, place) },
            SeriesRuleKind.SopClass => this with { Value = ClassOf(value) ?? throw SeriesFilter.Invalid(place, "names no SOP class: give a UID, one with '.*' behind it, or a keyword such as SecondaryCaptureImageStorage") },
            SeriesRuleKind.Tag => (DicomDictionary.FindKeyword(value)?.Tag ?? (DicomTag.TryParse(value, out var parsed) ? parsed : default)) is { Group: > 0 } tag
                ? this with { Value = tag.ToString(), _tag = tag }
                : throw SeriesFilter.Invalid(place, "names no attribute: give a keyword or a number such as '(0040,A730)'"),
            SeriesRuleKind.Modality or SeriesRuleKind.ImageType => this with { Value = value },
            _ => throw SeriesFilter.Invalid(place, "is of no known kind"),
        };
    }

    /// <summary>Whether an object, or an answer to a query, is meant; null when an answer does not tell.</summary>
    internal bool? Matches(DicomDataset dataset, bool isPlan)
    {
        var element = dataset.Find(Kind switch
        {
            SeriesRuleKind.Description => DicomTags.SeriesDescription,
            SeriesRuleKind.Modality => DicomTags.Modality,
            SeriesRuleKind.SopClass => DicomTags.SOPClassUID,
            SeriesRuleKind.ImageType => s_imageType,
            _ => _tag,
        });
        if (isPlan && element is null or { IsEmpty: true })
        {
            return null;
        }

        return Kind switch
        {
            SeriesRuleKind.Description => _pattern!.IsMatch(Limited(element?.Text ?? string.Empty)),
            SeriesRuleKind.SopClass => element?.Text is { } uid && IsOfClass(uid),
            SeriesRuleKind.Tag => element is not null,
            _ => element?.Values.Any(v => v.Trim().Equals(Value, StringComparison.OrdinalIgnoreCase)) == true,
        };
    }

    private static string Limited(string text) => text.Length <= LongestText ? text : text[..LongestText];

    private static string? ClassOf(string value)
    {
        if (DicomUids.SopClasses.FirstOrDefault(c => c.Keyword.Equals(value, StringComparison.OrdinalIgnoreCase)) is { } named)
        {
            return named.Uid;
        }

        var uid = value.EndsWith(".*", StringComparison.Ordinal) ? value[..^2] : value;
        return uid.Length is > 0 and <= 64 && uid.All(static c => char.IsAsciiDigit(c) || c == '.') && uid[0] != '.' && uid[^1] != '.' ? value : null;
    }

    private bool IsOfClass(string uid) => Value[^1] == '*' ? uid.StartsWith(Value.AsSpan(0, Value.Length - 1), StringComparison.Ordinal) : uid == Value;

    private static Regex Pattern(string value, string place)
    {
        try
        {
            return new Regex(value, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception error) when (error is RegexParseException or NotSupportedException or ArgumentException)
        {
            var where = error is RegexParseException parse ? FormattableString.Invariant($" (position {parse.Offset + 1}: {parse.Error})") : string.Empty;
            throw SeriesFilter.Invalid(place, $"is no regular expression that can be used{where}; look-around and back-references cannot");
        }
    }
}
