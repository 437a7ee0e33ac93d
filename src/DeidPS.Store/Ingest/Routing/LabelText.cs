using System.Globalization;
using System.Text;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Ingest;

/// <summary>
/// Makes labels of subjects and sessions (R6, C16) out of any text: what comes out is legal by <see cref="LabelRules"/>. Labels that differ
/// only in case are the same.
/// </summary>
public static class LabelText
{
    private const int MostSuffixes = 100_000;

    /// <summary>How labels are compared.</summary>
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>
    /// Makes a label of a text: blanks around it fall away, characters that are not allowed become _, also a dot at either end; what
    /// is over 64 characters is cut off; a reserved name gets a _ before it.
    /// </summary>
    /// <returns>Null when nothing is left, and for Unassigned and Unknown, which stand for none.</returns>
    public static string? Clean(string? text)
    {
        var source = text.AsSpan().Trim().Trim('\0').Trim();
        if (source.IsEmpty || IsNothing(source))
        {
            return null;
        }

        var result = new StringBuilder(LabelRules.Longest);
        foreach (var rune in source.EnumerateRunes())
        {
            result.Append(rune.IsAscii && IsAllowed((char)rune.Value) ? (char)rune.Value : '_');
            if (result.Length == LabelRules.Longest)
            {
                break;
            }
        }

        if (result[0] == '.')
        {
            result[0] = '_';
        }

        while (ReservedNames.Contains(result.ToString()))
        {
            result.Insert(0, '_');
            result.Length = Math.Min(result.Length, LabelRules.Longest);
        }

        for (var i = result.Length - 1; i >= 0 && result[i] == '.'; i--)
        {
            result[i] = '_';
        }

        return result.ToString();
    }

    /// <summary>Finds a label that no other original has: the label itself, else with -2, -3 and so on at its end (R6). Where it differs, tell the user.</summary>
    /// <param name="label">A label.</param>
    /// <param name="isTakenByAnother">Whether a label, whatever its case, stands for another original than this one.</param>
    /// <exception cref="StoreException">StoreItemExists: 100,000 labels are taken.</exception>
    public static string Distinct(string label, Func<string, bool> isTakenByAnother)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(isTakenByAnother);
        if (!isTakenByAnother(label))
        {
            return label;
        }

        for (var number = 2; number <= MostSuffixes; number++)
        {
            var suffix = string.Create(CultureInfo.InvariantCulture, $"-{number}");
            var candidate = string.Concat(label.AsSpan(0, Math.Min(label.Length, LabelRules.Longest - suffix.Length)), suffix);
            if (!isTakenByAnother(candidate))
            {
                return candidate;
            }
        }

        throw new StoreException(StoreException.StoreItemExists, "There are too many labels that begin like this one.", "Choose another label.");
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-';

    /// <summary>Policies take these words for no label.</summary>
    private static bool IsNothing(ReadOnlySpan<char> text) =>
        text.Equals("Unassigned", StringComparison.OrdinalIgnoreCase) || text.Equals("Unknown", StringComparison.OrdinalIgnoreCase);
}
