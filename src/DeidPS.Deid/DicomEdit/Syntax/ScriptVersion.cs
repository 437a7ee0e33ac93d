namespace DeidPS.Deid.DicomEdit.Syntax;

/// <summary>The versions a script may state (section 1). One grammar serves all; 6.0 to 6.3 are read tolerantly (section 14).</summary>
internal static class ScriptVersion
{
    public const string Accepted = "6.0, 6.1, 6.2, 6.3, 6.4, 6.5, 6.6, 6.7, 6.10";

    public static bool IsAccepted(string text) =>
        text is "6.0" or "6.1" or "6.2" or "6.3" or "6.4" or "6.5" or "6.6" or "6.7" or "6.10";

    /// <summary>True for the versions of an engine that overlooked some mistakes.</summary>
    public static bool IsTolerant(string? text) => text is "6.0" or "6.1" or "6.2" or "6.3";

    /// <summary>The first version the script states, null when there is none.</summary>
    public static string? Find(List<Token> tokens)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i].Kind == TokenKind.Version && tokens[i + 1].Kind == TokenKind.Text)
            {
                return tokens[i + 1].Text;
            }
        }

        return null;
    }
}
