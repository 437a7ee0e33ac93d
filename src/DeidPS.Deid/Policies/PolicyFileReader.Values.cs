using System.Globalization;
using System.Text.Json;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.DicomEdit.Functions;

namespace DeidPS.Deid.Policies;

/// <content>Values of the kinds the schema has, and what is said of those that are none.</content>
internal sealed partial class PolicyFileReader
{
    private Dictionary<string, PolicyFileNode> Properties(PolicyFileNode node, string[] allowed)
    {
        var result = new Dictionary<string, PolicyFileNode>(StringComparer.Ordinal);
        if (!IsKind(node, JsonTokenType.StartObject, "an object"))
        {
            return result;
        }

        foreach (var (name, value) in node.Properties)
        {
            if (!allowed.Contains(name.Text))
            {
                Add(PolicyFileIds.UnknownProperty, name, "There is no such property here.", $"{Nearest(name.Text, allowed)}Allowed are {string.Join(", ", allowed)}.");
            }
            else if (!result.TryAdd(name.Text, value))
            {
                Add(PolicyFileIds.DuplicateProperty, name, "The property stands twice.", "Keep one of them.");
            }
        }

        return result;
    }

    private List<PolicyFileNode> Items(PolicyFileNode node) => IsKind(node, JsonTokenType.StartArray, "a list") ? node.Items : [];

    private string? Text(PolicyFileNode node) => IsKind(node, JsonTokenType.String, "a text") ? node.Text : null;

    private bool Switch(PolicyFileNode node)
    {
        if (node.Kind is not (JsonTokenType.True or JsonTokenType.False))
        {
            IsKind(node, JsonTokenType.True, "true or false");
        }

        return node.Kind == JsonTokenType.True;
    }

    private int Number(PolicyFileNode node, int minimum, int maximum, int fallback)
    {
        if (!IsKind(node, JsonTokenType.Number, "a number"))
        {
            return fallback;
        }

        if (int.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum)
        {
            return value;
        }

        Add(PolicyFileIds.OutOfRange, node, "The number is no whole number of the range.", string.Create(CultureInfo.InvariantCulture, $"Give one from {minimum} to {maximum}."));
        return fallback;
    }

    /// <summary>A word of an enumeration, in any case; numbers are refused, since nobody can read them.</summary>
    private T Word<T>(PolicyFileNode node, T fallback)
        where T : struct, Enum
    {
        if (Text(node) is not { } text)
        {
            return fallback;
        }

        var names = Enum.GetNames<T>();
        var name = Array.Find(names, n => string.Equals(n, text, StringComparison.OrdinalIgnoreCase));
        if (name is not null)
        {
            return Enum.Parse<T>(name);
        }

        Add(PolicyFileIds.UnknownValue, node, "There is no such word here.", $"{Nearest(text, names)}Allowed are {string.Join(", ", names)}.");
        return fallback;
    }

    private bool IsKind(PolicyFileNode node, JsonTokenType kind, string wanted)
    {
        if (node.Kind == kind)
        {
            return true;
        }

        Add(PolicyFileIds.WrongKind, node, $"Here has to be {wanted}.", null);
        return false;
    }

    private static string Nearest(string text, IEnumerable<string> allowed) =>
        NameDistance.Closest(text, allowed) is { } word ? $"Did you mean {word}? " : string.Empty;

    private void Add(string id, PolicyFileNode node, string message, string? remedy) => Add(ScriptSeverity.Error, id, node, message, remedy);

    private void Add(ScriptSeverity severity, string id, PolicyFileNode node, string message, string? remedy) =>
        Add(severity, id, node.Line, node.Column, message, remedy);

    private void Add(string id, int line, int column, string message, string? remedy) => Add(ScriptSeverity.Error, id, line, column, message, remedy);

    private void Add(ScriptSeverity severity, string id, int line, int column, string message, string? remedy) =>
        Add(_path, new ScriptDiagnostic(severity, id, line, column, message, remedy));

    /// <summary>Errors are counted whether they are told or not: a policy with a step left out would run.</summary>
    private void Add(string source, ScriptDiagnostic finding)
    {
        var isError = finding.Severity == ScriptSeverity.Error;
        if ((isError ? _errors : _findings.Count - Math.Min(_errors, MostFindings)) < MostFindings)
        {
            _findings.Add(new PolicyDiagnostic(source, finding));
        }

        _errors += isError ? 1 : 0;
    }
}
