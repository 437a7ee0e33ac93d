using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Proof;

/// <summary>The findings of one file: one for each place and rule, and of a rule no more than a reader can look at.</summary>
/// <param name="source">The file's path.</param>
internal sealed class FindingList(string source)
{
    private readonly FindingTable<DeidFinding> _table = new(
        f => (int)f.Confidence,
        (before, now) => before with { Count = before.Count + 1, Confidence = now.Confidence > before.Confidence ? now.Confidence : before.Confidence });

    public IReadOnlyList<DeidFinding> Findings => _table.Findings;

    /// <summary>The place that <see cref="Add"/> notes; elements set it when something is found, not before.</summary>
    public static string PathOf(DicomDataset dataset, DicomTag tag)
    {
        var path = tag.ToString();
        for (var item = dataset; item.ParentElement is { } sequence; item = sequence.Dataset!)
        {
            path = string.Create(CultureInfo.InvariantCulture, $"{sequence.Tag}[{item.ItemIndex}]/{path}");
            if (sequence.Dataset is null)
            {
                break;
            }
        }

        return path;
    }

    /// <summary>Notes a finding.</summary>
    /// <param name="path">Where.</param>
    /// <param name="rule">What.</param>
    /// <param name="confidence">How sure it is.</param>
    /// <param name="first">First character of the value; NUL for none.</param>
    /// <param name="recommendation">What to do about it, where more can be said than of the rule; null for that.</param>
    public void Add(string path, FindingRule rule, FindingConfidence confidence, char first = '\0', string? recommendation = null) => _table.Add(path, rule, new DeidFinding
    {
        Source = source,
        Path = path,
        Rule = rule,
        Confidence = confidence,
        Masked = first == '\0' || char.IsControl(first) || char.IsSurrogate(first) ? string.Empty : char.ToUpperInvariant(first) + "***",
        Recommendation = recommendation ?? Recommendations.Of(rule),
    });
}
