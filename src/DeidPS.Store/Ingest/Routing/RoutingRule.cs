using System.Diagnostics;
using System.Text.RegularExpressions;
using DeidPS.Dicom;

namespace DeidPS.Store.Ingest;

/// <summary>One rule: an attribute, and what to take from its value. Immutable, used by many threads.</summary>
public sealed class RoutingRule
{
    /// <summary>The longest time of a match (R1).</summary>
    internal const int MatchMilliseconds = 100;

    private const int Attempts = 3;

    private readonly Regex? _pattern;
    private readonly int _group;
    private readonly Regex? _find;
    private readonly JavaReplacement? _replacement;

    private RoutingRule(RoutingSource source, DicomTag tag, string text, Regex? pattern, int group = 1, Regex? find = null, JavaReplacement? replacement = null)
    {
        Source = source;
        Tag = tag;
        Text = text;
        _pattern = pattern;
        _group = group;
        _find = find;
        _replacement = replacement;
    }

    /// <summary>What kind of rule it is.</summary>
    public RoutingSource Source { get; }

    /// <summary>The attribute it reads, at the top level of the object as received.</summary>
    public DicomTag Tag { get; }

    /// <summary>The rule as a person reads it; a custom rule as it was written.</summary>
    public string Text { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;

    internal static TimeSpan MatchTimeout { get; } = TimeSpan.FromMilliseconds(MatchMilliseconds);

    internal static RoutingRule Custom(DicomTag tag, string text, Regex pattern, int group, Regex? find, JavaReplacement? replacement) =>
        new(RoutingSource.Custom, tag, text, pattern, group, find, replacement);

    internal static RoutingRule Assignment(DicomTag tag, RoutingTarget target) =>
        new(RoutingSource.Assignment, tag, $"{AssignmentPattern.Word(target)}: in {tag}", AssignmentPattern.Of(target));

    internal static RoutingRule WholeValue(DicomTag tag) => new(RoutingSource.WholeValue, tag, $"whole {tag}", null);

    internal static RoutingRule Pseudonym(DicomTag tag) => new(RoutingSource.Pseudonym, tag, $"pseudonym of {tag}", null);

    /// <summary>Everything the rule finds in a value, in order; the last one counts. None when it does not fit.</summary>
    /// <param name="value">The value, not longer than <see cref="RoutingValue.MaximumLength"/>.</param>
    /// <returns>Null when it takes too long each time: a busy machine may stop any thread for a tenth of a second, so one time says nothing.</returns>
    internal IReadOnlyList<string>? Extract(string value)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                return ExtractOnce(value);
            }
            catch (RegexMatchTimeoutException)
            {
                // It holds the value: it ends here.
            }
        }

        return null;
    }

    private IReadOnlyList<string> ExtractOnce(string value)
    {
        if (_pattern is null)
        {
            return [value];
        }

        // One clock for all matches: each single one is quick where there are very many.
        var clock = Stopwatch.StartNew();
        if (Source == RoutingSource.Assignment)
        {
            var found = new List<string>();
            for (var match = _pattern.Match(value); match.Success; match = match.NextMatch())
            {
                found.Add(match.Groups[1].Value);
                Check(clock);
            }

            return found;
        }

        var whole = _pattern.Match(value);
        if (!whole.Success || !whole.Groups[_group].Success)
        {
            return [];
        }

        var text = whole.Groups[_group].Value;
        return [_replacement is null || text.Length == 0 ? text : _replacement.Apply(_find!, text, () => Check(clock))];
    }

    private static void Check(Stopwatch clock)
    {
        if (clock.ElapsedMilliseconds > MatchMilliseconds)
        {
            throw new RegexMatchTimeoutException();
        }
    }
}
