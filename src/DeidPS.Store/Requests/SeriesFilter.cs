using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeidPS.Dicom;

namespace DeidPS.Store.Requests;

/// <summary>
/// Which series and objects are wanted, by what they say before de-identification (workflow section 6.3). An object is left out when a rule of
/// <see cref="Exclude"/> is met, or when there are rules of <see cref="Include"/> and none is met. Immutable; two with the same text are equal.
/// </summary>
public sealed class SeriesFilter : IEquatable<SeriesFilter>
{
    /// <summary>Most rules of a filter.</summary>
    public const int MaximumRules = 256;

    /// <summary>Longest text of a filter, in characters.</summary>
    public const int MaximumLength = 256 * 1024;

    /// <summary>What <see cref="Matches"/> says when rules of <see cref="Include"/> are there and none is met.</summary>
    public const string NotIncluded = "not-included";

    /// <summary>Name of the rules of <see cref="BurntIn"/> about secondary captures.</summary>
    public const string SecondaryCapture = "secondary-capture";

    private readonly string _json;

    /// <summary>Creates a filter.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="exclude">What is left out.</param>
    /// <param name="include">What is wanted, where not everything is.</param>
    /// <exception cref="StoreException">SeriesFilterInvalid: a rule cannot be used; the message tells which.</exception>
    public SeriesFilter(string name, IReadOnlyList<SeriesRule> exclude, IReadOnlyList<SeriesRule> include)
    {
        ArgumentNullException.ThrowIfNull(exclude);
        ArgumentNullException.ThrowIfNull(include);
        if (string.IsNullOrWhiteSpace(name) || name.Length > SeriesRule.LongestName || name.Any(char.IsControl))
        {
            throw Invalid("It", $"needs a name of at most {SeriesRule.LongestName} characters");
        }

        if (exclude.Count + include.Count is 0 or > MaximumRules)
        {
            throw Invalid("It", $"needs 1 to {MaximumRules} rules");
        }

        // Copies, so that nobody changes a list that is in use.
        (Name, Exclude, Include) = (name, Prepared(exclude, "Exclude"), Prepared(include, "Include"));
        _json = JsonSerializer.Serialize(new SeriesFilterText { Name = Name, Exclude = Exclude, Include = Include }, SeriesFilterContext.Default.SeriesFilterText);
        if (_json.Length > MaximumLength)
        {
            throw Invalid("It", $"is longer than {MaximumLength} characters");
        }
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>What is left out.</summary>
    public IReadOnlyList<SeriesRule> Exclude { get; }

    /// <summary>What is wanted; empty for everything.</summary>
    public IReadOnlyList<SeriesRule> Include { get; }

    /// <summary>
    /// What a research project hardly ever wants, and what often has names in its pixels or text: dose and protocol screens, secondary captures, documents,
    /// dose reports, key objects, presentation states, raw data.
    /// </summary>
    public static SeriesFilter BurntIn { get; } = new("gstt-burntin", BurntInRules(), []);

    /// <summary>The filters that come with the product.</summary>
    public static IReadOnlyList<SeriesFilter> BuiltIn { get; } = [BurntIn];

    /// <summary>A filter that comes with the product, by its name in any case; null when there is none.</summary>
    public static SeriesFilter? Find(string name) => BuiltIn.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What the audit trail calls it: the same name may stand for another text tomorrow.</summary>
    internal string Label => FormattableString.Invariant($"{Name} ({Exclude.Count + Include.Count} rules, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_json)))[..16]})");

    /// <summary>Reads the text of <see cref="ToJson"/>.</summary>
    /// <exception cref="StoreException">SeriesFilterInvalid: it is no such text, or a rule cannot be used.</exception>
    public static SeriesFilter Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > MaximumLength)
        {
            throw Invalid("It", $"is longer than {MaximumLength} characters");
        }

        try
        {
            var text = JsonSerializer.Deserialize(json, SeriesFilterContext.Default.SeriesFilterText) ?? throw Invalid("It", "is empty");
            return new SeriesFilter(text.Name, text.Exclude, text.Include);
        }
        catch (JsonException error)
        {
            throw new StoreException(
                StoreException.SeriesFilterInvalid,
                FormattableString.Invariant($"The series filter is not what a filter is written as (line {(error.LineNumber ?? 0) + 1}, column {(error.BytePositionInLine ?? 0) + 1})."),
                "(New-DeidSeriesFilter ...).ToJson() writes one.");
        }
    }

    /// <summary>Why an object, or what a node answers about a series or an image, is left out.</summary>
    /// <param name="dataset">The object before de-identification, or the answer.</param>
    /// <param name="isPlan">True for an answer: a rule about what it does not have decides nothing yet; the object does when it is here.</param>
    /// <returns>The name of the rule, or its place such as <c>exclude-2</c>, or <see cref="NotIncluded"/>; null when it stays.</returns>
    public string? Matches(DicomDataset dataset, bool isPlan)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        for (var i = 0; i < Exclude.Count; i++)
        {
            if (Exclude[i].Matches(dataset, isPlan) == true)
            {
                return Exclude[i].Name ?? FormattableString.Invariant($"exclude-{i + 1}");
            }
        }

        return Include.Count > 0 && Include.All(rule => rule.Matches(dataset, isPlan) == false) ? NotIncluded : null;
    }

    /// <summary>The first of several filters that leaves an object or an answer out, with the rule as <see cref="Matches"/> tells it; null when it stays.</summary>
    /// <param name="filters">The filters that hold for it.</param>
    /// <param name="dataset">The object before de-identification, or the answer.</param>
    /// <param name="isPlan">True for an answer.</param>
    public static (SeriesFilter Filter, string Rule)? LeftOutBy(IReadOnlyList<SeriesFilter> filters, DicomDataset dataset, bool isPlan)
    {
        ArgumentNullException.ThrowIfNull(filters);
        foreach (var filter in filters)
        {
            if (filter.Matches(dataset, isPlan) is { } rule)
            {
                return (filter, rule);
            }
        }

        return null;
    }

    /// <summary>The filter as text: the same text for the same filter, on every machine.</summary>
    public string ToJson() => _json;

    /// <summary>Its name.</summary>
    public override string ToString() => Name;

    /// <inheritdoc/>
    public bool Equals(SeriesFilter? other) => other is not null && other._json == _json;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SeriesFilter);

    /// <inheritdoc/>
    public override int GetHashCode() => _json.GetHashCode(StringComparison.Ordinal);

    internal static StoreException Invalid(string place, string what) =>
        new(StoreException.SeriesFilterInvalid, $"The series filter cannot be used. {place} {what}.", "Correct the rule; New-DeidSeriesFilter makes a filter and says what it can hold.");

    private static SeriesRule[] Prepared(IReadOnlyList<SeriesRule> rules, string list) =>
        [.. rules.Select((rule, i) => (rule ?? throw Invalid(list, "has an empty rule")).Prepared(FormattableString.Invariant($"Rule {i + 1} of {list}")))];

    private static SeriesRule[] BurntInRules()
    {
        const string Storage = "1.2.840.10008.5.1.4.1.1.";
        static SeriesRule Class(string name, string uid) => new() { Name = name, Kind = SeriesRuleKind.SopClass, Value = Storage + uid };
        return
        [
            new SeriesRule { Name = "dose-or-screen", Kind = SeriesRuleKind.Description, Value = @"dose\s*(info|report|sheet)|patient\s*protocol|screen\s*(save|shot|cap)|topogram report" },
            Class(SecondaryCapture, "7"), Class(SecondaryCapture, "7.*"), Class("encapsulated-document", "104.*"),
            Class("dose-report", "88.67"), Class("dose-report", "88.68"), Class("dose-report", "88.73"), Class("dose-report", "88.76"),
            Class("key-object", "88.59"), Class("presentation-state", "11.*"), Class("presentation-state", "9.100.*"), Class("raw-data", "66"),
        ];
    }
}
