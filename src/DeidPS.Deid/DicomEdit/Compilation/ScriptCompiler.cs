using DeidPS.Deid.DicomEdit.Syntax;

namespace DeidPS.Deid.DicomEdit.Compilation;

/// <summary>From text to script: prepares, reads, checks and generates.</summary>
internal static class ScriptCompiler
{
    /// <summary>Longest script in UTF-16 units; a thousand times the longest known one.</summary>
    private const int MaximumLength = 4 * 1024 * 1024;

    public static DicomEditCompilation Compile(string text, string name, DicomEditCompileOptions options)
    {
        if (text.Length > MaximumLength)
        {
            var tooLarge = new ScriptDiagnostic(ScriptSeverity.Error, ScriptDiagnosticIds.ScriptTooLarge, 1, 1, "The script is larger than 4 MiB.", "Is this a script?");
            return new DicomEditCompilation(null, [tooLarge]);
        }

        var prepared = ScriptText.Prepare(text);
        var diagnostics = new DiagnosticBag(prepared);
        foreach (var place in prepared.SwallowingComments)
        {
            diagnostics.Warning(ScriptDiagnosticIds.CommentSwallowsLine, place, "This comment ends in a backslash, so the next line belongs to it.", "Remove the backslash.");
        }

        var tokens = Lexer.Read(prepared.Text, diagnostics);
        var version = ScriptVersion.Find(tokens);
        var tolerant = ScriptVersion.IsTolerant(version);
        var statements = new Parser(tokens, diagnostics, tolerant).ReadScript();
        var parsed = !diagnostics.HasErrors;
        VersionChecker.Check(tokens, prepared.Text, parsed, diagnostics);

        var generator = new Generator(prepared, diagnostics, options, tolerant);
        var compiled = generator.Generate(statements, version ?? string.Empty);
        var findings = diagnostics.ToList(options.Strict);
        return new DicomEditCompilation(
            diagnostics.HasErrors ? null : new DicomEditScript(name, prepared.Hash, compiled),
            findings);
    }
}
