using System.Text;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>Unicode normalisation that takes any text: hostile files and keyboards give code units that belong to no character.</summary>
internal static class CompatibilityForm
{
    private const char Replacement = '\uFFFD';
    private const char NotACharacter = '\uFFFE';

    /// <summary>The text in form KC; each lone surrogate and U+FFFE, which .NET refuses to normalise, counts as U+FFFD.</summary>
    public static string Of(string text) =>
        Ascii.IsValid(text) ? text : Valid(text).Normalize(NormalizationForm.FormKC);

    private static string Valid(string text)
    {
        char[]? result = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]) || text[i] == NotACharacter)
            {
                (result ??= text.ToCharArray())[i] = Replacement;
            }
        }

        return result is null ? text : new string(result);
    }
}
