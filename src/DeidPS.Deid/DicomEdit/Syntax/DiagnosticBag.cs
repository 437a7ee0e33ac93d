namespace DeidPS.Deid.DicomEdit.Syntax;

/// <summary>Gathers findings with their places and stops at a limit, so that a hostile script costs bounded memory.</summary>
internal sealed class DiagnosticBag(ScriptText text)
{
    private const int Limit = 200;

    private readonly List<ScriptDiagnostic> _items = [];
    private readonly HashSet<(string Id, int Line, int Column)> _seen = [];

    public bool HasErrors { get; private set; }

    /// <summary>True when the limit is reached and reading on is pointless.</summary>
    public bool IsFull => _items.Count >= Limit;

    public void Error(string id, int index, string message, string? remedy = null) =>
        Add(ScriptSeverity.Error, id, index, message, remedy);

    public void Warning(string id, int index, string message, string? remedy = null) =>
        Add(ScriptSeverity.Warning, id, index, message, remedy);

    public void Add(ScriptSeverity severity, string id, int index, string message, string? remedy)
    {
        HasErrors |= severity == ScriptSeverity.Error;
        var (line, column) = text.Locate(index);
        if (IsFull || !_seen.Add((id, line, column)))
        {
            return;
        }

        _items.Add(new ScriptDiagnostic(severity, id, line, column, message, remedy));
    }

    public List<ScriptDiagnostic> ToList(bool strict)
    {
        var sorted = _items.OrderBy(d => d.Line).ThenBy(d => d.Column).ToList();
        if (IsFull)
        {
            sorted.Add(new ScriptDiagnostic(
                ScriptSeverity.Error,
                ScriptDiagnosticIds.TooManyFindings,
                sorted[^1].Line,
                1,
                FormattableString.Invariant($"There are more than {Limit} findings; the rest is not listed."),
                "Correct the first ones and check again."));
            HasErrors = true;
        }

        if (strict)
        {
            HasErrors |= sorted.Count > 0;
            sorted = [.. sorted.Select(d => d with { Severity = ScriptSeverity.Error })];
        }

        return sorted;
    }
}
