using DeidPS.Deid.DicomEdit.Syntax;

namespace DeidPS.Deid.DicomEdit.Compilation;

/// <summary>Section 1: the version line, and scripts of DicomEdit 4, which have none.</summary>
internal static class VersionChecker
{
    public static void Check(List<Token> tokens, string text, bool parsed, DiagnosticBag diagnostics)
    {
        string? first = null;
        var found = false;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind != TokenKind.Version)
            {
                continue;
            }

            found = true;
            if (tokens[i + 1].Kind != TokenKind.Text)
            {
                continue;
            }

            var version = tokens[i + 1].Text;
            if (!ScriptVersion.IsAccepted(version))
            {
                diagnostics.Error(ScriptDiagnosticIds.VersionUnknown, tokens[i].Start, "This version does not exist.", $"Accepted are {ScriptVersion.Accepted}.");
            }
            else if (first is not null && first != version)
            {
                diagnostics.Error(ScriptDiagnosticIds.VersionConflict, tokens[i].Start, "The script states two different versions.", "Keep one version line.");
            }

            first ??= version;
        }

        if (found)
        {
            return;
        }

        var message = "This is a DicomEdit 4 script (no version \"6.x\" line). Add a version line and adapt it.";
        if (parsed)
        {
            message += " It would load as 6 if you add the line; check assignments from missing tags and repeated assignments.";
        }

        diagnostics.Error(ScriptDiagnosticIds.DicomEdit4, 0, message, "Write version \"6.7\" as the first line.");
        AddDifferences(tokens, text, diagnostics);
    }

    private static void AddDifferences(List<Token> tokens, string text, DiagnosticBag diagnostics)
    {
        for (var i = 0; i + 2 < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Kind is TokenKind.Equal or TokenKind.Matches && tokens[i + 1].Kind == TokenKind.Text && tokens[i + 2].Kind == TokenKind.Colon)
            {
                diagnostics.Warning(ScriptDiagnosticIds.DicomEdit4Style, tokens[i + 2].Start, "A condition followed by a colon is DicomEdit 4.", "Write condition ? action : action.");
            }
            else if (token is { Kind: TokenKind.Name, Text: "new" } && tokens[i + 1] is { Kind: TokenKind.Name, Text: "UID" })
            {
                diagnostics.Warning(ScriptDiagnosticIds.DicomEdit4Style, token.Start, "new UID is DicomEdit 4.", "Write newUID[].");
            }
            else if (token is { Kind: TokenKind.Name, Text: "urlEncode" })
            {
                diagnostics.Warning(ScriptDiagnosticIds.DicomEdit4Style, token.Start, "urlEncode exists in DicomEdit 4 only.", null);
            }
            else if (token.Kind == TokenKind.Broken && TagScanner.LooksLikeTag(text, token.Start) && char.ToUpperInvariant(text[token.Start + 4]) is '1' or '3' or '5' or '7' or '9' or 'B' or 'D' or 'F')
            {
                diagnostics.Warning(ScriptDiagnosticIds.DicomEdit4Style, token.Start, "Private tags by number are DicomEdit 4.", "Write (gggg,{CREATOR}ee).");
            }
        }
    }
}
