using System.Text;
using System.Text.RegularExpressions;

namespace DeidPS.Store.Ingest;

/// <summary>
/// What a rule puts for each place that <c>t:</c> finds, written as Java does: <c>$1</c> is a group, a backslash takes the next character
/// as it is. Group numbers take as many digits as there are groups for.
/// </summary>
internal sealed class JavaReplacement
{
    /// <summary>A literal, or a group where there is none.</summary>
    private readonly List<(string? Literal, int Group)> _parts = [];

    private JavaReplacement()
    {
    }

    /// <summary>Reads a replacement.</summary>
    /// <param name="text">As written after <c>r:</c>.</param>
    /// <param name="groups">Number of groups of the expression after <c>t:</c>.</param>
    /// <param name="replacement">Null when there is a problem.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static string? TryParse(string text, int groups, out JavaReplacement? replacement)
    {
        replacement = null;
        var result = new JavaReplacement();
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (c is not ('\\' or '$'))
            {
                literal.Append(c);
                continue;
            }

            if (++at == text.Length)
            {
                return $"the replacement ends in {c}.";
            }

            if (c == '\\')
            {
                literal.Append(text[at]);
                continue;
            }

            if (!char.IsAsciiDigit(text[at]))
            {
                return "a $ in the replacement is followed by no digit.";
            }

            var group = text[at] - '0';
            if (group > groups)
            {
                return "the replacement names a group that does not exist.";
            }

            while (at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]) && (group * 10) + text[at + 1] - '0' <= groups)
            {
                group = (group * 10) + text[++at] - '0';
            }

            result.Add(literal, group);
        }

        result.Add(literal, null);
        replacement = result;
        return null;
    }

    /// <summary>Replaces every match.</summary>
    /// <param name="find">The expression after <c>t:</c>.</param>
    /// <param name="text">The text.</param>
    /// <param name="check">Called after each match; throws when it takes too long.</param>
    /// <returns>The result; no more than a label or an id could ever need is built.</returns>
    public string Apply(Regex find, string text, Action check)
    {
        var result = new StringBuilder();
        var at = 0;
        for (var match = find.Match(text); match.Success && result.Length <= RoutingValue.MaximumLength; match = match.NextMatch())
        {
            result.Append(text, at, match.Index - at);
            foreach (var (literal, group) in _parts)
            {
                result.Append(literal ?? match.Groups[group].Value);
            }

            at = match.Index + match.Length;
            check();
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private void Add(StringBuilder literal, int? group)
    {
        if (literal.Length > 0)
        {
            _parts.Add((literal.ToString(), 0));
            literal.Clear();
        }

        if (group is { } number)
        {
            _parts.Add((null, number));
        }
    }
}
