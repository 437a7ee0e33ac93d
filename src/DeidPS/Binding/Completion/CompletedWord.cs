using System.Management.Automation;
using System.Management.Automation.Language;

namespace DeidPS;

/// <summary>What somebody has typed of a value: what it is compared with, and how an answer is written behind a parameter.</summary>
internal sealed class CompletedWord
{
    private readonly WildcardPattern _pattern;

    /// <param name="word">The word as it stands, perhaps with a quote before it.</param>
    public CompletedWord(string? word)
    {
        var text = (word ?? string.Empty).Trim('\'', '"');
        var wildcard = text.AsSpan().IndexOfAny('[', '`');
        Start = wildcard < 0 ? text : text[..wildcard];
        _pattern = Pattern(text);
    }

    /// <summary>How the value begins; * and ? stand for others.</summary>
    public string Start { get; }

    /// <summary>Whether a value begins like the word, in any case.</summary>
    public bool Matches(string value) => _pattern.IsMatch(value);

    /// <summary>A value as an answer, in quotes where the shell would read it otherwise.</summary>
    /// <param name="value">The value.</param>
    /// <param name="detail">The tool tip; empty for the value itself.</param>
    public static CompletionResult Answer(string value, string detail = "") =>
        new(IsPlain(value) ? value : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'", value, CompletionResultType.ParameterValue, detail.Length == 0 ? value : detail);

    private static bool IsPlain(string value) => char.IsAsciiLetterOrDigit(value[0]) && value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ':' or '\\');

    private static WildcardPattern Pattern(string text)
    {
        try
        {
            var pattern = WildcardPattern.Get(text + "*", WildcardOptions.IgnoreCase);
            pattern.IsMatch(string.Empty);
            return pattern;
        }
        catch (WildcardPatternException)
        {
            // A bracket that is not closed yet.
            return WildcardPattern.Get(WildcardPattern.Escape(text) + "*", WildcardOptions.IgnoreCase);
        }
    }
}
