using System.Globalization;
using System.Text.RegularExpressions;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.DicomEdit.Functions;
using DeidPS.Dicom;

namespace DeidPS.Store.Ingest;

/// <summary>
/// Reads one rule line, <c>(gggg,eeee):regex[:group][ t:target r:replacement]</c>, by XNAT's own grammar. Regular expressions are
/// Java's, case-sensitive, and must match the whole value (R3).
/// </summary>
internal sealed partial class RoutingRuleParser
{
    /// <summary>Characters of the longest line.</summary>
    public const int MaximumLength = 2000;

    private const string Form = "Write (gggg,eeee):regex, then :group and t:text r:replacement where needed; # starts a comment.";

    /// <summary>Characters of <c>(gggg,eeee):</c>.</summary>
    private const int TagLength = 12;

    /// <summary>Attributes whose value is the patient's, or leads to the patient.</summary>
    private static readonly uint[] s_identifying =
        [0x00080050, 0x00080090, 0x00100010, 0x00100020, 0x00100030, 0x00101000, 0x00101001, 0x00101005, 0x00101040, 0x00101060, 0x00102154, 0x00200010, 0x00380010];

    private readonly string _line;
    private readonly int _number;
    private readonly int _indent;
    private readonly RoutingTarget _target;
    private readonly Action<ScriptDiagnostic> _report;
    private bool _hasError;

    private RoutingRuleParser(string line, int number, RoutingTarget target, Action<ScriptDiagnostic> report)
    {
        // As Java trims: all up to the blank.
        var start = 0;
        var end = line.Length;
        while (start < end && line[start] <= ' ')
        {
            start++;
        }

        while (end > start && line[end - 1] <= ' ')
        {
            end--;
        }

        _line = line[start..end];
        _indent = start;
        _number = number;
        _target = target;
        _report = report;
    }

    /// <summary>Reads a line.</summary>
    /// <param name="line">Without its line break.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="target">What the rule decides.</param>
    /// <param name="report">Hears of every finding.</param>
    /// <returns>Null for a blank line, a comment, and a line with an error, which was reported.</returns>
    public static RoutingRule? Parse(string line, int number, RoutingTarget target, Action<ScriptDiagnostic> report) =>
        new RoutingRuleParser(line, number, target, report).Parse();

    private RoutingRule? Parse()
    {
        if (_line.Length == 0 || _line[0] == '#')
        {
            return null;
        }

        if (_line.Length > MaximumLength)
        {
            Error(RoutingRuleIds.LineTooLong, 0, string.Create(CultureInfo.InvariantCulture, $"The line has more than {MaximumLength} characters."), null);
            return null;
        }

        if (!Tag().IsMatch(_line))
        {
            Error(RoutingRuleIds.RuleSyntax, 0, "The line does not start with a tag and a colon.", Form);
            return null;
        }

        var match = Grammar().Match(_line);
        if (!match.Success)
        {
            Error(RoutingRuleIds.RuleSyntax, TagLength, "There is no regular expression.", Form);
            return null;
        }

        var tag = new DicomTag(Hexadecimal(match.Groups[1].Value), Hexadecimal(match.Groups[2].Value));
        var pattern = Compile(match.Groups[3], whole: true, RoutingRuleIds.RulePattern);
        var group = GroupNumber(match.Groups[4], pattern);
        var find = match.Groups[5].Success ? Compile(match.Groups[5], whole: false, RoutingRuleIds.RuleReplacement) : null;
        var replacement = find is null ? null : Replacement(match.Groups[6], find);
        Warn(tag, match.Groups[3]);
        return _hasError || pattern is null ? null : RoutingRule.Custom(tag, _line, pattern, group, find, replacement);
    }

    private Regex? Compile(Group text, bool whole, string id)
    {
        var problem = JavaPattern.TryCreate(text.Value, whole, RoutingRule.MatchTimeout, out var regex);
        if (problem is not null)
        {
            Error(id, text.Index, "The regular expression cannot be used: " + problem, null);
        }

        return regex;
    }

    private int GroupNumber(Group text, Regex? pattern)
    {
        var group = 1;
        var isNumber = !text.Success || int.TryParse(text.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out group);
        if (pattern is not null && (!isNumber || group >= pattern.GetGroupNumbers().Length))
        {
            Error(
                RoutingRuleIds.RuleGroup,
                text.Success ? text.Index : TagLength,
                "The regular expression has no such group.",
                "Put what is wanted in brackets, or write :0 for all that matches.");
        }

        return group;
    }

    private JavaReplacement? Replacement(Group text, Regex find)
    {
        if (JavaReplacement.TryParse(text.Value, find.GetGroupNumbers().Length - 1, out var replacement) is { } problem)
        {
            Error(RoutingRuleIds.RuleReplacement, text.Index, "The replacement cannot be used: " + problem, "Write $1 for a group and \\$ for the character.");
        }

        return replacement;
    }

    private void Warn(DicomTag tag, Group pattern)
    {
        var half = HalfReplacement().Match(pattern.Value);
        if (half.Success)
        {
            Report(
                ScriptSeverity.Warning,
                RoutingRuleIds.RuleHalfReplacement,
                pattern.Index + half.Index,
                "This counts as part of the regular expression: a replacement has both t: and r:, each after a blank.",
                null);
        }

        if (_target is RoutingTarget.Subject or RoutingTarget.Session && Array.IndexOf(s_identifying, tag.Value) >= 0)
        {
            Report(
                ScriptSeverity.Warning,
                RoutingRuleIds.RuleReadsIdentity,
                0,
                "The label is made of an attribute that identifies the patient, and labels are shown and become names of folders.",
                "Leave the rule out: without one the label is a pseudonym.");
        }
    }

    private void Error(string id, int index, string message, string? remedy)
    {
        _hasError = true;
        Report(ScriptSeverity.Error, id, index, message, remedy);
    }

    private void Report(ScriptSeverity severity, string id, int index, string message, string? remedy) =>
        _report(new ScriptDiagnostic(severity, id, _number, _indent + index + 1, message, remedy));

    private static ushort Hexadecimal(string text) => ushort.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A\([0-9A-Fa-f]{4},[0-9A-Fa-f]{4}\):", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\A\(([0-9A-Fa-f]{4}),([0-9A-Fa-f]{4})\):(.+?)(?::([0-9]+))?(?: t:(.*) r:(.*))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    [GeneratedRegex(@"\s[tr]:", RegexOptions.CultureInvariant)]
    private static partial Regex HalfReplacement();
}
