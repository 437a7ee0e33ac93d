using System.Text.RegularExpressions;

namespace DeidPS.HelpBuilder;

/// <summary>The tables of cmdlets in README, between two marks. Their order and headings are written by hand, what the cmdlets do is not.</summary>
internal static partial class ReadmeTable
{
    private const string Begin = "<!-- cmdlets: what they do is written by the build, from their comments -->";
    private const string End = "<!-- /cmdlets -->";

    /// <summary>Gives each row what the cmdlet's comment says; a file in which that stands already is left alone.</summary>
    /// <exception cref="HelpException">The marks are missing; a cmdlet has no row, or two; or a row has no cmdlet.</exception>
    public static void Update(IReadOnlyList<CmdletHelp> cmdlets, string path)
    {
        var text = File.ReadAllText(path);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            throw new HelpException(path, $"The marks of the tables are missing: '{Begin}' and '{End}'.");
        }

        var rows = text[begin..end];
        var listed = Row().Matches(rows).Select(m => m.Groups[1].Value).ToList();
        var synopses = cmdlets.ToDictionary(c => c.Name, c => c.Synopsis.Replace("|", "\\|", StringComparison.Ordinal), StringComparer.Ordinal);
        if (synopses.Keys.Except(listed).Concat(listed.Except(synopses.Keys)).Concat(listed.GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key)).ToList() is { Count: > 0 } wrong)
        {
            throw new HelpException(path, $"The tables have no row, two rows, or a row without a cmdlet for: {string.Join(", ", wrong)}.");
        }

        var updated = text[..begin] + Row().Replace(rows, m => $"| `{m.Groups[1].Value}` | {synopses[m.Groups[1].Value]} |") + text[end..];
        if (updated != text)
        {
            File.WriteAllText(path, updated);
        }
    }

    [GeneratedRegex(@"^\| `([A-Za-z]+-[A-Za-z]+)` \|.*$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
