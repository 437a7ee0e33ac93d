using System.Text.RegularExpressions;

namespace DeidPS.Store.Ingest;

/// <summary>
/// The pattern of R2: <c>Project:LUNG</c> between blanks, commas, semicolons or line breaks, the word in any case. Only the word ignores
/// case: it would let letters of other alphabets into the value otherwise (U+212A is a K).
/// </summary>
internal static partial class AssignmentPattern
{
    private const string Before = @"(?:\A|[\s,;])(?i:";
    private const string After = @")\s*:\s*([A-Za-z0-9_\-]+)(?=[\s,;]|\z)";

    /// <summary>The pattern of a target; group 1 is the value.</summary>
    public static Regex Of(RoutingTarget target) => target switch
    {
        RoutingTarget.Project => Project(),
        RoutingTarget.Subject => Subject(),
        RoutingTarget.Session => Session(),
        _ => AutoArchive(),
    };

    /// <summary>The word before the colon.</summary>
    public static string Word(RoutingTarget target) => target == RoutingTarget.AutoArchive ? "AA" : target.ToString();

    [GeneratedRegex(Before + "Project" + After, RegexOptions.CultureInvariant, RoutingRule.MatchMilliseconds)]
    private static partial Regex Project();

    [GeneratedRegex(Before + "Subject" + After, RegexOptions.CultureInvariant, RoutingRule.MatchMilliseconds)]
    private static partial Regex Subject();

    [GeneratedRegex(Before + "Session" + After, RegexOptions.CultureInvariant, RoutingRule.MatchMilliseconds)]
    private static partial Regex Session();

    [GeneratedRegex(Before + "AA" + After, RegexOptions.CultureInvariant, RoutingRule.MatchMilliseconds)]
    private static partial Regex AutoArchive();
}
